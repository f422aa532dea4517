"""Exact budgets: statements and bytes a page may cost, with scope and permissions on."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from app.access.models import Grant
from app.access.rules import GrantKind
from app.core.clock import now, today
from app.customers.verification import Standing
from app.security.models import Share
from tests.factories import make_customer, make_user

PAGES = {
    "/customers/list/": 6,
    "/customers/list/?q=星辰": 7,
    "/customers/show/1": 6,
    "/customer-contacts/of/1": 6,
    "/customers/edit/1": 6,
}


@contextmanager
def counting():
    seen = []

    def see(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("BEGIN", "PRAGMA", "SHOW", "select pg_catalog")):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", see)
    yield seen
    event.remove(Engine, "before_cursor_execute", see)


@pytest.fixture
def thirty(machine):
    with machine():
        for _ in range(30):
            make_customer(
                industry="C 制造业", province="广东", city="深圳市",
                verification=Standing.verified, verified_on=today(), verified_source="公" * 200,
            )  # fmt: skip


@pytest.mark.parametrize("role", ["ChiefArchivist", "Archivist", "Leader"])
@pytest.mark.parametrize("page", [page for page in PAGES if "edit" not in page])
def test_a_page_costs_no_more_statements_than_its_budget(app, thirty, sign_in, role, page):
    browser, _ = sign_in(role)
    browser.get(page)  # Permissions are warm from here on.
    with counting() as seen:
        assert browser.get(page).status_code == 200
    assert len(seen) <= PAGES[page], "\n".join(seen)


ACCESS_PAGES = (
    ("SystemAdmin", "/people/list/"),
    ("SystemAdmin", "/people/show/1"),
    ("SystemAdmin", "/people/edit/1"),
    ("SystemAdmin", "/roles/list/"),
    ("SystemAdmin", "/roles/show/1"),
    ("SystemAdmin", "/roles/edit/1"),
    ("SecurityAdmin", "/grants/list/"),
    ("SecurityAdmin", "/grants/show/1"),
    ("ChiefArchivist", "/shares/list/"),
    ("ChiefArchivist", "/shares/show/1"),
    ("DepartmentHead", "/approvals/list/"),
    ("Staff", "/access-asks/list/"),
    ("SystemAdmin", "/approval-rules/list/"),
)


@pytest.mark.parametrize(("role", "page"), ACCESS_PAGES)
def test_a_page_of_access_costs_no_more_either(app, thirty, asked, sign_in, role, page):
    browser, _ = sign_in(role)
    browser.get(page)
    with counting() as seen:
        assert browser.get(page).status_code == 200
    assert len(seen) <= 8, "\n".join(seen)


@pytest.fixture
def asked(machine):
    """A grant and a share that wait for confirmation."""
    with machine() as session:
        person, proposer, at = make_user("Staff"), make_user("SystemAdmin"), now()
        who = {"user_id": person.id, "reason": "new duties"}
        by = {"proposed_by_id": proposer.id, "proposed_at": at}
        session.add(Grant(**who, **by, kind=GrantKind.add_role, new="Leader"))
        share = {"subject": "customer", "subject_id": 1, "until": at + timedelta(days=9)}
        session.add(Share(**who, **share, granted_by_id=proposer.id))


@pytest.mark.parametrize("role", ["ChiefArchivist", "Archivist"])
@pytest.mark.parametrize("asked", ["", "?entry_status=draft,returned&security=internal"])
def test_a_list_of_25_weighs_at_most_50_kb(app, thirty, sign_in, role, asked):
    browser, _ = sign_in(role)
    page = browser.get(f"/customers/list/{asked}")
    assert page.text.count('name="rowid"') == 25
    assert len(page.data) <= 50 * 1024


def test_an_edit_form_stays_in_its_budget(app, thirty, sign_in):
    browser, _ = sign_in("ChiefArchivist")
    browser.get("/customers/edit/1")
    with counting() as seen:
        assert browser.get("/customers/edit/1").status_code == 200
    assert len(seen) <= PAGES["/customers/edit/1"], "\n".join(seen)


@pytest.mark.parametrize("role", ["ChiefArchivist", "Archivist"])
def test_saving_an_edit_costs_at_most_15_statements(unguarded, thirty, sign_in, role):
    """With its audit entry, its score and the notice that it was saved."""
    browser, _ = sign_in(role)
    form = {
        "name": "南海精密仪器有限公司", "department": "1", "market": "domestic",
        "security": "internal", "time_status": "prospective",
    }  # fmt: skip
    for version in (1, 2):  # The first warms what a process works out once.
        told = {**form, "row_version": str(version), "remark": f"change {version}"}
        with counting() as seen:
            assert browser.post("/customers/edit/1", data=told).status_code == 302
    assert len(seen) <= 15, "\n".join(seen)
