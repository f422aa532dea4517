"""What would become of each row: understood or refused, new or known, changed or the same.

Nothing is written to a record here. The verdicts are kept in the rows, so that confirming
neither reads nor parses anything again.
"""

import json
from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.core.memory import seldom_searched
from app.core.words import N_, RuleError
from app.exchange.fields import understand
from app.exchange.lines import Line, Plan, Seen
from app.exchange.models import ImportBatch, column_names, fields_of
from app.exchange.reasons import pack, pack_all, unpack_all
from app.exchange.rows import (
    TO_JUDGE,
    VERDICT,
    PlainRow,
    batch_of,
    keep,
    plain_blocks,
    settle,
    tally,
)
from app.exchange.rules import BatchStep, Outcome, check_columns, check_needs
from app.exchange.stored import dump, longest_texts
from app.exchange.subjects import Subject, subject_of
from app.work.queue import Work


def plan_of(batch: ImportBatch) -> Plan:
    """The batch's plan; RuleError when its columns cannot serve its mode."""
    mapping, subject = fields_of(batch), subject_of(batch)
    if batch.mode not in subject.modes:
        raise RuleError(N_("A file only adds such records; it changes none."))
    check_columns(batch.subject, batch.mode, batch.key, set(mapping.values()))
    check_needs(subject.needs, set(mapping.values()))
    rank = {name: place for place, name in enumerate(subject.fields)}
    places = sorted(mapping.items(), key=lambda pair: rank[pair[1]])
    names = column_names(batch)
    headers = {field: names[place] for place, field in places if place < len(names)}
    return Plan(places, batch.mode, batch.key, batch.basis, headers)


@seldom_searched()
def check_import(session: Session, work: Work) -> str:
    """Judge every row. After a kill it starts again: a verdict given twice is the same."""
    batch = batch_of(session, work)
    plan, subject, total, batch_id = plan_of(batch), subject_of(batch), batch.rows_in, batch.id
    session.commit()
    seen, done = Seen(), 0
    for rows in plain_blocks(session, batch_id, names=TO_JUDGE, size=subject.block):
        check_block(session, subject, rows, plan, seen)
        done += len(rows)
        settle(session, work, done, total)
    batch = batch_of(session, work)
    tally(session, batch)
    batch.end(BatchStep.finish)
    return f"{done} rows"


def check_block(
    session: Session, subject: Subject, rows: Sequence[PlainRow], plan: Plan, seen: Seen
) -> None:
    lines = [_line(subject, row, plan) for row in rows]
    subject.judge(session, lines, plan, seen)
    for line in lines:
        _conclude(line)
    keep(session, rows, VERDICT)


def _line(subject: Subject, row: PlainRow, plan: Plan) -> Line:
    line = Line(row)
    cells = json.loads(row.cells)
    width = len(cells)
    told = {name: cells[place] for place, name in plan.places if place < width}
    most = longest_texts(subject.entities)
    line.values, faults = understand(subject.fields, told, line.doubts, most)
    for field, refusal in faults.items():
        line.refuse(refusal, field)
    return line


def _conclude(line: Line) -> None:
    """What nothing spoke against is new. A customer's number is given when it is written."""
    row = line.row
    if line.faults:
        row.reason = pack_all([*line.faults, *unpack_all(row.reason)])
        row.outcome = Outcome.refused
    elif line.is_open:
        row.outcome = Outcome.created
    line.values.pop("number", None)
    row.values = dump(line.values)
    taken = row.outcome in {Outcome.created, Outcome.updated}
    if taken and line.doubts:
        row.warnings = json.dumps([pack(doubt) for doubt in line.doubts], ensure_ascii=False)
