"""People on screen: who gets in, with which first password, and who no longer does."""

import json
import re

import pytest
from sqlalchemy import select

from app.access import roles
from app.access.models import Grant
from app.access.roles import Draft
from app.access.rules import GrantKind
from app.audit.models import AuditEntry
from app.security.models import Person
from app.security.rules import Reach, Security
from tests.access.browsing import come_back, post, text, told
from tests.factories import make_department, make_user
from tests.security.test_sessions import log_in

pytestmark = pytest.mark.clause("S10.1.2")
DOORMAN = frozenset(
    {("can_show", "People"), ("can_disable", "People"), ("can_password", "Account")}
)
NEW = {"username": "wang.wu", "first_name": "王五", "email": "wang@a.test", "reason": "joined us"}


@pytest.fixture
def admin(sign_in):
    return sign_in("SystemAdmin")[0]


@pytest.fixture
def person(machine):
    with machine():
        return make_user(role="Staff", username="zhang").id


def password_in(answer):
    return re.search(r'data-copy="([^"]+)"', text(answer))[1]


def edit(admin, pk, **changes):
    page = text(admin.get(f"/people/edit/{pk}"))
    names = ("first_name", "email", "phone", "post", "row_version")
    sent = {n: re.search(rf'name="{n}"[^>]*value="([^"]*)"', page)[1] for n in names}
    chosen = re.search(r'name="department".*?<option value="(\d+)" selected', page, re.DOTALL)
    clearance = re.search(r'<option selected value="(\w+)"', page)[1]
    sent |= {"department": chosen[1], "clearance": clearance, **changes}
    return post(admin, f"/people/edit/{pk}", **sent)


# ── beginning ─────────────────────────────────────────────────────
def test_a_new_user_sees_nothing_and_changes_the_password_first(app, admin, machine):
    answer = post(admin, "/people/add", **NEW, give_role="Staff", clearance="internal")
    password = password_in(answer)
    with machine() as session:
        made = session.scalars(select(Person).where(Person.username == "wang.wu")).one()
        assert (made.roles, made.department_id, made.clearance) == ([], None, Security.public)
        kinds = set(session.scalars(select(Grant.kind).where(Grant.user_id == made.id)))
    assert kinds == {GrantKind.add_role, GrantKind.clearance}
    browser = app.test_client()
    log_in(browser, "wang.wu", password)
    assert browser.get("/").location == "/account/password"
    new = "violet lamp 93 harbour"
    post(browser, "/account/password", old=password, new=new, again=new)
    assert browser.get("/").status_code == 200
    assert browser.get("/customers/list/").status_code == 403


def test_the_one_time_password_is_kept_nowhere_in_clear(admin, machine):
    password = password_in(post(admin, "/people/add", **NEW))
    assert password not in text(admin.get("/people/list/"))
    with machine() as session:
        assert password not in str(session.scalars(select(AuditEntry.detail)).all())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"username": "ZHANG"}, "该用户名已被使用"),
        ({"username": "王五"}, "用户名为"),
        ({"email": "zhang@a.test"}, "电子邮箱已被"),
        ({"email": "nonsense"}, "邮箱地址"),
        ({"give_role": "Staff", "reason": ""}, "理由"),
    ],
)
def test_a_refused_new_user_leaves_everything_typed_and_nothing_kept(
    admin, machine, person, change, words
):
    answer = post(admin, "/people/add", **(NEW | change))
    assert answer.status_code == 200
    assert words in text(answer)
    assert "王五" in text(answer)
    with machine() as session:
        assert session.scalar(select(Person.id).where(Person.first_name == "王五")) is None
        assert session.scalar(select(Grant.id)) is None


# ── changing ──────────────────────────────────────────────────────
def test_a_name_changes_at_once_and_a_department_by_proposal(admin, machine, person):
    with machine():
        place = make_department().id
    changes = {"post": "组长", "department": place, "clearance": "restricted"}
    assert edit(admin, person, **changes, reason="moves house").status_code == 302
    with machine() as session:
        found = session.get_one(Person, person)
        assert (found.post, found.clearance) == ("组长", Security.internal)
        assert found.department_id != place
        asked = session.execute(select(Grant.kind, Grant.new).order_by(Grant.id)).all()
    assert asked == [(GrantKind.department, str(place)), (GrantKind.clearance, "restricted")]


def test_a_form_sent_back_as_it_was_proposes_nothing(admin, machine, person):
    assert edit(admin, person).status_code == 302
    with machine() as session:
        assert session.scalar(select(Grant.id)) is None


def test_two_administrators_do_not_overwrite_each_other(admin, sign_in, machine, person):
    other, _ = sign_in("SystemAdmin")
    edit(other, person, post="会计")
    refused = edit(admin, person, post="出纳", row_version="1")
    assert "<li>岗位：会计</li>" in text(refused)
    with machine() as session:
        assert session.get_one(Person, person).post == "会计"


# ── ending ────────────────────────────────────────────────────────
def test_a_disabled_user_is_out_at_once_and_may_come_back(app, admin, machine, person):
    browser = app.test_client()
    log_in(browser, "zhang")
    post(admin, "/people/step/disable", rowid=person, reason="left the company")
    assert browser.get("/customers/list/").status_code == 302
    log_in(browser, "zhang")
    assert browser.get("/customers/list/").status_code == 302
    post(admin, "/people/step/enable", rowid=person, reason="came back")
    log_in(browser, "zhang")
    assert browser.get("/customers/list/").status_code == 200


def test_nobody_disables_themselves(sign_in):
    mine, my_id = sign_in("SystemAdmin")
    post(mine, "/people/step/disable", rowid=my_id, reason="by mistake")
    assert "不可停用自己" in told(mine)


def test_the_last_administrator_is_not_disabled(machine, sign_in):
    """A role that may only disable can empty the house; the rule stands whoever asks."""
    browser, my_id = sign_in("SystemAdmin")
    with machine() as session:
        first = session.scalars(select(Person).where(Person.username == "admin")).one()
        helper = roles.make(session, "Doorman", Draft(DOORMAN, Reach.none, 0, "门卫", "Doorman"))
        first_id, helper_role = first.id, helper.role
        mine = session.scalars(select(Person).where(Person.username != "admin")).one()
        mine.roles = [helper_role]
    come_back(browser, my_id)
    post(browser, "/people/step/disable", rowid=first_id, reason="the last of all")
    assert "无人能够管理" in told(browser)
    with machine() as session:
        assert session.get_one(Person, first_id).active


def test_a_reset_ends_sessions_and_gives_a_password_for_once(app, admin, person):
    browser = app.test_client()
    log_in(browser, "zhang")
    answer = post(admin, f"/people/reset/{person}", reason="forgot it")
    assert browser.get("/").location.startswith("/login/")
    log_in(browser, "zhang", password_in(answer))
    assert browser.get("/customers/list/").location == "/account/password"


def test_a_reset_needs_a_reason_and_is_not_for_oneself(sign_in, person):
    mine, my_id = sign_in("SystemAdmin")
    assert "data-copy" not in text(post(mine, f"/people/reset/{person}"))
    assert "原密码" in text(post(mine, f"/people/reset/{my_id}", reason="my own"))


def test_a_confirmers_password_is_not_reset_by_a_proposer(admin, sign_in):
    other, other_id = sign_in("SecurityAdmin")
    answer = post(admin, f"/people/reset/{other_id}", reason="forgot it")
    assert "data-copy" not in text(answer)
    assert "flask user reset" in text(answer)
    assert other.get("/grants/list/").status_code == 200


@pytest.mark.parametrize("role", ["SecurityAdmin", "Auditor"])
def test_who_watches_reads_people_and_changes_none(sign_in, person, role):
    browser, _ = sign_in(role)
    page = text(browser.get(f"/people/show/{person}"))
    assert "/people/edit" not in page
    assert post(browser, "/people/step/disable", rowid=person, reason="hm hm").status_code == 403
    assert browser.get("/people/add").status_code == 403


@pytest.mark.parametrize(
    ("more", "clearance"),
    [
        ((), Security.confidential),
        (("--clearance", "restricted"), Security.restricted),
        (("--clearance", "public"), Security.public),
    ],
)
def test_the_installers_way_is_direct_and_told_in_the_trail(app, machine, more, clearance):
    command = ["user", "create", "direct", "--role", "Auditor", *more]
    assert app.test_cli_runner().invoke(args=command).exit_code == 0
    with machine() as session:
        made = session.scalars(select(Person).where(Person.username == "direct")).one()
        assert [role.name for role in made.roles] == ["Auditor"]
        assert made.clearance is clearance
        told_in = select(AuditEntry.detail).where(AuditEntry.event == "role given directly")
        (detail,) = session.scalars(told_in.where(AuditEntry.subject_id == made.id))
    assert json.loads(detail) == {"role": "Auditor", "clearance": clearance.name}


def test_a_class_nobody_knows_makes_no_user(app, machine):
    command = ["user", "create", "direct", "--role", "Auditor", "--clearance", "3"]
    assert app.test_cli_runner().invoke(args=command).exit_code == 2
    with machine() as session:
        assert session.scalar(select(Person.id).where(Person.username == "direct")) is None
