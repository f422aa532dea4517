"""The matrix of rights: read from the screens, changed with care, followed by every process."""

import json
import re

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from app.access import matrix, roles
from app.access.roles import Draft
from app.audit.models import AuditEntry
from app.core.words import RuleError
from app.security.models import Person, RoleState, RoleTerms
from app.security.pairs import find_role, held_by_role
from app.security.rights import Rights
from app.security.roles import ROLES, shipped_rights
from app.security.rules import Reach
from app.setup import setup
from tests.access.browsing import post, text, told
from tests.factories import make_user

pytestmark = pytest.mark.clause("S3.范围", "S5.二")


def terms_of(session, key):
    return session.get_one(RoleTerms, find_role(session, key).id)


def ticked(page):
    """The rights a matrix form shows as given."""
    return re.findall(r'name="right" value="([^"]+)"[^>]* checked', page)


def version_of(page):
    return re.search(r'name="row_version"[^>]*value="(\d+)"', page)[1]


@pytest.fixture
def admin(sign_in):
    return sign_in("SystemAdmin")[0]


@pytest.fixture
def role_id(machine):
    with machine() as session:
        return {name: find_role(session, name).id for name in ROLES}


def save(admin, pk, change=lambda rights: rights, **fields):
    """Open a role's form, change what it says, send it back."""
    page = text(admin.get(f"/roles/edit/{pk}"))
    reach = re.search(r'<option selected value="(\w+)"', page)[1]
    cap = re.search(r'name="export_cap"[^>]*value="(\d+)"', page)[1]
    names = dict(re.findall(r'name="(label_\w\w)"[^>]*value="([^"]*)"', page))
    sent = {"reach": reach, "export_cap": cap, "row_version": version_of(page), **names, **fields}
    return post(admin, f"/roles/edit/{pk}", right=change(ticked(page)), **sent)


# ── what the matrix shows ─────────────────────────────────────────
def test_the_matrix_shows_every_right_of_every_screen(app, admin, role_id):
    page = text(admin.get(f"/roles/edit/{role_id['Archivist']}"))
    shown = set(re.findall(r'name="right" value="([^"]+)"', page))
    with app.app_context():
        wanted = {
            f"{verb}:{view.class_permission_name}"
            for view in app.appbuilder.baseviews
            for verb in view.base_permissions or ()
        }
    assert wanted <= shown
    assert {key for key in shown if not key.startswith("menu_access")} == wanted


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_verb_has_a_name_in_both_languages(app, locale):
    with app.app_context(), app.test_request_context(), force_locale(locale):
        rows = [row for group in matrix.read(app.appbuilder) for row in group.rows]
        words = {verb: row.word(verb) for row in rows for verb in row.verbs}
        labels = {row.screen: row.label for row in rows}
    raw = [
        verb for verb, word in words.items() if word == verb or word.isascii() == (locale == "zh")
    ]
    assert raw == []
    assert not [name for name in labels.values() if name.isascii() == (locale == "zh")]


def test_a_form_sent_back_as_it_was_changes_no_right(admin, machine, role_id):
    for name in ("Archivist", "Auditor", "SystemAdmin"):
        assert save(admin, role_id[name]).status_code == 302
        with machine() as session:
            assert held_by_role(session, role_id[name]) == shipped_rights(name)


def test_cells_that_differ_from_the_shipped_set_are_marked_and_counted(admin, role_id):
    pk = role_id["Archivist"]
    save(admin, pk, lambda rights: [r for r in rights if r != "can_void:Customers"], reach="own")
    page = text(admin.get(f"/roles/show/{pk}"))
    assert "2 处不同" in page
    assert page.count("与出厂设置不同") == 1
    assert "2 处不同" in text(admin.get("/roles/list/"))


# ── changing ──────────────────────────────────────────────────────
def test_a_change_raises_the_version_and_leaves_a_diff_in_the_trail(admin, machine, role_id):
    pk = role_id["Staff"]
    with machine() as session:
        before = session.scalar(select(RoleState.version))
    save(admin, pk, lambda r: [*(set(r) - {"can_edit:Customers"}), "can_history:Customers"])
    with machine() as session:
        assert session.scalar(select(RoleState.version)) > before
        entries = session.scalars(
            select(AuditEntry.detail).where(
                AuditEntry.subject == "role_terms", AuditEntry.subject_id == pk
            )
        )
        diff = next(d for d in map(json.loads, entries) if "can_history:Customers" in d)
    assert diff.pop("can_history:Customers") == [False, True]
    assert diff == {"can_edit:Customers": [True, False]}
    assert "历史" in text(admin.get(f"/roles/history/{pk}"))


def test_another_process_follows_at_its_next_question(admin, machine, role_id):
    """A second process's memory of the rights, held across the change."""
    other, held = Rights(), frozenset({role_id["Staff"]})
    with machine() as session:
        assert ("can_void", "Customers") not in other.of(session, held, None).rights
    save(admin, role_id["Staff"], lambda rights: [*rights, "can_void:Customers"])
    with machine() as session:
        assert ("can_void", "Customers") in other.of(session, held, None).rights


def test_a_changed_role_holds_from_the_next_click(admin, sign_in, role_id):
    staff, _ = sign_in("Staff")
    assert staff.get("/customers/list/").status_code == 200
    save(admin, role_id["Staff"], lambda rights: [r for r in rights if ":Customers" not in r])
    assert staff.get("/customers/list/").status_code == 403


def test_two_administrators_do_not_overwrite_each_other(admin, sign_in, machine, role_id):
    pk = role_id["Staff"]
    stale = version_of(text(admin.get(f"/roles/edit/{pk}")))
    other, _ = sign_in("SystemAdmin")
    save(other, pk, export_cap="7")
    answer = save(admin, pk, lambda rights: [], row_version=stale)
    assert answer.status_code == 200
    assert ticked(text(answer)) == []
    assert "已被修改，本次未保存" in text(answer)
    assert version_of(text(answer)) != stale
    with machine() as session:
        assert terms_of(session, "Staff").export_cap == 7
        assert held_by_role(session, pk) == shipped_rights("Staff")


@pytest.mark.parametrize(
    "change",
    [
        lambda rights: [r for r in rights if r != "can_edit:Roles"],
        lambda rights: [r for r in rights if r != "can_edit:People"],
        lambda rights: [],
    ],
)
def test_the_last_key_to_roles_and_people_cannot_be_taken(admin, machine, role_id, change):
    pk = role_id["SystemAdmin"]
    answer = save(admin, pk, change)
    assert answer.status_code == 200
    assert "无人能够管理" in text(answer)
    with machine() as session:
        assert held_by_role(session, pk) == shipped_rights("SystemAdmin")


def test_an_administrator_does_not_widen_the_own_role(admin, machine, role_id):
    pk = role_id["SystemAdmin"]
    assert "不可放宽" in text(save(admin, pk, lambda rights: [*rights, "can_list:Customers"]))
    assert "不可放宽" in text(save(admin, pk, reach="company"))


def test_nobody_becomes_a_confirmer_by_a_role_they_hold(admin, sign_in, machine, role_id):
    pk = role_id["Trainer"]
    sign_in("Trainer")
    assert "另行新建角色" in text(save(admin, pk, lambda rights: [*rights, "can_confirm:Grants"]))
    with machine() as session:
        assert held_by_role(session, pk) == shipped_rights("Trainer")
    unheld = role_id["Trainee"]
    assert save(admin, unheld, lambda rights: [*rights, "can_confirm:Grants"]).status_code == 302


def test_a_menu_entry_without_its_page_is_refused_and_the_form_kept(admin, role_id):
    pk = role_id["Trainee"]
    answer = save(admin, pk, lambda rights: [*rights, "menu_access:Customers"])
    assert answer.status_code == 200
    assert "menu_access:Customers" in ticked(text(answer))


def test_a_right_no_screen_names_is_not_taken_from_a_form(admin, machine, role_id):
    save(admin, role_id["Trainee"], lambda rights: [*rights, "can_fly:Customers", "nonsense"])
    with machine() as session:
        assert held_by_role(session, role_id["Trainee"]) == shipped_rights("Trainee")


@pytest.mark.parametrize("role", ["SecurityAdmin", "Auditor"])
def test_who_only_watches_reads_and_changes_nothing(sign_in, role_id, role):
    browser, _ = sign_in(role)
    pk = role_id["Staff"]
    assert browser.get("/roles/list/").status_code == 200
    page = text(browser.get(f"/roles/show/{pk}"))
    assert "/roles/edit" not in page
    for address in (f"/roles/edit/{pk}", "/roles/add", f"/roles/reset/{pk}", f"/roles/remove/{pk}"):
        assert post(browser, address).status_code == 403


# ── the shipped set ───────────────────────────────────────────────
def test_setup_never_overwrites_an_edited_role_and_renews_the_others(app, admin, machine, role_id):
    save(admin, role_id["Staff"], export_cap="9")
    with machine() as session:
        session.get_one(RoleState, 1).shipped_version = 0
        terms_of(session, "Trainee").export_cap = 9
    with app.app_context():
        setup()
    with machine() as session:
        assert terms_of(session, "Staff").export_cap == 9
        assert terms_of(session, "Trainee").export_cap == 0


def test_a_role_goes_back_to_its_shipped_set(admin, machine, role_id):
    pk = role_id["Staff"]
    save(admin, pk, lambda rights: rights[:1], reach="none")
    assert post(admin, f"/roles/reset/{pk}").status_code == 302
    with machine() as session:
        assert held_by_role(session, pk) == shipped_rights("Staff")
        assert terms_of(session, "Staff").reach is ROLES["Staff"].reach
        assert terms_of(session, "Staff").edited_at is None


# ── own roles ─────────────────────────────────────────────────────
def copied(admin, source, key="SalesLead"):
    names = {"label_zh": "销售组长", "label_en": "Sales lead"}
    return post(admin, "/roles/add", key=key, source=str(source), **names)


def is_adding(right):
    """The right to add, and the menu entry that opens with it."""
    return "can_add" in right or "QuickEntry" in right


def test_a_copy_is_changed_given_confirmed_and_used(app, admin, sign_in, machine, role_id):
    """The whole way: copy, take a right away, propose it, confirm it, click."""
    pk = copied(admin, role_id["Archivist"]).location.rsplit("/", 1)[1]
    assert (
        save(admin, pk, lambda rights: [r for r in rights if not is_adding(r)]).status_code == 302
    )
    newcomer, user_id = sign_in("Trainee")
    asked = {"user": user_id, "give_role": "SalesLead", "reason": "leads the sales group"}
    assert post(admin, "/grants/add", **asked).status_code == 302
    assert newcomer.get("/customers/list/").status_code == 403
    guard, _ = sign_in("SecurityAdmin")
    assert post(guard, "/grants/step/confirm", rowid=1).status_code == 302
    assert newcomer.get("/customers/list/").status_code == 302  # Their session has ended.
    newcomer = app.test_client()
    with newcomer.session_transaction() as visit:
        visit["_user_id"], visit["_fresh"] = str(user_id), True
    assert newcomer.get("/customers/list/").status_code == 200
    assert newcomer.get("/customers/add").status_code == 403


def test_an_own_role_bears_both_names_and_can_be_renamed(admin, machine, role_id):
    pk = copied(admin, "").location.rsplit("/", 1)[1]
    assert "销售组长" in text(admin.get("/roles/list/"))
    save(admin, pk, label_zh="销售主管")
    assert "销售主管" in text(admin.get("/roles/list/"))
    post(admin, "/language/en")
    assert "Sales lead" in text(admin.get("/roles/list/"))


@pytest.mark.parametrize("key", ["Staff", "staff", "Admin"])
def test_a_key_is_taken_once(admin, key):
    answer = copied(admin, "", key)
    assert answer.status_code == 200
    assert "销售组长" in text(answer)


def test_an_own_role_is_removed_once_nobody_holds_it(admin, machine, role_id):
    pk = int(copied(admin, "").location.rsplit("/", 1)[1])
    with machine() as session:
        holder = make_user(role="SalesLead").id
    post(admin, f"/roles/remove/{pk}")
    assert "有人持有" in told(admin)
    with machine() as session:
        session.get_one(Person, holder).roles = []
    post(admin, f"/roles/remove/{pk}")
    with machine() as session:
        assert find_role(session, "SalesLead") is None


def test_a_role_about_to_be_given_stays(admin, machine, sign_in):
    pk = int(copied(admin, "").location.rsplit("/", 1)[1])
    _, user_id = sign_in("Trainee")
    post(admin, "/grants/add", user=user_id, give_role="SalesLead", reason="will be needed")
    post(admin, f"/roles/remove/{pk}")
    with machine() as session:
        assert find_role(session, "SalesLead").id == pk


def test_a_shipped_role_is_not_removed(session):
    with pytest.raises(RuleError):
        roles.remove(session, terms_of(session, "Trainee"))


def test_an_own_role_has_no_shipped_set(session):
    terms = roles.make(session, "Guest", Draft(frozenset(), Reach.none, 0, "访客", "Guest"))
    assert roles.shipped_draft(terms) is None
    with pytest.raises(RuleError):
        roles.reset(session, terms)
