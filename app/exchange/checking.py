"""What would become of each row: understood or refused, new or known, changed or the same.

Nothing is written to a customer here. The verdicts are kept in the rows, so that confirming
neither reads nor parses anything again.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.core.words import N_, RuleError
from app.exchange.fields import FIELDS, understand
from app.exchange.matching import Customers, find_customers, judge_change
from app.exchange.models import ImportBatch, fields_of, pack
from app.exchange.rows import VERDICT, PlainRow, batch_of, keep, plain_blocks, settle, tally
from app.exchange.rules import BatchStep, Key, Mode, Outcome, check_columns
from app.exchange.stored import dump, longest_texts
from app.security.actor import actor
from app.security.unscoped import taken_names, taken_usccs
from app.work.queue import Work

KNOWN = N_("This customer is already registered.")
TWICE = N_("The file names this customer twice.")


@dataclass
class Plan:
    """What a batch's rows may do, and which cell is which field, in the order fields are read."""

    places: list[tuple[int, str]]
    mode: Mode
    key: Key


@dataclass
class Line:
    """One row while it is looked at."""

    row: PlainRow
    values: dict[str, Any] = field(default_factory=dict)
    doubts: list[RuleError] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.row.outcome is None


@dataclass
class Seen:
    """What earlier rows of the file would take: the same customer comes in once."""

    codes: set[str | None] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    uncoded: set[str] = field(default_factory=set)
    customers: set[int] = field(default_factory=set)


def plan_of(batch: ImportBatch) -> Plan:
    """The batch's plan; RuleError when its columns cannot serve its mode."""
    mapping = fields_of(batch)
    check_columns(batch.mode, batch.key, set(mapping.values()))
    rank = {name: place for place, name in enumerate(FIELDS)}
    places = sorted(mapping.items(), key=lambda pair: rank[pair[1]])
    return Plan(places, batch.mode, batch.key)


def check_import(session: Session, work: Work) -> str:
    """Judge every row. After a kill it starts again: a verdict given twice is the same."""
    batch = batch_of(session, work)
    plan, total, batch_id = plan_of(batch), batch.rows_in, batch.id
    session.commit()
    seen, done = Seen(), 0
    for rows in plain_blocks(session, batch_id):
        check_block(session, rows, plan, seen)
        done += len(rows)
        settle(session, work, done, total)
    batch = batch_of(session, work)
    tally(session, batch)
    batch.end(BatchStep.finish)
    return f"{done} rows"


def check_block(session: Session, rows: Sequence[PlainRow], plan: Plan, seen: Seen) -> None:
    lines = [_line(row, plan) for row in rows]
    if plan.mode is not Mode.create:
        _match(find_customers(session, lines, plan.key), lines, plan, seen)
    find_duplicates(lines, seen)
    for line in lines:
        _conclude(line)
    keep(session, rows, VERDICT)


def _line(row: PlainRow, plan: Plan) -> Line:
    line = Line(row)
    row.outcome = row.reason = row.warnings = row.values = row.changes = None
    row.subject_id = row.subject_version = None
    cells = json.loads(row.cells)
    width = len(cells)
    told = {name: cells[place] for place, name in plan.places if place < width}
    try:
        line.values = understand(told, line.doubts, longest_texts())
        _check_level(line.values)
    except RuleError as refusal:
        row.turn(Outcome.refused, refusal)
    return line


def _check_level(values: dict[str, Any]) -> None:
    level = values.get("security")
    if level is not None and level not in actor().levels:
        raise RuleError(N_("The row's security class is above your clearance."))


def _match(customers: Customers, lines: list[Line], plan: Plan, seen: Seen) -> None:
    """Rows whose key finds a customer become changes; without one they are new, where allowed."""
    for line in lines:
        if not line.is_open:
            continue
        try:
            customer = customers.of(line.values.get(plan.key.name), plan)
            if customer is not None:
                _once(customer.id, seen)
                judge_change(line, customer, customers, plan.key)
        except RuleError as refusal:
            line.row.turn(Outcome.refused, refusal)


def _once(customer_id: int, seen: Seen) -> None:
    if customer_id in seen.customers:
        raise RuleError(TWICE)
    seen.customers.add(customer_id)


def find_duplicates(lines: list[Line], seen: Seen) -> None:
    """Same credit code, or the same name where either side has no code to tell them apart."""
    fresh = [line for line in lines if line.is_open and _has_name(line)]
    codes = taken_usccs(x.values["uscc"] for x in fresh if "uscc" in x.values)
    names = taken_names(x.values["name"] for x in fresh)
    uncoded = taken_names((x.values["name"] for x in fresh), uncoded=True)
    for line in fresh:
        code, name = line.values.get("uscc"), line.values["name"]
        if code in codes or name in (uncoded if code else names):
            line.row.turn(Outcome.duplicate, RuleError(KNOWN))
        elif code in seen.codes or name in (seen.uncoded if code else seen.names):
            line.row.turn(Outcome.duplicate, RuleError(TWICE))
        seen.names.add(name)
        (seen.codes if code else seen.uncoded).add(code or name)


def _has_name(line: Line) -> bool:
    if "name" not in line.values:
        line.row.turn(Outcome.refused, RuleError(N_("The customer's name is missing.")))
    return line.is_open


def _conclude(line: Line) -> None:
    """What nothing spoke against is a new customer. Its number is given when it is written."""
    row = line.row
    if line.is_open:
        row.outcome = Outcome.created
        if "registered_capital" in line.values:
            line.values.setdefault("capital_currency", "CNY")
    line.values.pop("number", None)
    row.values = dump(line.values)
    taken = row.outcome in {Outcome.created, Outcome.updated}
    if taken and line.doubts:
        row.warnings = json.dumps([pack(doubt) for doubt in line.doubts], ensure_ascii=False)
