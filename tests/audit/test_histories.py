"""Whatever is done, in whichever order: each committed change has exactly one entry."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, inspect, select
from sqlalchemy.exc import DBAPIError

from app.audit.chain import verify
from app.audit.models import AuditEntry
from app.core.db import db
from app.core.words import RuleError
from tests.audit.rows import AUDITED, TABLES, add, columns_of, held, new_value
from tests.conftest import DATABASES
from tests.endurance.scale import SCALE, in_turn, write_down
from tests.factories import make_user

#: A history goes on from where the one before ended.
HISTORIES = 12 * SCALE
STEPS = st.tuples(
    st.sampled_from(["add", "edit", "edit", "empty", "void"]),
    st.sampled_from(sorted(AUDITED)),
    st.integers(0, 2**16),
)
#: Some steps, and whether they are kept.
TRANSACTIONS = st.tuples(
    st.lists(STEPS, min_size=1, max_size=3), st.sampled_from([True, True, False])
)
#: What is there from the start, bears no other and has nothing to change.
FIXED = {"ab_permission_view"}
#: One row whose key no database gives out.
ALONE = "RoleState"


def row_of(entity, number):
    """One of its rows; None where there is none."""
    key = inspect(entity).primary_key[0]
    ids = db.session.scalars(select(key).order_by(key)).all()
    return db.session.get(entity, ids[number % len(ids)]) if ids else None


def change(row, number, verb):
    """Another value in one of its columns, or none; or the row taken back."""
    if verb == "void":
        if hasattr(row, "void"):
            row.void(make_user(), "entered twice")
        return
    columns = columns_of(type(row))
    if columns:
        name, column = columns[number % len(columns)]
        setattr(row, name, new_value(column) if verb == "edit" else None)


def do(step, touched):
    """One step, written at once; a row is changed once in a transaction, as by one form."""
    verb, name, number = step
    entity = AUDITED[name]
    if verb == "add":
        if name != ALONE:
            add(entity)
        return
    row = row_of(entity, number)
    if row is None or inspect(row).identity in touched:
        return
    touched.add(inspect(row).identity)
    change(row, number, verb)
    db.session.flush()


def attempt(steps, is_kept):
    """The steps in one transaction; whatever refuses one of them takes all of them back."""
    touched = set()
    try:
        for step in steps:
            do(step, touched)
        if is_kept:
            db.session.commit()
    except (RuleError, DBAPIError, ValueError):
        is_kept = False
    if not is_kept:
        db.session.rollback()


def differences(before, after):
    """(event, table, id) of each row that is there, or that differs, since."""
    found = Counter(("add", *place) for place in after.keys() - before.keys())
    found += Counter(("erase", *place) for place in before.keys() - after.keys())
    same = before.keys() & after.keys()
    return found + Counter(("change", *place) for place in same if before[place] != after[place])


def told_since(seq):
    told = select(AuditEntry.event, AuditEntry.subject, AuditEntry.subject_id)
    return Counter(map(tuple, db.session.execute(told.where(AuditEntry.id > seq))))


def last():
    return db.session.scalar(select(func.max(AuditEntry.id)))


def check(before, steps, is_kept):
    """Do it, and hold the tables against the trail; what was told, and what there is now."""
    seq = last()
    attempt(steps, is_kept)
    told, after = told_since(seq), held()
    assert told == differences(before, after)
    return told, after


def fill(before):
    """A row of each kind added, or changed where no other can be; the tables that was told of, and
    what there is now.
    """
    tables = set()
    for name, entity in AUDITED.items():
        steps = [("add", name, 0)] * 4 + [("edit", name, number) for number in range(4)]
        for step in steps:
            told, before = check(before, [step], True)
            tables |= {subject for _, subject, _ in told}
            if inspect(entity).local_table.name in tables:
                break
    return tables, before


@pytest.mark.parametrize(("_", "database"), in_turn(["any"], DATABASES), scope="session")
def test_each_committed_change_of_any_history_has_exactly_one_entry(app, session, database, _):
    tables, now_held = fill(held())
    assert {table.name for table in TABLES} - tables == FIXED
    told = Counter()

    @settings(max_examples=HISTORIES, deadline=None, database=None, derandomize=True)
    @given(st.lists(TRANSACTIONS, min_size=1, max_size=4))
    def go_on(history):
        nonlocal now_held
        for transaction in history:
            found, now_held = check(now_held, *transaction)
            told.update(event for event, _, _ in found.elements())

    go_on()
    assert {"add", "change"} <= told.keys()
    assert verify(session.connection(), app.extensions["keyring"].derive("audit")).whole
    write_down("random histories of all audited tables", database, histories=HISTORIES, **told)
