"""Customers from a file: read once, check each row, write in blocks, remember what became of all.

rows in = created + updated + duplicate + refused; every refusal has a reason people understand.
"""

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

from app.core import bulk
from app.core.clock import now
from app.core.db import db
from app.core.sheets import read_table
from app.core.words import N_, RuleError
from app.customers.identifiers import uscc_problem
from app.customers.models import Customer, new_numbers
from app.customers.rules import EntryStatus
from app.customers.spelling import normalise
from app.exchange.headers import DEPTH, find_header
from app.exchange.models import ImportBatch, ImportRow, Outcome
from app.exchange.values import capital, day, text
from app.security.models import Department
from app.security.unscoped import taken_names, taken_usccs

BARE_YEAR = re.compile(r"\d{4}(\s*\(.*\))?")
BLOCK = 500  # One transaction a block: no writer holds SQLite's lock longer than half a second.


@dataclass
class Line:
    """One row of the file: where it stands, what it says, what became of it."""

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    outcome: Outcome = Outcome.created
    reason: str | None = None
    subject_id: int | None = None

    def turn(self, outcome: Outcome, reason: object) -> None:
        self.outcome, self.reason = outcome, str(reason)


@dataclass
class Report:
    """What an import did, row by row."""

    rows: list[Line] = field(default_factory=list)

    def count(self, outcome: Outcome) -> int:
        return sum(row.outcome is outcome for row in self.rows)

    @property
    def refused(self) -> int:
        return self.count(Outcome.refused)

    def line(self) -> str:
        told = ", ".join(f"{o.name} {self.count(o)}" for o in Outcome)
        return f"rows {len(self.rows)}: {told}"

    def write(self, path: Path) -> Path:
        """The rows that were not taken, with the reason beside each (CSV with BOM)."""
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            sheet = csv.writer(file)
            sheet.writerow([str(N_("Line")), str(N_("Outcome")), str(N_("Reason"))])
            sheet.writerows([r.line, str(r.outcome), r.reason] for r in self.rows if r.reason)
        return path


def import_customers(
    path: Path, department: Department, *, dry_run: bool = False, stop_on_error: bool = False
) -> Report:
    """Bring customers in. With ``stop_on_error`` one refused row stops the whole file."""
    place, name = department.id, path.name
    report = Report(list(checked(path)))
    _find_duplicates(report.rows)
    if dry_run or (stop_on_error and report.refused):
        return report
    _write(report, path, name, place)
    return report


def checked(path: Path) -> Iterator[Line]:
    """Each row below the header, understood or refused."""
    rows = read_table(path)
    top = list(islice(rows, DEPTH))
    header, mapping = find_header(top)
    for line, row in enumerate(chain(top[header:], rows), header + 1):
        if any(cell.strip() for cell in row):
            yield _check(line, {name: row[i] for i, name in mapping.items() if i < len(row)})


def _check(line: int, cells: dict[str, str]) -> Line:
    found = Line(line)
    try:
        found.values = understand(cells)
    except RuleError as refusal:
        found.turn(Outcome.refused, refusal)
    return found


def understand(cells: dict[str, str]) -> dict[str, Any]:
    """A row's values as a customer's fields; RuleError with the reason it cannot be taken."""
    told = {name: value for name, cell in cells.items() if (value := text(cell)) is not None}
    if "name" not in told:
        raise RuleError(N_("The customer's name is missing."))
    told.pop("tax_number", None)  # Kept for part of the form that is still to come.
    values: dict[str, Any] = dict(told)
    if "uscc" in told:
        values["uscc"] = _uscc(told["uscc"])
    if "founded_on" in told:
        values["founded_on"] = _founded(told["founded_on"])
    if "registered_capital" in told:
        amount, currency = capital(told["registered_capital"])
        values |= {"registered_capital": amount, "capital_currency": currency}
    return {name: _fitting(name, value) for name, value in values.items()}


def _uscc(told: str) -> str:
    problem = uscc_problem(told)
    if problem:
        raise RuleError(problem)
    return normalise(told)


def _founded(told: str) -> Any:
    """A bare year (``1954``, ``2013 (1888)``) is no date; it is left out rather than guessed."""
    return None if BARE_YEAR.fullmatch(told) else day(told)


def _fitting(name: str, value: Any) -> Any:
    length = getattr(Customer.__table__.c[name].type, "length", None)
    if isinstance(value, str) and length and len(value) > length:
        raise RuleError(
            N_("“%(field)s” is longer than %(most)s characters."), field=name, most=length
        )
    return value


def _find_duplicates(rows: list[Line]) -> None:
    """Same credit code, or the same name where either side has no code to tell them apart."""
    good = [row for row in rows if row.outcome is Outcome.created]
    codes = taken_usccs(r.values["uscc"] for r in good if "uscc" in r.values)
    names = taken_names(r.values["name"] for r in good)
    uncoded = taken_names((r.values["name"] for r in good), uncoded=True)
    for row in good:
        code, name = row.values.get("uscc"), row.values["name"]
        if code in codes or name in (uncoded if code else names):
            row.turn(Outcome.duplicate, N_("This customer is already registered."))
        names.add(name)
        (codes if code else uncoded).add(code or name)


def _write(report: Report, path: Path, name: str, place: int) -> None:
    """The batch, then its customers block by block, each block with its rows in one transaction."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    batch = ImportBatch(file_name=name, sha256=digest, subject="customer", department_id=place)
    batch.rows_in = len(report.rows)
    db.session.add(batch)
    db.session.commit()
    batch_id = batch.id
    for start in range(0, len(report.rows), BLOCK):
        _write_block(report.rows[start : start + BLOCK], batch_id, place)
    batch = db.session.get_one(ImportBatch, batch_id)
    for outcome in Outcome:
        setattr(batch, outcome.name, report.count(outcome))
    batch.finished_at = now()
    db.session.commit()


def _write_block(rows: list[Line], batch_id: int, place: int) -> None:
    fresh = [row for row in rows if row.outcome is Outcome.created]
    numbers = new_numbers(db.session(), len(fresh)) if fresh else []
    made = [_customer(row, number, place) for row, number in zip(fresh, numbers, strict=True)]
    bulk.add(db.session(), Customer, made)
    for row, customer in zip(fresh, made, strict=True):
        row.subject_id = customer.id
    marks = [
        ImportRow(
            batch_id=batch_id, line=r.line, outcome=r.outcome, reason=r.reason,
            subject_id=r.subject_id,
        )
        for r in rows
    ]  # fmt: skip
    bulk.add(db.session(), ImportRow, marks)
    db.session.commit()


def _customer(row: Line, number: str, place: int) -> Customer:
    customer = Customer(
        **row.values, number=number, department_id=place, entry_status=EntryStatus.submitted
    )
    customer.derive()
    return customer
