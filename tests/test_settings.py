"""Settings that are refused at start, each with one sentence, and the zone days are told in."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.core import clock
from config import SettingError, load

ROOT = Path(__file__).parents[1]
INSTANT = datetime(2026, 11, 26, 20, 30, tzinfo=UTC)


@pytest.fixture
def settle():
    """Settle the zone for one test."""
    yield clock.ZONE.settle
    clock.ZONE.settle("Asia/Shanghai")


@pytest.mark.parametrize("name", ["Asia/Peking", "UTC+8", "../etc/passwd", "", "Asia", "中国"])
def test_a_zone_nobody_knows_is_refused(tmp_path, name):
    told = {"KEDANG_DATA_DIR": str(tmp_path), "KEDANG_TIMEZONE": name}
    with pytest.raises(SettingError, match="KEDANG_TIMEZONE is the name of a time zone"):
        load(told)


@pytest.mark.parametrize("url", ["s3://key:secret@bucket", "http://files.example/a", "gs://b"])
def test_a_store_that_is_not_supported_is_refused_without_its_secrets(tmp_path, url):
    told = {"KEDANG_DATA_DIR": str(tmp_path), "KEDANG_STORAGE_URL": url}
    words = "is not (supported|there yet): files lie in a folder"
    with pytest.raises(SettingError, match=words) as refusal:
        load(told)
    assert ("there yet" in str(refusal.value)) == url.startswith("s3:")
    assert str(refusal.value).startswith(f"KEDANG_STORAGE_URL={url.split('://')[0]}://…")
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("name", ["KEDANG_HOTS", "KEDANG_FOO_TEST_X", "KEDANG_TEST", "KEDANG_"])
def test_a_name_nobody_knows_is_refused(tmp_path, name):
    with pytest.raises(SettingError, match=f"^Unknown setting: {name}$"):
        load({"KEDANG_DATA_DIR": str(tmp_path), name: ""})


def test_a_name_of_the_tests_own_is_none_of_the_settings(tmp_path):
    assert load({"KEDANG_DATA_DIR": str(tmp_path), "KEDANG_TEST_ANYTHING": "1"})


@pytest.mark.parametrize("name", ["KEDANG_REDIS_URL", "KEDANG_SMTP_URL", "KEDANG_NOTIFY_URLS"])
def test_what_is_not_built_yet_is_told_so_without_its_secrets(tmp_path, name):
    with pytest.raises(SettingError, match=f"^Not there yet, .*{name}") as refusal:
        load({"KEDANG_DATA_DIR": str(tmp_path), name: "redis://:secret@host"})
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("url", ["/srv/files", "file://host/files"])
def test_a_folder_that_is_no_address_is_refused(tmp_path, url):
    with pytest.raises(SettingError, match="is file:///"):
        load({"KEDANG_DATA_DIR": str(tmp_path), "KEDANG_STORAGE_URL": url})


def test_a_refusal_is_one_sentence_and_exit_status_2(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KEDANG_")}
    told = {**kept, "KEDANG_DATA_DIR": str(tmp_path), "KEDANG_STORAGE_URL": "s3://bucket"}
    done = subprocess.run(
        [sys.executable, "run.py"], cwd=ROOT, env=told, capture_output=True, text=True, check=False
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "s3://" in done.stderr


@pytest.mark.parametrize(
    ("name", "shown", "day"),
    [
        ("Asia/Shanghai", "2026-11-27 04:30 CST", date(2026, 11, 27)),
        ("Europe/Berlin", "2026-11-26 21:30 CET", date(2026, 11, 26)),
        ("America/Los_Angeles", "2026-11-26 12:30 PST", date(2026, 11, 26)),
    ],
)
def test_instants_are_shown_in_the_settled_zone(settle, name, shown, day):
    settle(name)
    told = clock.local(INSTANT)
    assert f"{told:%Y-%m-%d %H:%M %Z}" == shown
    assert told.date() == day
    assert told.astimezone(UTC) == INSTANT


def test_an_hour_told_twice_keeps_both_its_instants(settle):
    """The night summer time ends; a zone without it would hide a fold that is lost."""
    settle("Europe/Berlin")
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert f"{clock.local(first):%H:%M}" == f"{clock.local(second):%H:%M}" == "02:30"
    assert clock.local(first).astimezone(UTC) == first
    assert clock.local(second).astimezone(UTC) == second


def test_the_setting_reaches_pages_and_clock_alike(tmp_path):
    told = load({"KEDANG_DATA_DIR": str(tmp_path), "KEDANG_TIMEZONE": "Europe/Berlin"})
    assert told["BABEL_DEFAULT_TIMEZONE"] == "Europe/Berlin"
    assert load({"KEDANG_DATA_DIR": str(tmp_path)})["BABEL_DEFAULT_TIMEZONE"] == "Asia/Shanghai"
