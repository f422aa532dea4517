"""What is shown to somebody by a share is shown: nothing is written below it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core.clock import now
from app.core.gate import gate_of
from app.core.screens import Screen
from app.customers.contact_link_views import CustomerContactView, EmployerView
from app.customers.contact_views import ContactView
from app.customers.contacts import Contact, ContactLink
from app.customers.models import Customer
from app.customers.part_views import (
    AddressView,
    BankAccountView,
    BillingDataView,
    FormerNameView,
    InvoiceTitleView,
)
from app.customers.views import CustomerView
from app.exchange.importing import Options, import_file
from app.exchange.rules import Outcome
from app.security.acting import acting_user
from app.security.actor import acting_as
from app.security.models import Department, Person, Share
from app.security.writes import is_writable
from app.workday.comments import Comment
from app.workday.files import FollowUpFile
from app.workday.tasks import Task
from tests.conftest import DATABASES
from tests.endurance.scale import in_turn
from tests.factories import make_contact, make_customer, make_department, make_user
from tests.security import business, care
from tests.security.below import hang
from tests.test_nothing_lost import Typed
from tests.workday.factories import make_follow_up, make_task
from tests.workday.test_follow_up_files import sent

#: What only an edit form holds.
VERSION = 'name="row_version"'
LINE_VIEWS = (FormerNameView, AddressView, InvoiceTitleView, BankAccountView)
TOLD = ("subject", "subject_id", "reason", "until", "granted_by_id", "confirmed_by_id")


def share_of(customer_id, user_id):
    """By it somebody is shown a customer for some days."""
    told = {"subject": "customer", "subject_id": customer_id, "until": now() + timedelta(days=9)}
    by = {"granted_by_id": make_user().id, "confirmed_by_id": make_user().id}
    return Share(user_id=user_id, reason="joint project", **told, **by)


@pytest.fixture
def shown(machine, sign_in):
    """A browser of somebody who is shown a customer of another department, and both."""
    browser, user_id = sign_in("Staff")
    with machine() as session:
        customer = make_customer("远方公司", department_id=make_department().id)
        own = make_customer("自己的公司", account_manager_id=user_id)
        known = make_contact(own, "王五")
        session.add(share_of(customer.id, user_id))
        session.commit()
        name = session.get(Person, user_id).username
        return browser, name, customer.id, customer.number, known.id


def test_its_page_offers_no_edit_and_ones_own_does(machine, shown):
    browser, _, pk, _, contact = shown
    page = browser.get(f"/customers/show/{pk}")
    assert page.status_code == 200
    assert f"/customers/edit/{pk}" not in page.get_data(as_text=True)
    assert f"/customers/edit/{pk}" not in browser.get(f"/customers/gaps/{pk}").text
    with machine() as session:
        own = select(ContactLink.customer_id).where(ContactLink.contact_id == contact)
        mine = session.scalars(own).one()
    assert f"/customers/edit/{mine}" in browser.get(f"/customers/show/{mine}").text


def test_a_form_adds_nobody_to_a_customer_that_is_only_shown(unguarded, machine, shown):
    browser, _, pk, _, contact = shown
    assert browser.get(f"/customers/show/{pk}").status_code == 200
    part = {"role": "user", "contact": str(contact), "customer": str(pk)}
    browser.post(f"/customer-contacts/add?for={pk}", data=part)
    with machine() as session:
        links = select(func.count(ContactLink.id)).where(ContactLink.customer_id == pk)
        assert session.scalar(links) == 0


def test_nor_does_a_file(app, machine, shown, tmp_path):
    _, name, _, number, _ = shown
    path = tmp_path / "a.csv"
    path.write_text(f"客户编号,姓名,处理依据\n{number},赵六,合同\n", encoding="utf-8")
    with machine() as session:
        with acting_as(acting_user(name)):
            place = session.scalars(select(Department).where(Department.code == "ROOT")).one()
            report = import_file(path, place, Options(subject="contact"))
        assert report.count(Outcome.refused) == 1


ELSEWHERE = "该记录属于其他部门或更高密级。"


def planted_at(customer):
    """Each screen with an edit form → the number of a row at this customer."""
    tag = f"E{customer.id}"
    hung = hang(customer.id, tag)
    rows = {
        screen: row for plant in (business.plant, care.plant)
        for screen, (_, row) in plant(customer, tag).items()
    }  # fmt: skip
    found = {screen: row.id for screen, row in rows.items()}
    for row in rows.values():
        found |= row.lines
    found |= {CustomerView: customer.id, BillingDataView: customer.id, ContactView: hung.contact}
    found |= {CustomerContactView: hung.link, EmployerView: hung.link}
    return found | {screen: hung.lines[screen.key()] for screen in LINE_VIEWS}


def gated_forms(app):
    """Each screen that edits rows not everybody may see."""
    views = (view for view in app.appbuilder.baseviews if isinstance(view, Screen))
    return {type(v) for v in views if "can_edit" in v.base_permissions and gate_of(v.plan.entity)}


@pytest.mark.parametrize(("_", "database"), in_turn(["edit"], DATABASES), scope="session")
def test_no_edit_form_opens_on_what_is_only_shown(app, machine, sign_in, _):
    """Refused at its address with the sentence a save would hear; on one's own it opens."""
    browser, user_id = sign_in("Archivist")
    with machine() as session:
        customer = make_customer("远方公司", department_id=make_department().id)
        session.add(share_of(customer.id, user_id))
        shown, own = planted_at(customer), planted_at(make_customer("自己的公司"))
    screens = gated_forms(app)
    assert len(screens) >= 25
    wrong = []
    for screen in screens:
        address = f"{screen.route_base}/edit"
        refused = browser.get(f"{address}/{shown[screen]}", follow_redirects=True).text
        opened = browser.get(f"{address}/{own[screen]}").text
        if ELSEWHERE not in refused or VERSION in refused or VERSION not in opened:
            wrong.append(screen)
    assert wrong == []


@pytest.fixture
def below(unguarded, machine, shown):
    """A person and a follow-up of the customer that is only shown: their ids."""
    with machine() as session:
        customer = session.get_one(Customer, shown[2])
        person = make_contact(customer, "赵六")
        spoken = make_follow_up(customer, make_user("Staff"))
        return person.id, spoken.id


@pytest.mark.parametrize("name", ["Staff", "Archivist"])
def test_a_person_of_such_a_customer_is_read_and_not_changed(sign_in, machine, shown, below, name):
    pk, _ = below
    browser, user_id = sign_in(name)
    with machine() as session:
        share = session.scalars(select(Share)).one()
        told = {n: getattr(share, n) for n in TOLD}
        session.add(Share(user_id=user_id, **told))
        session.commit()
    address, api = f"/contacts/edit/{pk}", f"/api/v1/contact/{pk}"
    keeper, _ = sign_in("ChiefArchivist")  # To whom the form opens.
    form = Typed(keeper.get(address).get_data(as_text=True)).values
    form = {field: value.removeprefix("\r\n") for field, value in form.items()}
    assert ELSEWHERE in browser.post(address, data={**form, "name": "改名"}).text
    browser.post("/contacts/step/void", data={"rowid": pk, "reason": "not my customer"})
    version = browser.get(api).json["result"]["version"]
    assert browser.put(api, json={"name": "改名", "version": version}).status_code == 403
    assert browser.post(f"{api}/void", json={"reason": "not mine at all"}).status_code == 403
    with machine() as session:
        person = session.get_one(Contact, pk)
        assert (person.name, person.voided_at) == ("赵六", None)


def test_somebody_who_serves_a_customer_of_ones_own_too_is_ones_own(machine, shown, below):
    _, name, _, _, known = shown
    with machine() as session:
        theirs, mine = session.get_one(Contact, below[0]), session.get_one(Contact, known)
        with acting_as(acting_user(name)):
            assert not is_writable(session, theirs)
            assert is_writable(session, mine)
        session.add(ContactLink(contact_id=theirs.id, customer_id=mine.customer_id))
        session.commit()
        with acting_as(acting_user(name)):
            assert is_writable(session, theirs)


def test_below_a_line_of_such_a_customer_one_speaks_and_files_nothing(machine, shown, below):
    browser, spoken = shown[0], below[1]
    browser.post(f"/follow-up-files/add?for={spoken}", data=sent())
    browser.post(f"/comments/add?for={spoken}", data={"text": "我来问问法务"})
    with machine() as session:
        counts = [session.scalar(select(func.count(of.id))) for of in (FollowUpFile, Comment)]
    assert counts == [0, 1]


def test_a_task_changes_by_the_hand_that_gave_or_got_it(machine):
    with machine() as session:
        giver, taker, other = (make_user("Staff") for _ in range(3))
        pk, names = make_task(giver, taker).id, [p.username for p in (giver, taker, other)]
    found = []
    for name in names:
        with machine() as session, acting_as(acting_user(name)):
            task = session.get(Task, pk)
            found.append(task is not None and is_writable(session, task))
        with machine() as session:
            task = session.get_one(Task, pk)
            with acting_as(acting_user(name)):
                found.append(is_writable(session, task))
    assert found == [True, True, True, True, False, False]
