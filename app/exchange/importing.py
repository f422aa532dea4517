"""The command's door to an import: the same reading, checking and writing as on screen, at once.

rows in = created + updated + unchanged + duplicate + refused; every refusal has its reason.
"""

import hashlib
import os
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from app.core.db import db
from app.core.exporting import WRITERS
from app.core.sheets import check_name
from app.core.staging import erase_held
from app.core.words import N_, RuleError
from app.customers.rules import Basis
from app.exchange.checking import check_import
from app.exchange.choosing import (
    check_department,
    check_import_right,
    check_officers,
    stops_by_itself,
)
from app.exchange.models import ImportBatch, ImportRow, fields_of, sheet_names
from app.exchange.reading import read_import
from app.exchange.report import error_sheet
from app.exchange.rows import TO_TELL, plain_blocks
from app.exchange.rules import BatchStatus, BatchStep, Key, Mode, Outcome
from app.exchange.subjects import SUBJECTS, subject_of
from app.exchange.telling import sentence, words_of
from app.exchange.writing import apply_import
from app.security.actor import actor
from app.security.models import Department
from app.work.lease import LostLeaseError, finish
from app.work.models import RunStatus
from app.work.queue import StoppedError, Work, give_up

CUT_SHORT = N_("The command ended before it was through; what was done before stays.")
STOPPED = N_("The import was stopped; what was done before stays.")
#: Nothing was written to a record yet.
UNWRITTEN = (BatchStatus.reading, BatchStatus.read, BatchStatus.checking, BatchStatus.checked)


class Line(NamedTuple):
    """What became of one row of the file."""

    line: int
    outcome: Outcome
    reason: str


@dataclass
class Options:
    """How a command's file is taken in; ``headers`` says what columns of other names mean."""

    subject: str = "customer"
    headers: Mapping[str, str] = field(default_factory=dict)
    mode: Mode = Mode.create
    key: Key = Key.number
    basis: Basis | None = None
    dry_run: bool = False
    stop_on_error: bool | None = None  # As on screen, by the actor's rights, where none is told.
    encoding: str | None = None  # One of ``ENCODINGS``; judged where none is told.
    sheet: str | None = None  # By name; the first that looks right where none is told.


@dataclass
class Report:
    """What an import did, row by row, and its error workbook.

    Kept in columns: of a file of a hundred thousand rows most have nothing to say.
    """

    number: int = 0  # The batch's.
    lines: "array[int]" = field(default_factory=lambda: array("L"))
    outcomes: list[Outcome] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)
    sheets: dict[str, bytes] = field(default_factory=dict)  # the error workbook, csv and xlsx
    sheet: str = ""  # The sheet that was read; empty for a text.
    other_sheets: list[str] = field(default_factory=list)

    def add(self, line: int, outcome: Outcome | None, reason: str) -> None:
        self.lines.append(line)
        self.outcomes.append(outcome or Outcome.refused)
        if reason:
            self.reasons[line] = reason

    @property
    def rows(self) -> list[Line]:
        both = zip(self.lines, self.outcomes, strict=True)
        return [Line(line, outcome, self.reasons.get(line, "")) for line, outcome in both]

    def count(self, outcome: Outcome) -> int:
        return self.outcomes.count(outcome)

    @property
    def refused(self) -> int:
        return self.count(Outcome.refused)

    def line(self) -> str:
        told = ", ".join(f"{o.name} {self.count(o)}" for o in Outcome)
        return f"rows {len(self.lines)}: {told}"

    def write(self, path: Path) -> Path:
        """The rows that were not taken, with the reason beside each (CSV with BOM); ours alone."""
        with open(path, "wb", opener=_private) as file:
            file.write(self.sheets["xlsx" if path.suffix == ".xlsx" else "csv"])
        return path


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def import_file(path: Path, department: Department, options: Options | None = None) -> Report:
    """Bring a file's records in, as whoever acts: what they may not do by hand is refused here.

    A refused file leaves nothing behind; with ``dry_run`` neither does one only looked at. What a
    later end leaves is stopped halfway, and a person goes on with it or undoes it.
    """
    options = options or Options()
    check_import_right(SUBJECTS[options.subject], options.mode)
    check_department(department.id)
    work = _receive(path, department.id, options)
    try:
        return _take_in(work, path, options)
    except LostLeaseError as given_up:  # By its page, where it seemed dead: the batch moved on.
        raise RuleError(STOPPED) from given_up
    except StoppedError as stopped:
        _leave(work, None)
        raise RuleError(STOPPED) from stopped
    except BaseException as why:
        _leave(work, why if isinstance(why, RuleError) else RuleError(CUT_SHORT))
        raise


def _take_in(work: Work, path: Path, options: Options) -> Report:
    batch_id: int = work.payload["batch"]
    read_import(db.session(), work, path, options.headers, options.sheet)
    check_officers(fields_of(db.session.get_one(ImportBatch, batch_id)).values())
    _step(batch_id, BatchStep.check)
    check_import(db.session(), work)
    batch = db.session.get_one(ImportBatch, batch_id)
    is_whole = not (batch.stops_on_error and batch.refused)
    db.session.commit()
    if options.dry_run or not is_whole:
        report = _report(batch_id)
        _throw_away(work)
        return report
    _step(batch_id, BatchStep.apply)
    outcome = apply_import(db.session(), work)
    finish(db.session(), work.run, RunStatus.done, outcome)
    db.session.commit()
    return _report(batch_id)


def _receive(path: Path, place: int, options: Options) -> Work:
    with path.open("rb") as file:
        check_name(path.name, file.read(16))
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    stops = stops_by_itself() if options.stop_on_error is None else options.stop_on_error
    batch = ImportBatch(
        file_name=path.name[-255:], sha256=digest, subject=options.subject, department_id=place,
        mode=options.mode, key=options.key, basis=options.basis,
        stops_on_error=stops, encoding=options.encoding,
    )  # fmt: skip
    db.session.add(batch)
    db.session.flush()
    work = batch.command(db.session(), actor().user_id)
    db.session.commit()
    return work


def _leave(work: Work, refusal: RuleError | None) -> None:
    """An early end: what was written stays to be decided on, what was only read is thrown away."""
    db.session.rollback()
    batch = db.session.get_one(ImportBatch, work.payload["batch"])
    if batch.status is BatchStatus.applying:
        batch.abandon(db.session(), refusal)
        db.session.commit()
    elif batch.status in UNWRITTEN:
        _throw_away(work)


def _step(batch_id: int, step: BatchStep) -> None:
    batch = db.session.get_one(ImportBatch, batch_id)
    batch.end(step)
    db.session.commit()


def _report(batch_id: int) -> Report:
    session, report = db.session(), Report(batch_id)
    batch = session.get_one(ImportBatch, batch_id)
    words, names = words_of(subject_of(batch)), sheet_names(batch)
    if batch.sheet is not None:
        report.sheet = names.pop(batch.sheet)
    report.other_sheets = names
    for rows in plain_blocks(session, batch_id, names=TO_TELL, size=1_000):
        for row in rows:
            report.add(row.line, row.outcome, sentence(row.reason, words))
    for kind in WRITERS:
        report.sheets[kind] = b"".join(error_sheet(session, batch, kind, for_sender=True))
    session.commit()
    return report


def _throw_away(work: Work) -> None:
    batch_id: int = work.payload["batch"]
    while erase_held(db.session(), ImportRow, "batch_id", batch_id):
        db.session.commit()
    batch = db.session.get_one(ImportBatch, batch_id)
    batch.status = BatchStatus.dropped
    give_up(db.session(), work.slot)
    db.session.commit()
