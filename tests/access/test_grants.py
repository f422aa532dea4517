"""Rights change by two people: one proposes, another confirms, and the third logs in again."""

import threading

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.access.models import Grant
from app.access.rules import GrantKind, GrantStatus
from app.audit.models import AuditEntry
from app.core.clock import now
from app.security.models import Person
from app.security.pairs import find_role
from app.security.rules import Security
from tests.access.browsing import come_back, post, text, told
from tests.factories import keep, make_department, make_user
from tests.security.test_sessions import log_in

pytestmark = pytest.mark.clause("S1.2", "S10.1.2")


@pytest.fixture
def admin(sign_in):
    return sign_in("SystemAdmin")[0]


@pytest.fixture
def confirmer(sign_in):
    return sign_in("SecurityAdmin")[0]


@pytest.fixture
def person(machine):
    with machine():
        return make_user(role="Staff", username="zhang").id


def propose(admin, person, **wish):
    return post(admin, "/grants/add", user=person, reason="new duties", **wish)


def step(browser, name, grant=1, reason=""):
    return post(browser, f"/grants/step/{name}", rowid=grant, reason=reason)


def state(machine, person):
    with machine() as session:
        found = session.get_one(Person, person)
        roles = sorted(role.name for role in found.roles)
        return roles, found.clearance, found.department_id, found.epoch


def test_a_proposal_changes_nothing_and_a_confirmation_does(admin, confirmer, machine, person):
    before = state(machine, person)
    assert propose(admin, person, give_role="Archivist", clearance="restricted").status_code == 302
    assert state(machine, person) == before
    step(confirmer, "confirm", 1)
    step(confirmer, "confirm", 2)
    roles, clearance, _, epoch = state(machine, person)
    assert (roles, clearance) == (["Archivist", "Staff"], Security.restricted)
    assert epoch == before[3] + 2


def test_a_role_is_taken_away_and_a_department_changed(admin, confirmer, machine, person):
    with machine():
        place = make_department().id
    propose(admin, person, take_role="Staff", department=place)
    for grant in (1, 2):
        step(confirmer, "confirm", grant)
    assert state(machine, person)[0] == []
    assert state(machine, person)[2] == place


def test_sessions_end_after_a_change_and_the_person_logs_in_again(
    app, admin, confirmer, machine, person
):
    browser = app.test_client()
    log_in(browser, "zhang")
    assert browser.get("/customers/list/").status_code == 200
    propose(admin, person, give_role="Archivist")
    assert browser.get("/customers/list/").status_code == 200
    step(confirmer, "confirm")
    assert browser.get("/customers/list/").status_code == 302
    log_in(browser, "zhang")
    assert browser.get("/customers/list/").status_code == 200


def test_a_grant_leaves_its_trail(admin, confirmer, machine, person):
    propose(admin, person, give_role="Archivist")
    step(confirmer, "confirm")
    with machine() as session:
        events = session.scalars(
            select(AuditEntry.event).where(
                AuditEntry.subject == "ab_user", AuditEntry.subject_id == person
            )
        ).all()
    assert "rights granted" in events
    past = text(admin.get(f"/people/history/{person}"))
    for said in ("授予的角色", "档案员", "原因"):
        assert said in past, said


# ── who decides ───────────────────────────────────────────────────
def test_nobody_confirms_what_is_about_themselves(admin, sign_in, machine):
    mine, my_id = sign_in("SecurityAdmin")
    propose(admin, my_id, give_role="Auditor")
    assert "/grants/step/confirm" not in text(mine.get("/grants/show/1"))
    step(mine, "confirm")
    assert "自己的权限" in told(mine)
    assert state(machine, my_id)[0] == ["SecurityAdmin"]


def test_nobody_confirms_their_own_proposal(sign_in, machine, person):
    both, both_id = sign_in("SystemAdmin")
    with machine() as session:
        found = session.get_one(Person, both_id)
        found.roles.append(find_role(session, "SecurityAdmin"))
    come_back(both, both_id)
    propose(both, person, give_role="Leader")
    step(both, "confirm")
    assert "自己提出" in told(both)
    assert state(machine, person)[0] == ["Staff"]


def test_a_proposer_has_no_right_to_confirm_nor_a_confirmer_to_propose(admin, confirmer, person):
    propose(admin, person, give_role="Leader")
    assert step(admin, "confirm").status_code == 403
    assert propose(confirmer, person, give_role="Leader").status_code == 403


def test_the_database_itself_knows_that_two_people_decide(session):
    user, proposer = make_user(role="Staff"), make_user(role="SystemAdmin")
    grant = keep(
        Grant(
            user_id=user.id, kind=GrantKind.clearance, old="internal", new="restricted",
            reason="why not", proposed_by_id=proposer.id, proposed_at=now(),
        )
    )  # fmt: skip
    grant.status, grant.decided_by_id = GrantStatus.confirmed, proposer.id
    with pytest.raises(IntegrityError):
        session.flush()


def test_one_question_about_one_thing_is_open_at_a_time(admin, confirmer, machine, person):
    propose(admin, person, give_role="Archivist")
    answer = propose(admin, person, give_role="Leader")
    assert answer.status_code == 200
    assert "不可重复提出" in text(answer)
    step(confirmer, "refuse", reason="not needed")
    assert propose(admin, person, give_role="Leader").status_code == 302
    with machine() as session:
        assert session.scalar(select(func.count()).select_from(Grant)) == 2


def test_of_two_confirmers_at_once_one_wins(app, admin, sign_in, machine, person):
    propose(admin, person, give_role="Archivist")
    before = state(machine, person)[3]
    browsers = [sign_in("SecurityAdmin")[0] for _ in range(2)]
    start, statuses = threading.Barrier(2), []

    def confirm(browser):
        post(browser, "/language/zh")
        start.wait()
        statuses.append(step(browser, "confirm").status_code)

    threads = [threading.Thread(target=confirm, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [302, 302]
    roles, _, _, epoch = state(machine, person)
    assert (roles, epoch) == (["Archivist", "Staff"], before + 1)
    with machine() as session:
        granted = select(func.count()).select_from(AuditEntry)
        assert session.scalar(granted.where(AuditEntry.event == "rights granted")) == 1


def test_a_refusal_needs_a_reason_and_changes_nothing(admin, confirmer, machine, person):
    propose(admin, person, give_role="Leader")
    step(confirmer, "refuse")
    assert "理由" in told(confirmer)
    step(confirmer, "refuse", reason="not this month")
    with machine() as session:
        grant = session.get_one(Grant, 1)
        assert (grant.status, grant.decision_reason) == (GrantStatus.refused, "not this month")
    assert state(machine, person)[0] == ["Staff"]


def test_a_withdrawn_grant_is_not_confirmed_any_more(admin, confirmer, machine, person):
    propose(admin, person, give_role="Leader")
    step(admin, "withdraw")
    step(confirmer, "confirm")
    assert "已撤回" in told(confirmer)
    assert state(machine, person)[0] == ["Staff"]


def test_a_grant_overtaken_by_the_installer_is_not_applied(admin, confirmer, machine, person):
    propose(admin, person, clearance="confidential")
    with machine() as session:
        session.get_one(Person, person).clearance = Security.public
    step(confirmer, "confirm")
    assert "情况已变" in told(confirmer)
    assert state(machine, person)[1] is Security.public


def test_the_last_administrators_role_cannot_be_taken(machine, confirmer, sign_in):
    only, only_id = sign_in("SystemAdmin")
    with machine() as session:
        first = session.scalars(select(Person).where(Person.username == "admin")).one()
        first.active = False
    propose(only, only_id, take_role="SystemAdmin")
    step(confirmer, "confirm")
    assert "无人能够管理" in told(confirmer)
    assert state(machine, only_id)[0] == ["SystemAdmin"]


# ── the form ──────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({}, "无须提出"),
        ({"give_role": "Staff"}, "无须提出"),
        ({"clearance": "internal"}, "无须提出"),
        ({"give_role": "Leader", "reason": ""}, "请修改 1 处"),
        ({"take_role": "Leader"}, "并未持有"),
    ],
)
def test_a_proposal_that_asks_for_nothing_is_refused(admin, person, wish, words):
    sent = {"user": person, "reason": "new duties", **wish}
    answer = post(admin, "/grants/add", **sent)
    assert answer.status_code == 200
    assert words in text(answer)


@pytest.mark.parametrize("role", ["Admin", "Public", "Nobody"])
def test_the_frames_own_roles_are_given_to_nobody(admin, machine, person, role):
    assert propose(admin, person, give_role=role).status_code == 200
    with machine() as session:
        assert session.scalar(select(func.count()).select_from(Grant)) == 0


@pytest.mark.parametrize(("locale", "words"), [("zh", "业务人员"), ("en", "Business staff")])
def test_the_list_names_roles_as_people_do(admin, person, locale, words):
    post(admin, f"/language/{locale}")
    propose(admin, person, take_role="Staff")
    for page in ("/grants/list/", "/grants/show/1", "/grants/list/?status=proposed"):
        assert words in text(admin.get(page))


def test_a_proposal_waits_in_the_inbox_of_who_may_decide(admin, confirmer, machine, person):
    propose(admin, person, give_role="Archivist")
    page = text(confirmer.get("/approvals/list/?tab=granting"))
    assert ("new duties" in page, "档案员" in page) == (True, True)
    sent = {"rowid": 1, "reason": "not agreed", "from": "inbox"}
    assert post(confirmer, "/grants/step/refuse", **sent).location.endswith(
        "/approvals/list/?tab=granting"
    )
    assert "new duties" not in text(confirmer.get("/approvals/list/?tab=granting"))
    with machine() as session:
        assert session.get_one(Grant, 1).status is GrantStatus.refused
