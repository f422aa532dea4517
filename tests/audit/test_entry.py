"""One entry of the trail on its own page: all that is kept of it, and no more than its reader may
see of the record.
"""

import pytest
from sqlalchemy import select

from app.audit.chain import Event
from app.audit.listener import note
from app.audit.models import AuditEntry
from tests.factories import make_customer, make_person


@pytest.fixture
def changed(machine):
    """The entry of an enterprise whose name and e-mail were changed."""
    with machine() as session:
        customer = make_customer("星辰科技有限公司", email="old@qq.com")
        session.commit()
        customer.name, customer.email = "长风仪器有限公司", "new@qq.com"
    return newest(machine, "customer")


def newest(machine, subject):
    with machine() as session:
        asked = select(AuditEntry).where(AuditEntry.subject == subject)
        entry = session.scalars(asked.order_by(AuditEntry.id.desc()).limit(1)).one()
        return {"id": entry.id, "hash": entry.hash, "prev": entry.prev, "record": entry.subject_id}


def page_of(browser, entry):
    answer = browser.get(f"/audit/show/{entry['id']}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_list_leads_to_an_entry_with_all_its_details(changed, sign_in):
    browser, _ = sign_in("Auditor")
    assert f'href="/audit/show/{changed["id"]}"' in browser.get("/audit/list/").get_data(
        as_text=True
    )
    text = page_of(browser, changed)
    for told in (
        "<del>星辰科技有限公司</del>", "<ins>长风仪器有限公司</ins>", "<ins>new@qq.com</ins>",
        changed["hash"], changed["prev"], "change", "客户 (customer)",
        f'<a href="/customers/show/{changed["record"]}">长风仪器有限公司</a>', "客户名称",
    ):  # fmt: skip
        assert told in text, told


def test_it_says_who_with_their_roles_and_from_where(unguarded, sign_in, machine):
    browser, reader = sign_in("Auditor", username="wang")
    wrong = {"old": "no such word", "new": "a long new word 77", "again": "a long new word 77"}
    browser.post("/account/password", data=wrong)
    with machine() as session:
        number = session.scalars(select(AuditEntry.id).where(AuditEntry.user_id == reader)).one()
    text = page_of(browser, {"id": number})
    for told in ("wang (wang)", "审计员", "127.0.0.1"):
        assert told in text, told


def test_a_persons_reach_is_masked_whoever_wrote_the_entry(machine, sign_in):
    with machine() as session:
        person = make_person("赵六")
        session.commit()
        detail = {"address": [None, "北京市朝阳区建国路 88 号"]}
        note(session(), Event("change", "customer", person.id, detail))
    text = page_of(sign_in("Auditor")[0], newest(machine, "customer"))
    assert "北京市朝阳区****" in text
    assert "建国路" not in text


def test_a_voided_record_is_told_to_who_would_see_it(machine, sign_in):
    with machine() as session:
        customer = make_customer("星辰科技有限公司")
        session.commit()
        customer.void(type("By", (), {"id": None}), "entered twice")
    assert "entered twice" in page_of(sign_in("Auditor")[0], newest(machine, "customer"))


def test_who_sees_no_business_learns_which_columns_changed_and_no_value(changed, sign_in):
    text = page_of(sign_in("SecurityAdmin")[0], changed)
    assert "客户名称" in text
    assert "权限之外的记录" in text
    for secret in ("星辰科技", "长风仪器", "new@qq.com"):
        assert secret not in text


def test_an_events_own_words_are_told(machine, sign_in):
    browser, reader = sign_in("Auditor")
    with machine() as session:
        note(session(), Event("break-glass", "ab_user", reader, {"reason": "灾备演练"}))
    text = page_of(browser, newest(machine, "ab_user"))
    assert "灾备演练" in text
    assert "原因" in text


@pytest.mark.parametrize("role", ["Archivist", "Staff", "SystemAdmin", "Leader"])
def test_nobody_else_opens_it(changed, sign_in, role):
    assert sign_in(role)[0].get(f"/audit/show/{changed['id']}").status_code in {302, 403}


def test_an_entry_that_is_not_there_is_a_404(sign_in):
    browser, _ = sign_in("Auditor")
    for pk in ("0", "999999999", "x"):
        assert browser.get(f"/audit/show/{pk}").status_code == 404
