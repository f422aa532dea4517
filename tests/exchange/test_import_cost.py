"""What a block of rows costs does not grow with its rows; figures in seconds are bench/'s."""

import random
import time
import tracemalloc

import pytest
from sqlalchemy import event, insert

from app.cli import department_of
from app.core.db import db
from app.exchange.importing import Options, import_file
from app.exchange.lines import Marks
from app.exchange.models import ImportBatch, ImportRow
from app.exchange.rows import BLOCK, TO_JUDGE, TO_WRITE
from app.exchange.rules import Mode, Outcome
from app.exchange.subjects import SUBJECTS
from app.security.actor import Actor, Who, acting_as
from app.security.rules import Reach, Security, cleared_for
from app.security.writes import OutOfScopeError
from tests.factories import make_department

pytestmark = pytest.mark.clause("S5.3.2.1")
LONGEST_LOCK = 0.5  # Seconds; SQLite has one writer, and a person may be the next.


def statements_for(path, first, count):
    lines = [f"第{number}公司,北京" for number in range(first, first + count)]
    path.write_text("\n".join(["客户名称,省份", *lines]), encoding="utf-8")
    asked = []
    count_one = lambda *told: asked.append(told[2])  # noqa: E731 - told to the engine by name
    event.listen(db.engine, "before_cursor_execute", count_one)
    try:
        report = import_file(path, department_of("", None), Options(mode=Mode.create))
    finally:
        event.remove(db.engine, "before_cursor_execute", count_one)
    assert report.count(Outcome.created) == count
    return len(asked)


def test_a_block_asks_as_often_for_many_rows_as_for_few(session, tmp_path):
    statements_for(tmp_path / "warm.csv", 0, 5)
    few = statements_for(tmp_path / "few.csv", 1_000, 10)
    many = statements_for(tmp_path / "many.csv", 2_000, BLOCK)
    assert many <= few + 5, (few, many)


def test_marks_know_what_a_set_would():
    draw = random.Random(3)
    marks, known = Marks(), set()
    for _ in range(20_000):
        kinds = (
            draw.randrange(9_000),
            f"第{draw.randrange(9_000)}公司",
            (draw.randrange(90), "甲"),
        )
        thing = draw.choice((*kinds, None, 0))
        assert (thing in marks) == (thing in known)
        marks.add(thing)
        known.add(thing)
    assert marks.meets(["nobody", next(iter(known))])
    assert not marks.meets(["nobody", -1])


def test_names_that_were_seen_take_a_few_bytes_each():
    tracemalloc.start()
    marks = Marks()
    for number in range(20_000):
        marks.add(f"第{number}公司")
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken / 20_000 < 32  # A name alone is 90.


def test_a_step_opens_no_cell_it_does_not_need():
    assert not {"values", "changes", "reason", "warnings"} & set(TO_JUDGE)
    assert not {"cells", "warnings"} & set(TO_WRITE)


def longest_lock(path):
    """CPU seconds of the longest transaction of an import: what a waiting writer waits for.

    Processor time, for the clock also counts what else the machine does.
    """
    begun, taken = [0.0], []
    listeners = {
        "begin": lambda _: begun.__setitem__(0, time.process_time()),
        "commit": lambda _: taken.append(time.process_time() - begun[0]),
    }
    for name, listener in listeners.items():
        event.listen(db.engine, name, listener)
    try:
        report = import_file(path, department_of("", None), Options(mode=Mode.create))
    finally:
        for name, listener in listeners.items():
            event.remove(db.engine, name, listener)
    assert report.count(Outcome.created) == len(report.rows)
    return max(taken)


def test_no_block_holds_the_lock_for_half_a_second(session, tmp_path):
    rows = 2 * SUBJECTS["customer"].block
    path = tmp_path / "long.csv"
    lines = [
        f"深圳市第{number}精密机械科技有限公司,广东省深圳市南山区科技园第{number}号,138{number:08}"
        for number in range(rows)
    ]
    path.write_text("\n".join(["客户名称,地址,电话", *lines]), encoding="utf-8")
    assert longest_lock(path) < LONGEST_LOCK


def test_a_parent_out_of_reach_is_refused_beside_one_within_reach(session):
    ours, theirs = make_department(), make_department()
    batches = [
        ImportBatch(
            file_name="a.csv", sha256="0" * 64, subject="customer", department_id=place.id
        )
        for place in (ours, ours, theirs)
    ]  # fmt: skip
    session.add_all(batches)
    session.flush()
    ids = [batch.id for batch in batches]
    told = [{"batch_id": pk, "line": n, "cells": "[]", "is_applied": False}
            for pk in ids for n in (1, 2)]  # fmt: skip
    session.connection().execute(insert(ImportRow), told)
    rows = session.query(ImportRow).filter(ImportRow.batch_id.in_(ids)).all()
    reader = Actor(
        Who("user:test", 1), Reach.department, 1, ours.id, frozenset({ours.id}),
        cleared_for(Security.internal),
    )  # fmt: skip
    with acting_as(reader):
        for row in rows:
            row.cells = '["x"]'
        with pytest.raises(OutOfScopeError):
            session.flush()
        session.rollback()
