"""No way to a row shows it to who must not see it: way × place × role, and a random walk."""

import hashlib
import random

import pytest
from flask import current_app
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.core.db import Model, db
from app.customers.models import Customer
from app.customers.rules import EntryStatus
from app.security.roles import ROLES
from tests.conftest import DATABASES
from tests.endurance.scale import SCALE, all_on_first, write_down
from tests.factories import make_customer, make_user
from tests.security.leaks import PLACES, READERS, WAYS, go, is_seen, plant_all, text_of, void
from tests.security.test_doors import address_of, doors

#: Of both roles together; 20,000 at full size.
TRIES = 400 * SCALE


@pytest.fixture
def planted(machine):
    """(department, row by place), the last one voided."""
    with machine() as session:
        here, rows = plant_all()
        session.flush()
        void(session, rows["voided"])
        return here, rows


def test_the_table_is_large_enough():
    assert len(WAYS) * len(PLACES) * len(READERS) >= 1_000


@pytest.mark.parametrize(("role", "database"), all_on_first(READERS, DATABASES), scope="session")
@pytest.mark.clause("S4.10", "S6.五.2", "S1.7(2)")
def test_no_way_shows_a_row_out_of_reach(unguarded, planted, sign_in, machine, role):
    here, rows = planted
    browser, _ = sign_in(role, department=here)
    rights, reach = ROLES[role].screens.get("Customers", ()), ROLES[role].reach
    wrong = []
    for name, way in WAYS.items():
        for place, row in rows.items():
            status, text, asked = go(browser, way, row)
            found = row.betrayed_by(text, asked)
            hidden = [other for p, other in rows.items() if not is_seen(reach, p)]
            leaked = [word for other in hidden for word in other.betrayed_by(text, asked)]
            must_show = way.shows and way.right in rights and is_seen(reach, place)
            if status >= 500 or leaked or (must_show and not found):
                wrong.append((name, place, status, leaked or "nothing shown"))
    assert wrong == []
    with machine() as session:
        for place in ("other department", "higher class"):
            if not is_seen(reach, place):
                assert session.get(Customer, rows[place].id).entry_status is EntryStatus.draft


def test_a_step_on_one_seen_and_one_unseen_row_touches_neither(
    unguarded, planted, sign_in, machine
):
    here, rows = planted
    browser, _ = sign_in("Archivist", department=here)
    seen = rows["own department"].id
    for place in ("other department", "higher class", "voided"):
        answer = browser.post("/customers/step/submit", data={"rowid": [seen, rows[place].id]})
        assert answer.status_code == 404, place
    with machine() as session:
        assert session.get(Customer, seen).entry_status is EntryStatus.draft


# ── nothing changes by reading ───────────────────────────────────
def everything(app):
    """A digest of each table but the sessions."""
    with app.app_context(), db.engine.connect() as connection:
        found = {}
        for table in Model.metadata.sorted_tables:
            if table.name != "user_session":
                rows = sorted(map(str, connection.execute(select(table))))
                found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


@pytest.fixture
def everybody(app, machine):
    """A browser of one who holds every role, so that nothing is refused on the way."""
    with machine():
        make_customer("星辰科技有限公司")
        person = make_user("ChiefArchivist")
        person.roles = [current_app.appbuilder.sm.find_role(name) for name in ROLES]
        number = person.id
    browser = app.test_client()
    with browser.session_transaction() as visit:
        visit["_user_id"], visit["_fresh"] = str(number), True
    return browser


#: Where a refusal leaves its trace: a record that is not there is one (security.md §5).
TRACES = {"audit_entry", "chain_head", "login_counter"}


def test_no_state_changes_by_reading_but_the_trace_of_a_refusal(app, everybody, machine):
    with machine() as session:
        kept = session.scalar(select(func.max(AuditEntry.id)))
    before = everything(app)
    statuses = {}
    for endpoint, method, address in doors(app):
        if method == "GET":
            statuses[endpoint] = everybody.get(address).status_code
    after = everything(app)
    assert {name for name in after if after[name] != before[name]} <= TRACES
    with machine() as session:
        events = session.scalars(select(AuditEntry.event).where(AuditEntry.id > kept))
        assert set(events) <= {"refused"}
    assert len(statuses) >= 15
    assert set(statuses.values()) <= {200, 302, 404}


@pytest.mark.parametrize("token", [{}, {"csrf_token": "planted"}])
def test_nothing_changes_without_the_right_token(app, everybody, token):
    before = everything(app)
    for rule in app.url_map.iter_rules():
        for method in rule.methods & {"POST", "PUT", "PATCH", "DELETE"}:
            answer = everybody.open(address_of(rule), method=method, data=token)
            assert answer.status_code == 400, rule
    assert everything(app) == before


# ── a random walk ────────────────────────────────────────────────
QUERIES = (
    "", "?q=植", "?sort=-name", "?size=200", "?last=1", "?name=contains:植", "?page=2",
    "?q=PLANTED", "?after=WzEsMV0=", "?before=Wzk5OTk5LDk5OTk5XQ==", "?industry=contains:植业",
    "?security=confidential", "?uscc=empty:", "?q=%25", "?sort=updated_at", "?page=abc",
    "?nosuch=1", "?q=KH",
)  # fmt: skip
CLOSED = {"LoginView.login", "LoginView.logout", "SecurityApi.login", "AccountView.password"}


@pytest.mark.parametrize("role", ["Archivist", "Staff"])
def test_a_random_walk_never_meets_a_row_out_of_reach(
    unguarded, planted, sign_in, machine, role, database
):
    here, rows = planted
    browser, _ = sign_in(role, department=here)
    hidden = [row for place, row in rows.items() if not is_seen(ROLES[role].reach, place)]
    chance = random.Random(f"walk {role}")
    rules = [r for r in unguarded.url_map.iter_rules() if "static" not in r.endpoint]
    rules = [rule for rule in rules if rule.endpoint not in CLOSED]
    ids = [row.id for row in rows.values()] + [0, 99, 2**63, 10**30]
    for step in range(TRIES // 2):
        rule, query = chance.choice(rules), chance.choice(QUERIES)
        method = chance.choice(sorted(rule.methods - {"HEAD", "OPTIONS"}))
        address = rule.rule.replace("<pk>", str(chance.choice(ids))).replace("<string:code>", "zh")
        address = address.replace("<any(xlsx,csv):kind>", chance.choice(["csv", "xlsx"]))
        address = address.replace("<name>", chance.choice(["submit", "review", "void", "nosuch"]))
        form = {
            "rowid": chance.sample(ids, 2),
            "reason": "a walk",
            "name": "植",
            "row_version": "1",
        }
        answer = browser.open(
            address + query, method=method, data=form if method == "POST" else None
        )
        text = text_of(answer)
        assert answer.status_code < 500, (step, method, address, query)
        leaked = [word for row in hidden for word in row.betrayed_by(text, "PLANTED植")]
        assert leaked == [], (step, method, address, query)
    with machine() as session:
        for place in ("other department", "higher class"):
            assert session.get(Customer, rows[place].id).entry_status is EntryStatus.draft
    write_down(
        f"random walk of one {role.lower()}", database, tries=TRIES // 2, leaks=0, failures=0
    )
