"""Exact budgets: statements and bytes a page may cost, with scope and permissions on."""

from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from tests.factories import make_customer

PAGES = {"/customers/list/": 8, "/customers/show/1": 8, "/customers/edit/1": 8}


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
            make_customer(industry="C 制造业", province="广东", city="深圳市")


@pytest.mark.parametrize("role", ["ChiefArchivist", "Archivist", "Leader"])
@pytest.mark.parametrize("page", ["/customers/list/", "/customers/show/1"])
def test_a_page_costs_no_more_statements_than_its_budget(app, thirty, sign_in, role, page):
    browser, _ = sign_in(role)
    browser.get(page)  # Permissions are warm from here on.
    with counting() as seen:
        assert browser.get(page).status_code == 200
    assert len(seen) <= PAGES[page], "\n".join(seen)


def test_a_list_of_25_weighs_at_most_50_kb(app, thirty, sign_in):
    browser, _ = sign_in("ChiefArchivist")
    assert len(browser.get("/customers/list/").data) <= 50 * 1024


def test_an_edit_form_stays_in_its_budget(app, thirty, sign_in):
    browser, _ = sign_in("ChiefArchivist")
    browser.get("/customers/edit/1")
    with counting() as seen:
        assert browser.get("/customers/edit/1").status_code == 200
    assert len(seen) <= PAGES["/customers/edit/1"], "\n".join(seen)
