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
    with pytest.raises(SettingError, match="is not supported: files lie in a folder") as refusal:
        load(told)
    assert str(refusal.value).startswith(f"KEDANG_STORAGE_URL={url.split('://')[0]}://…")
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
