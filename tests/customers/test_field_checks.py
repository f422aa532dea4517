"""A field is judged on leaving it: by its own rule, for who may write, and nothing is kept."""

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.customers.models import Customer

WRONG = "912345678901234567"


@pytest.fixture
def site(unguarded):
    return unguarded


@pytest.mark.parametrize(
    ("path", "field", "typed", "told"),
    [
        ("/customers/check", "uscc", WRONG, "校验码"),
        ("/customers/check", "uscc", "91440300708461136T", ""),
        ("/customers/check", "phone", "zero", "电话"),
        ("/customers/check", "birthday", "2025-02-30", "日期无法识别"),
        ("/customers/check", "registered_capital", "ten", "金额无法识别"),
        ("/contacts/check", "email", "nobody", "邮箱"),
        ("/contacts/check", "mobile", "0755-25317099", "手机号"),
        ("/contacts/check", "phone", "0755-25317099", ""),
    ],
)
def test_the_answer_is_the_sentence_saving_would_show(site, sign_in, path, field, typed, told):
    browser, _ = sign_in("Archivist")
    answer = browser.post(path, data={"field": field, field: typed})
    wrong = answer.json["wrong"]
    assert told in wrong
    assert bool(wrong) == bool(told)
    assert typed not in wrong


def test_nothing_is_written_not_even_to_the_trail(site, sign_in, machine):
    browser, _ = sign_in("Archivist")
    asked = [select(func.count(Customer.id)), select(func.count(AuditEntry.id))]
    with machine() as session:
        before = [session.scalar(count) for count in asked]
    browser.post("/customers/check", data={"field": "uscc", "uscc": WRONG, "name": "甲公司"})
    with machine() as session:
        assert [session.scalar(count) for count in asked] == before


@pytest.mark.parametrize("field", ["", "department", "nothing", "row_version"])
def test_a_field_without_a_rule_of_its_own_is_not_judged(site, sign_in, field):
    browser, _ = sign_in("Archivist")
    assert browser.post("/customers/check", data={"field": field, field: "1"}).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("Leader", 403), ("Auditor", 403), ("Staff", 200)])
def test_only_who_may_write_is_answered(site, sign_in, role, status):
    browser, _ = sign_in(role)
    answer = browser.post("/customers/check", data={"field": "uscc", "uscc": WRONG})
    assert answer.status_code == status


def test_a_question_from_elsewhere_is_refused(app, sign_in):
    browser, _ = sign_in("Archivist")
    answer = browser.post("/customers/check", data={"field": "uscc", "uscc": WRONG})
    assert answer.status_code == 400
