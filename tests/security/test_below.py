"""Contacts and a customer's lines over every door: door × place × role, and what a write leaves."""

import pytest
from sqlalchemy import select

from app.customers.contacts import Contact, ContactLink
from app.customers.evidence import Verification
from app.customers.models import Customer
from app.customers.parts import BankAccount, CustomerAddress, FormerName, InvoiceTitle
from app.customers.reviews import HandOver
from app.customers.verification import CheckKind, CheckMethod, CheckResult
from app.models import Share
from app.security.actor import unscoped
from app.security.roles import ROLES
from tests.conftest import DATABASES
from tests.endurance.scale import in_turn
from tests.exchange.screens import THREE, batch, checked, imported, match, send, step, work
from tests.factories import keep, make_contact, make_customer, make_department, make_user
from tests.security.below import CONTACT_DOORS, LINES, hang_all, line_doors, told
from tests.security.leaks import PLACES, READERS, is_seen, readers_today, text_of, void

TABLES = (Contact, ContactLink, FormerName, CustomerAddress, InvoiceTitle, BankAccount)


@pytest.fixture
def hung(machine):
    """(department, what hangs below by place), the last place's customer voided."""
    with machine() as session:
        here, rows, below = hang_all()
        session.flush()
        void(session, rows["voided"])
        return here, below


def everything(machine, customers):
    """Each row below these customers as the tables hold it."""
    with machine() as session, unscoped("a test compares rows nobody sees"):
        links = ContactLink.__table__
        served = select(links.c.contact_id).where(links.c.customer_id.in_(customers))
        found = {}
        for entity in TABLES:
            table = entity.__table__
            mine = (
                table.c.id.in_(served) if entity is Contact else table.c.customer_id.in_(customers)
            )
            found[entity.__name__] = session.execute(
                select(table).where(mine).order_by(table.c.id)
            ).all()  # fmt: skip
        return found


def wrongs(browser, doors, below, role, line=""):
    """The doors that showed what they must not, or not what they must."""
    reach = ROLES[role].reach
    hidden = [b for place, b in below.items() if not is_seen(reach, place)]
    wrong = []
    for name, door in doors.items():
        may = door.right in ROLES[role].screens.get(door.screen, ())
        for place, row in below.items():
            address, form = told(door, row, row.lines.get(line, 0))
            answer = browser.open(address, method=door.method, data=form, follow_redirects=True)
            text, seen = text_of(answer), is_seen(reach, place)
            leaked = [word for other in hidden for word in other.betrayed_by(text, address)]
            missing = door.shows and may and seen and not row.betrayed_by(text, address)
            opened = door.points and not (may and seen) and answer.status_code not in {403, 404}
            if answer.status_code >= 500 or leaked or missing or opened:
                wrong.append((name, place, answer.status_code, leaked or missing))
    return wrong


def test_the_tables_are_large_enough():
    doors = len(CONTACT_DOORS) + sum(len(line_doors(door)) for door in LINES)
    assert doors * len(PLACES) * len(READERS) >= 1_000


@pytest.mark.parametrize(("role", "database"), in_turn(readers_today(), DATABASES), scope="session")
@pytest.mark.clause("S4.10", "S6.五.2", "S1.7(2)")
def test_no_door_shows_a_contact_or_a_line_out_of_reach(unguarded, hung, sign_in, machine, role):
    here, below = hung
    browser, _ = sign_in(role, department=here)
    reach = ROLES[role].reach
    unseen = [b.customer for place, b in below.items() if not is_seen(reach, place)]
    before = everything(machine, unseen)
    wrong = wrongs(browser, CONTACT_DOORS, below, role)
    for line in LINES:
        wrong += [(line, *rest) for rest in wrongs(browser, line_doors(line), below, role, line)]
    assert wrong == []
    assert everything(machine, unseen) == before


# ── a person at two customers ────────────────────────────────────
@pytest.fixture
def shared(machine):
    """A contact kept with a foreign customer who serves one of ours too; and a foreign one."""
    with machine() as session:
        here, there = make_department(), make_department()
        mine = make_customer("近处轻工有限公司", department_id=here.id)
        foreign = make_customer("远方重工有限公司", department_id=there.id)
        both = make_contact(foreign, name="钱双边")
        link = keep(ContactLink(contact=both, customer=mine))
        alone = make_contact(foreign, name="孙远方")
        gone = make_contact(mine, name="李已撤")
        gone.void(make_user(), "no longer known")
        session.flush()
        ids = {"both": both, "alone": alone, "gone": gone, "link": link}
        ids |= {"mine": mine, "foreign": foreign, "here": here}
        return {name: record.id for name, record in ids.items()}


def test_rest_shows_a_shared_contact_without_the_customer_out_of_reach(shared, sign_in):
    browser, _ = sign_in("Archivist", department=shared["here"])
    rows = browser.get("/api/v1/contact/").json["result"]
    assert [(row["name"], row["customer_id"], row["customer_id_label"]) for row in rows] == [
        ("钱双边", None, None)
    ]
    one = browser.get(f"/api/v1/contact/{shared['both']}").json["result"]
    assert (one["name"], one["customer"]) == ("钱双边", None)
    for other in ("alone", "gone"):
        assert browser.get(f"/api/v1/contact/{shared[other]}").status_code == 404
    leader, _ = sign_in("Leader")
    rows = {
        r["name"]: r["customer_id_label"] for r in leader.get("/api/v1/contact/").json["result"]
    }
    assert rows == {"钱双边": "远方重工有限公司", "孙远方": "远方重工有限公司"}


@pytest.mark.parametrize("asked", ["{foreign}", "between:{foreign},{foreign}", "filled:"])
def test_no_filter_tries_the_number_of_a_customer_out_of_reach(shared, sign_in, asked):
    browser, _ = sign_in("Archivist", department=shared["here"])
    query = f"?customer_id={asked.format(**shared)}"
    assert browser.get(f"/api/v1/contact/{query}").json["count"] == 0
    assert "钱双边" not in browser.get(f"/contacts/list/{query}").get_data(as_text=True)


def test_the_list_says_that_a_customer_is_elsewhere(shared, sign_in):
    browser, _ = sign_in("Archivist", department=shared["here"])
    assert "其他部门客户" in browser.get("/contacts/list/").get_data(as_text=True)


def test_nobody_brings_a_contact_within_reach_by_linking_it(unguarded, shared, sign_in, machine):
    browser, _ = sign_in("Archivist", department=shared["here"])
    part = {"role": "user", "contact": str(shared["alone"]), "row_version": "1"}
    doors = (f"/customer-contacts/add?for={shared['mine']}", "/customer-contacts/edit/{link}")
    for door in doors:
        assert browser.post(door.format(**shared), data=part).status_code == 200
    other_way = {"role": "user", "customer": str(shared["foreign"]), "row_version": "1"}
    for door in (f"/contact-customers/add?for={shared['both']}", "/contact-customers/edit/{link}"):
        assert browser.post(door.format(**shared), data=other_way).status_code == 200
    assert browser.get(f"/contacts/show/{shared['alone']}").status_code == 404
    with machine() as session:
        links = session.scalars(select(ContactLink).order_by(ContactLink.id)).all()
        assert [(link.contact_id, link.customer_id) for link in links] == [
            (shared["both"], shared["foreign"]), (shared["both"], shared["mine"]),
            (shared["alone"], shared["foreign"]), (shared["gone"], shared["mine"]),
        ]  # fmt: skip


# ── the other doors of a foreign customer ────────────────────────
@pytest.fixture
def checks(machine):
    """A check and a hand-over of a foreign customer."""
    with machine():
        here, there = make_department(), make_department()
        foreign = make_customer("远方重工有限公司", department_id=there.id)
        told = {"kind": CheckKind.identity, "method": next(iter(CheckMethod)), "source": "公示系统"}
        check = keep(Verification(customer_id=foreign.id, result=CheckResult.passed, **told))
        person = make_user()
        passed = keep(HandOver(customer_id=foreign.id, to_id=person.id, reason="maternity leave"))
        return {
            "here": here.id, "foreign": foreign.id, "check": check.id, "passed": passed.id,
            "person": person.id,
        }  # fmt: skip


CHECK_DOORS = (
    ("GET", "/verifications/show/{check}", {}),
    ("GET", "/verifications/offered/{foreign}", {}),
    ("POST", "/verifications/step/void", {"rowid": "{check}", "reason": "a good reason"}),
    ("GET", "/hand-overs/show/{passed}", {}),
    ("POST", "/customers/reveal/{foreign}", {"field": "mobile", "purpose": "contact"}),
    ("POST", "/customers/step/hand_over", {"rowid": "{foreign}", "reason": "a good reason"}),
)


@pytest.mark.parametrize("door", CHECK_DOORS)
def test_a_foreign_customers_checks_are_not_there(unguarded, checks, sign_in, machine, door):
    browser, _ = sign_in("Archivist", department=checks["here"])
    method, address, form = door
    data = {name: value.format(**checks) for name, value in form.items()}
    answer = browser.open(address.format(**checks), method=method, data=data)
    assert answer.status_code == 404
    with machine() as session:
        assert session.get(Verification, checks["check"]).voided_at is None


def test_a_foreign_customer_cannot_be_shared(unguarded, checks, sign_in, machine):
    browser, _ = sign_in("DepartmentHead", department=checks["here"])
    form = {
        "customer": str(checks["foreign"]), "user": str(checks["person"]),
        "last_day": "2099-01-01", "reason": "a good reason",
    }  # fmt: skip
    page = browser.post("/shares/add", data=form)
    assert (page.status_code, "远方重工" in page.get_data(as_text=True)) == (200, False)
    assert "远方重工" not in browser.get("/shares/customers?q=远方").get_data(as_text=True)
    with machine() as session:
        assert session.scalars(select(Share)).all() == []
        assert session.get(Customer, checks["foreign"]).name == "远方重工有限公司"


# ── imports of others ────────────────────────────────────────────
@pytest.fixture
def places(machine):
    with machine():
        return make_department().id, make_department().id


@pytest.mark.parametrize("role", ["Staff", "Archivist"])
@pytest.mark.clause("S6.五.2")
def test_a_batch_of_somebody_else_has_no_door(unguarded, places, sign_in, machine, role):
    here, there = places
    owner, _ = sign_in("Archivist", department=here)
    waiting = checked(unguarded, owner)
    done = imported(unguarded, owner)
    browser, _ = sign_in(role, department=here if role == "Staff" else there)
    before = (batch(machine, waiting), batch(machine, done))
    answers = {}
    for pk in (waiting, done):
        for kind in ("show", "report", "progress"):
            answers[kind, pk] = browser.get(f"/imports/{kind}/{pk}")
        answers["csv", pk] = browser.get(f"/imports/report/{pk}?kind=csv")
        answers["outcome", pk] = browser.get(f"/imports/show/{pk}?outcome=refused")
        answers["match", pk] = match(browser, pk)
        for name in ("apply", "stop", "drop", "undo"):
            answers[name, pk] = step(browser, name, pk)
        for name in ("review", "send_back", "file"):
            answers[name, pk] = step(browser, name, pk, reason="a good reason")
    assert {a.status_code for a in answers.values()} <= {403, 404}
    assert not any("仪器" in a.get_data(as_text=True) for a in answers.values())
    assert "名单" not in browser.get("/imports/list/").get_data(as_text=True)
    assert (batch(machine, waiting), batch(machine, done)) == before


def test_a_mapping_of_somebody_else_is_not_applied_by_its_number(unguarded, sign_in, machine):
    owner, _ = sign_in("Archivist")
    checked(unguarded, owner, keep_as="我的对照", **{"field-1": "phone", "field-2": "remark"})
    other, _ = sign_in("Archivist")
    page = send(other, THREE)
    work(unguarded)
    plain = other.get(page).get_data(as_text=True)
    tried = other.get(f"{page}?mapping=1").get_data(as_text=True)
    assert "我的对照" not in plain + tried
    assert tried.count("selected") == plain.count("selected")
