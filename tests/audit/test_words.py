"""The trail on screen is told in words: who, and which table."""

import re
from pathlib import Path

import pytest

from app.audit.listener import is_remembered
from app.audit.timeline import WORDS
from app.audit.words import SUBJECTS, actor_word, subject_word
from app.core.db import Model
from tests.factories import make_customer, make_user


def test_every_table_the_trail_names_has_a_word(app):
    silent = {"audit_entry", "chain_head", "number_sequence"}
    kept = [m for m in Model.registry.mappers if not getattr(m.class_, "__unaudited__", "")]
    ours = [m for m in kept if m.class_.__module__.startswith("app.")]
    missing = {m.local_table.name for m in ours if is_remembered(m.class_())} - silent
    assert missing - SUBJECTS.keys() == set()


@pytest.mark.parametrize(
    ("actor", "name", "told"),
    [
        ("user:wang", "王卷", "王卷 (wang)"),
        ("user:wang", None, "wang"),
        ("job:imports user:wang", "王卷", "王卷（后台任务）"),
        ("job:heartbeat", None, "后台任务 (job:heartbeat)"),
        ("anonymous", None, "未登录者 (anonymous)"),
        ("test", None, "test"),
    ],
)
def test_who_acted_is_said_in_words(app, actor, name, told):
    with app.test_request_context():
        assert actor_word(actor, name) == told


def test_a_table_is_said_in_words_and_found_by_its_name(app):
    with app.test_request_context():
        assert subject_word("customer") == "客户 (customer)"
        assert subject_word(None) is None


def test_the_list_names_people_and_tables(machine, sign_in):
    with machine():
        make_customer()
        make_user(username="wang")
    browser, _ = sign_in("Auditor")
    page = browser.get("/audit/list/").get_data(as_text=True)
    assert "客户 (customer)" in page
    assert "用户 (ab_user)" in page


def test_every_event_the_trail_names_has_a_word():
    named = {
        name
        for path in (Path(__file__).parents[2] / "app").rglob("*.py")
        for name in re.findall(r'\bEvent\(\s*"([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(named) > 10
    assert named - WORDS.keys() == set()
