"""Every list leaves as a file, by somebody, with its columns named as on screen."""

import csv
import io

import pytest

from app.access.models import Grant
from app.access.rules import GrantKind
from app.core.clock import now
from app.core.screens import Screen
from app.customers.entry_screens import Related
from app.customers.parts import AddressKind, CustomerAddress, FormerName
from app.customers.reviews import HandOver
from app.security.roles import ROLES
from app.security.rules import Security
from app.service.complaints import ComplaintPause
from tests.care.factories import answer, make_survey
from tests.factories import keep, make_contact, make_customer, make_user
from tests.service.factories import make_complaint
from tests.test_registers import screens

pytestmark = pytest.mark.clause("S5.3.4.1")

#: Lists without a file of their own, and why.
ELSEWHERE = {
    # Tabs of records that have a list of their own: that list's file, narrowed to the page.
    **{screen: screen.main for screen in screens() if issubclass(screen, Related)},
}


def rows(answer):
    assert answer.mimetype == "text/csv", answer.location
    lines = csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")))
    return [row for row in lines if row][1:]


def takers(screen):
    """The shipped roles that take this list out."""
    right = screen.class_permission_name
    return [
        name
        for name, role in ROLES.items()
        if role.export_cap and "can_export" in role.screens.get(right, ())
    ]


def test_every_list_has_a_file_or_says_which_other_holds_it():
    leaving = {s for s in screens() if "can_export" in s.base_permissions}
    assert screens() - leaving == set(ELSEWHERE)
    assert set(ELSEWHERE.values()) <= {screen.__name__ for screen in leaving}
    assert [screen for screen in leaving if not takers(screen)] == []


def test_every_file_has_the_lists_columns(unguarded, sign_in):
    by_role: dict[str, list[type[Screen]]] = {}
    for screen in screens() - set(ELSEWHERE):
        by_role.setdefault(takers(screen)[0], []).append(screen)
    for role, taken in by_role.items():
        browser, _ = sign_in(role)
        for screen in taken:
            head, *_ = rows(browser.post(f"{screen.route_base}/export/csv"))
            if screen.columns_shown is Screen.columns_shown:
                assert len(head) == len(screen.plan.columns), screen
            assert all(name.strip() for name in head), screen


@pytest.fixture
def told(unguarded, machine):
    """Address → what its one row must say, as the list says it."""
    with machine() as session:
        head = make_user("DepartmentHead")
        customer = make_customer("近处轻工有限公司")
        contact = make_contact(customer, name="钱进")
        keep(
            CustomerAddress(
                customer_id=customer.id, kind=AddressKind.office, address="滨江路 1 号",
                recipient="王小明",
            )
        )  # fmt: skip
        keep(HandOver(customer_id=customer.id, from_id=None, to_id=head.id, reason="调岗"))
        asked = make_survey(customer)
        answer(asked)
        claim = make_complaint(customer)
        keep(ComplaintPause(complaint_id=claim.id, from_at=now(), reason="等候样品"))
        user_change = Grant(
            user_id=head.id, kind=GrantKind.clearance, new=Security.internal.name, reason="升级",
            proposed_by_id=head.id, proposed_at=now(),
        )  # fmt: skip
        keep(user_change)
        session.flush()
        return {
            f"/addresses/export/csv?customer_id={customer.id}": (customer.name, "滨江路 1 号"),
            f"/hand-overs/export/csv?customer_id={customer.id}": (head.first_name, "调岗"),
            f"/customer-contacts/export/csv?contact_id={contact.id}": (customer.name, "钱进"),
            f"/survey-answers/export/csv?survey_id={asked.id}": (asked.number, "尚可"),
            f"/complaint-pauses/export/csv?complaint_id={claim.id}": (claim.number, "等候样品"),
            f"/questions/export/csv?questionnaire_id={asked.questionnaire_id}": (" v1",),
            "/elements/export/csv": (" v1",),
            "/people/export/csv?username=" + head.username: (head.username,),
            "/grants/export/csv": (head.first_name, str(Security.internal)),
        }


def test_a_file_of_lines_names_whose_they_are_and_hides_what_the_list_hides(told, sign_in):
    chief, admin = sign_in("ChiefArchivist")[0], sign_in("SystemAdmin")[0]
    settings = ("/questions", "/people", "/grants")
    for address, words in told.items():
        browser = admin if address.startswith(settings) else chief
        text = "\n".join(",".join(row) for row in rows(browser.post(address))[1:])
        assert [word for word in words if word not in text] == [], address
        assert "王小明" not in text


def test_a_refused_file_of_lines_leads_back_to_their_parent(unguarded, machine, sign_in):
    browser, _ = sign_in("ChiefArchivist", clearance=Security.restricted)
    with machine():
        customer = make_customer(security=Security.restricted)
        keep(FormerName(customer_id=customer.id, name="老名字"))
        number = customer.id
    answer = browser.post(f"/former-names/export/csv?customer_id={number}")
    assert answer.location.endswith(f"/customers/show/{number}#former-names")
    assert browser.post("/former-names/export/csv").location == "/"
