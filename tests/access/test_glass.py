"""Break-glass: every row for an hour, no right more, told in the trail and on every page."""

from datetime import timedelta

import pytest
from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import select

from app.access.people import break_glass
from app.audit.chain import Who
from app.audit.models import AuditEntry
from app.core.clock import local, now
from app.customers.models import Customer
from app.security.acting import actor_for
from app.security.actor import acting_as
from app.security.models import Person
from app.security.rules import GLASS, LEVELS, Reach
from tests.access.browsing import come_back, text
from tests.factories import keep, make_customer, make_department, make_user

pytestmark = pytest.mark.clause("S6.七.1")


@pytest.fixture
def archivist(sign_in, machine):
    with machine():
        place = make_department().id
        secret = make_customer("远方重工有限公司", security=LEVELS[-1]).id
    browser, user_id = sign_in("Archivist", department=place, username="night")
    return browser, user_id, secret


def smash(app, *arguments):
    return app.test_cli_runner().invoke(args=["user", "break-glass", *arguments])


def test_the_command_opens_every_row_and_the_page_says_so(app, archivist, machine):
    browser, _, secret = archivist
    assert browser.get(f"/customers/show/{secret}").status_code == 404
    assert "应急访问" not in text(browser.get("/"))
    assert smash(app, "night", "--reason", "flood in the archive").exit_code == 0
    assert browser.get(f"/customers/show/{secret}").status_code == 200
    for page in ("/", "/customers/list/", f"/customers/show/{secret}", "/account/password"):
        assert 'class="glass" role="alert"' in text(browser.get(page))
    with machine() as session:
        asked = select(AuditEntry.detail).where(AuditEntry.event == "break-glass")
        assert "flood in the archive" in session.scalars(asked).one()


def test_it_ends_by_itself(app, archivist, machine):
    browser, user_id, secret = archivist
    smash(app, "night", "--reason", "flood in the archive")
    with machine() as session:
        session.get_one(Person, user_id).glass_until = now() - timedelta(seconds=1)
    assert browser.get(f"/customers/show/{secret}").status_code == 404
    assert "应急访问" not in text(browser.get("/"))


def test_it_lasts_an_hour_to_the_second(session):
    person, at = make_user("Staff"), now()
    person.glass_until = at + GLASS
    who = Who("user:test", person.id)
    during = actor_for(person, who, at + GLASS - timedelta(seconds=1))
    assert (during.reach, during.levels) == (Reach.company, LEVELS)
    assert actor_for(person, who, at + GLASS).reach is Reach.own


def test_rights_stay_as_they_are(app, sign_in):
    browser, _ = sign_in("SystemAdmin", username="root2")
    smash(app, "root2", "--reason", "flood in the archive")
    assert browser.get("/customers/list/").status_code == 403


@pytest.mark.parametrize(
    "arguments", [("nobody", "--reason", "flood"), ("night", "--reason", " "), ("night",)]
)
def test_without_a_user_or_a_reason_it_is_refused(app, archivist, arguments):
    assert smash(app, *arguments).exit_code == 2


def test_a_disabled_user_breaks_no_glass(app, archivist, machine):
    with machine() as session:
        session.get_one(Person, archivist[1]).active = False
    assert smash(app, "night", "--reason", "flood in the archive").exit_code == 2


def test_the_frames_admin_role_shows_no_business_row(app, sign_in, machine):
    browser, user_id = sign_in("Trainee")
    with machine() as session:
        make_customer()
        role = session.scalar(select(Role).where(Role.name == "Admin")) or keep(Role(name="Admin"))
        session.get_one(Person, user_id).roles = [role]
    come_back(browser, user_id)
    assert browser.get("/customers/list/").status_code == 403
    with machine() as session:
        who = actor_for(session.get_one(Person, user_id), Who("user:test", user_id))
        with acting_as(who):
            assert session.scalars(select(Customer.id)).all() == []


def test_nobody_holds_the_frames_admin_role(machine):
    with machine() as session:
        held = select(Person.id).where(Person.roles.any(Role.name == "Admin"))
        assert session.scalars(held).all() == []


def test_the_persons_history_tells_until_when_what_and_why(machine, sign_in):
    with machine() as session:
        person = make_user("Staff")
        break_glass(session(), person, "灾备演练现场", now())
        number, until = person.id, local(person.glass_until).strftime("%Y-%m-%d %H:%M")
    past = text(sign_in("SystemAdmin")[0].get(f"/people/history/{number}"))
    opened = past[past.index("紧急访问") :]
    for said in ("全部记录", until, "灾备演练现场"):
        assert said in opened, said
