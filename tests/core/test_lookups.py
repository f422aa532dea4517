"""Every field that is searched as one types has an address that answers whoever sees the form."""

import re

import pytest

from tests.conftest import DATABASES
from tests.endurance.scale import in_turn
from tests.factories import make_contact, make_customer

ADDRESS = re.compile(r'data-lookup="([^"]+)"')
ROLES = ("Archivist", "ChiefArchivist", "Staff", "SystemAdmin")


@pytest.fixture
def customer(machine):
    """One for the forms below a customer, with a contact for those below a contact."""
    with machine():
        found = make_customer()
        make_contact(found)
        return found.id


def forms(app, customer):
    """The address of each form for something new, each variant of it, and of quick entry."""
    found = ["/quick/", *(f"/customers/add?kind={kind}" for kind in ("individual", "government"))]
    return [*found, *(
        f"{view.route_base}/add?for={customer}"
        for view in app.appbuilder.baseviews
        if "can_add" in (view.base_permissions or ()) and hasattr(view, "add") and view.route_base
        and not view.route_base.startswith("/api")
    )]  # fmt: skip


@pytest.mark.parametrize(("role", "database"), in_turn(ROLES, DATABASES), scope="session")
def test_each_address_a_form_searches_at_answers(app, sign_in, customer, role):
    browser, _ = sign_in(role)
    asked, seen = {}, 0
    for form in dict.fromkeys(forms(app, customer)):
        page = browser.get(form)
        if page.status_code != 200:
            continue
        seen += 1
        asked |= dict.fromkeys(ADDRESS.findall(page.text), form)
    assert seen
    wrong = {at: form for at, form in asked.items() if browser.get(f"{at}?q=").status_code != 200}
    assert wrong == {}


def test_quick_entry_offers_sources_and_asks_who_this_may_be_already(sign_in):
    browser, _ = sign_in("Archivist")
    page = browser.get("/quick/").text
    assert "/customers/words/customer_source" in ADDRESS.findall(page)
    assert 'data-watch="/customers/near" data-watched="name phone"' in page
    assert browser.get("/customers/words/customer_source").json
