"""A step for all a list found: in blocks, each all or nothing, through the gate, and counted."""

import pytest
from sqlalchemy import func, select

from app.core import results
from app.customers.contacts import ContactLink
from app.customers.models import Customer
from app.customers.rules import EntryStatus
from tests.factories import make_contact, make_customer, make_department, make_person, root


@pytest.fixture
def browser(unguarded, sign_in, monkeypatch):
    monkeypatch.setattr(results, "BLOCK", 4)
    return sign_in("Archivist")[0]


def ready(**fields):
    """A draft that has all its standard requires."""
    return make_person("赵六", mobile="13912345678", **fields)


@pytest.fixture
def ten(machine):
    with machine():
        return [ready(city="深圳市").id for _ in range(10)]


def submit_all(browser, query, step="submit", **told):
    answer = browser.post(f"/customers/step/{step}", data={"all": "1", "query": query, **told})
    return browser.get(answer.location).get_data(as_text=True).partition("note-")[2][:900]


def statuses(machine):
    with machine() as session:
        grouped = select(Customer.entry_status, func.count()).group_by(Customer.entry_status)
        return dict(session.execute(grouped).all())


def test_every_result_is_done_though_one_page_was_shown(browser, ten, machine):
    with machine():
        ready(city="广州市")
    assert "10" in submit_all(browser, "city=深圳市&size=25&after=zzz&cols=city")
    assert statuses(machine) == {EntryStatus.submitted: 10, EntryStatus.draft: 1}


def test_a_refused_block_changes_nothing_and_is_counted_with_its_reason(browser, ten, machine):
    with machine() as session:
        session.get(Customer, ten[5]).submit()
    told = submit_all(browser, "city=深圳市")
    assert "完成 6 条，拒绝 4 条" in told
    assert "状态" in told
    assert statuses(machine) == {EntryStatus.submitted: 7, EntryStatus.draft: 3}


def test_a_foreign_record_is_no_result(machine, browser, sign_in):
    with machine():
        here, there = make_department(root()), make_department(root())
        ready(department_id=here.id)
        ready(department_id=there.id)
        here_id = here.id
    local, _ = sign_in("Archivist", department=here_id)
    submit_all(local, "")
    assert statuses(machine) == {EntryStatus.submitted: 1, EntryStatus.draft: 1}


def test_too_many_are_refused_with_one_sentence(browser, ten, machine, monkeypatch):
    monkeypatch.setattr(results, "MOST", 9)
    assert "最多处理 9 条" in submit_all(browser, "city=深圳市")
    assert statuses(machine) == {EntryStatus.draft: 10}


@pytest.mark.parametrize("query", ["founded_on=between:x,y", "kind=nosuch"])
def test_a_question_not_understood_does_not_mean_everything(browser, ten, machine, query):
    submit_all(browser, query)
    assert statuses(machine) == {EntryStatus.draft: 10}


def test_a_step_needs_its_own_right_for_all_as_for_one(browser, ten, machine, sign_in):
    leader, _ = sign_in("Leader")
    answer = leader.post("/customers/step/void", data={"all": "1", "query": "", "reason": "x"})
    assert answer.status_code == 403
    assert statuses(machine) == {EntryStatus.draft: 10}


def test_no_result_at_all_is_told(browser, ten):
    assert "已处理 0 条" in submit_all(browser, "q=nosuchname")


def test_lines_below_a_record_have_no_results_to_take_all_of(app, browser, machine):
    with machine() as session:
        contact = make_contact(make_customer())
        link = session.scalar(select(ContactLink.id).where(ContactLink.contact_id == contact.id))
    answer = browser.post("/customer-contacts/step/end", data={"all": "1", "query": ""})
    assert answer.status_code == 404
    with machine() as session:
        assert session.get(ContactLink, link).to_on is None


@pytest.mark.parametrize("query", ["a=1%0d%0ab=2", "q=\r\nX: y", "_external=1&_anchor=x", "view=3"])
def test_an_odd_address_leads_back_to_the_list(browser, ten, query):
    answer = browser.post("/customers/step/submit", data={"all": "1", "query": query})
    assert answer.status_code == 302
    assert answer.location.startswith("/customers/list/")
