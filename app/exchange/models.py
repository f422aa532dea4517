"""Imports remembered: the file, what became of each row, and how to take it all back."""

import json
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.core.clock import now
from app.core.db import LongId, Record, Table
from app.core.gate import Gate, Open
from app.core.words import N_, RuleError
from app.customers.rules import Basis, check_reason
from app.exchange.reasons import pack
from app.exchange.rules import (
    JOBS,
    BatchStatus,
    BatchStep,
    Key,
    Mode,
    Outcome,
    Undone,
    after,
    check_columns,
    check_filed,
    check_other,
    check_sender,
    check_whole,
)
from app.security.models import Department, Person
from app.security.sealed import SealedText
from app.work.queue import Work, ask, begin, give_up, is_alive, run_of, wish_stop

#: The job's name where a command does it all: reading, checking and writing.
COMMAND = "import_file"


class ImportBatch(Record):
    """导入批次: one file brought in by one person, reviewed and undone as a whole."""

    __tablename__ = "import_batch"
    __gate__ = Gate(
        department="department_id",
        owner="created_by_id",
        retention="with the customers it made",
    )

    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    kept_as: Mapped[str | None] = mapped_column(String(64))  # The file's random name, while kept.
    subject: Mapped[str] = mapped_column(String(64))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    status: Mapped[BatchStatus] = mapped_column(default=BatchStatus.reading)
    run_slot: Mapped[str | None] = mapped_column(String(32))
    problem: Mapped[str | None] = mapped_column(Text)  # A sentence's id and its values, as JSON.
    header: Mapped[str] = mapped_column(  # As sent, so nobody knows what it may hold.
        SealedText("import_batch.header"), default="[]", info={"secret": True}
    )
    mapping: Mapped[str] = mapped_column(Text, default="{}")
    encoding: Mapped[str | None] = mapped_column(String(16))  # Of a text, as judged or chosen.
    sheets: Mapped[str | None] = mapped_column(  # A workbook's visible ones, as JSON.
        SealedText("import_batch.sheets"), info={"secret": True}
    )
    sheet: Mapped[int | None]  # The place of the one that is read.
    mode: Mapped[Mode] = mapped_column(default=Mode.create)
    key: Mapped[Key] = mapped_column(default=Key.number)
    basis: Mapped[Basis | None]  # Of the people in the file whose row states none.
    stops_on_error: Mapped[bool] = mapped_column(default=False)
    rows_in: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    duplicate: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    warned: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    reviewed_at: Mapped[datetime | None]
    return_reason: Mapped[str | None] = mapped_column(Text)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    undone_at: Mapped[datetime | None]

    department: Mapped[Department] = relationship(foreign_keys=[department_id])

    __table_args__ = (
        Index("ix_import_batch_department", "department_id", "id"),
        Index("ix_import_batch_owner", "created_by_id", "id"),
    )

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_busy(self) -> bool:
        return self.status in JOBS

    def begin(self, session: Session, step: BatchStep, by: Person) -> None:
        """Move to a status that is work, and ask for that work."""
        self.status = after(self.status, step)
        self.ask(session, by.id)

    def ask(self, session: Session, requester_id: int) -> None:
        """Ask for the work of this status; a second asker meets the version or the slot."""
        self.run_slot, self.problem = secrets.token_hex(16), None
        ask(session, JOBS[self.status], self.run_slot, requester_id, batch=self.id)

    def reread(self, session: Session, by: Person, encoding: str | None, sheet: int | None) -> None:
        """Read the file again from its first row, as its sender says it is to be read."""
        check_sender(by.id, self.created_by_id)
        self.header, self.mapping = "[]", "{}"
        self.encoding, self.sheet = encoding, sheet
        self.begin(session, BatchStep.reread, by)

    def match(self, session: Session, by: Person) -> None:
        """The columns are matched: check the rows, again if they were checked before."""
        check_sender(by.id, self.created_by_id)
        check_columns(self.subject, self.mode, self.key, set(fields_of(self).values()))
        self.begin(session, BatchStep.check, by)

    def apply(self, session: Session, by: Person) -> None:
        check_sender(by.id, self.created_by_id)
        check_whole(self.refused, self.stops_on_error)
        if not self.created + self.updated:
            raise RuleError(N_("There is nothing to import in this file."))
        self.begin(session, BatchStep.apply, by)

    def review(self, session: Session, by: Person) -> None:
        check_other(by.id, self.created_by_id)
        self.begin(session, BatchStep.review, by)
        self.reviewed_by_id, self.reviewed_at = by.id, now()

    def send_back(self, session: Session, by: Person, reason: str) -> None:
        check_other(by.id, self.created_by_id)
        self.return_reason = check_reason(reason)
        self.begin(session, BatchStep.send_back, by)

    def file(self, session: Session, by: Person) -> None:
        check_filed(self.subject)
        check_other(by.id, self.created_by_id)
        self.begin(session, BatchStep.file, by)

    def undo(self, session: Session, by: Person) -> None:
        self.begin(session, BatchStep.undo, by)
        self.undone_by_id, self.undone_at = by.id, now()

    def command(self, session: Session, requester_id: int | None) -> Work:
        """A command does all the work of this batch itself."""
        self.run_slot = secrets.token_hex(16)
        return begin(session, COMMAND, self.run_slot, requester_id, batch=self.id)

    def is_abandoned(self, session: Session) -> bool:
        """Whether this is work under way that nobody does any more, such as a killed command's."""
        return self.is_busy and not is_alive(run_of(session, self.run_slot))

    def stop(self, session: Session, by: Person) -> None:
        """Wish the work under way to stop; it hears the wish at its next block, if it lives."""
        if not self.is_abandoned(session):
            after(self.status, BatchStep.stop)
            wish_stop(session, self.run_slot or "")
            return
        self.abandon(session)
        if self.status is BatchStatus.dropped:
            self.clear(session, by.id)

    def abandon(self, session: Session, refusal: RuleError | None = None) -> None:
        """What nobody does any more is over; what it did stays, and a person decides on it."""
        give_up(session, self.run_slot or "")
        self.end(BatchStep.fail if refusal else BatchStep.stop, refusal)

    def drop(self, session: Session, requester_id: int) -> None:
        """Thrown away: nothing of the file stays but its name and who sent it."""
        self.status = after(self.status, BatchStep.drop)
        self.clear(session, requester_id)

    def clear(self, session: Session, requester_id: int) -> None:
        ask(session, "clear_import", secrets.token_hex(16), requester_id, batch=self.id)

    def end(self, step: BatchStep, refusal: RuleError | None = None) -> None:
        """The work under way is over: finished, stopped by wish, or failed with a reason."""
        self.status = after(self.status, step)
        self.problem = pack(refusal) if refusal else None


class ImportRow(Table):
    """导入行: one row of the file, what it says, what becomes of it and why.

    ``values`` is what a record would get, ``changes`` field → [old, new] where one exists
    already; confirming and undoing work from these and never read the file again. ``reason`` is a
    sentence's id and its values, or several such. All are sealed, for a file of people holds their
    numbers.
    """

    __tablename__ = "import_row"
    __gate__ = Gate(via="batch_id", retention="with its batch")
    __unaudited__ = "the batch and each record it made are audited"

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    line: Mapped[int]
    cells: Mapped[str] = mapped_column(SealedText("import_row.cells"), default="[]")
    outcome: Mapped[Outcome | None]
    reason: Mapped[str | None] = mapped_column(SealedText("import_row.reason"))
    warnings: Mapped[str | None] = mapped_column(SealedText("import_row.warnings"))
    values: Mapped[str | None] = mapped_column(SealedText("import_row.values"))
    changes: Mapped[str | None] = mapped_column(SealedText("import_row.changes"))
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    subject_version: Mapped[int | None]
    is_applied: Mapped[bool] = mapped_column(default=False)
    undone: Mapped[Undone | None]

    __table_args__ = (
        Index("ix_import_row_batch", "batch_id", "line"),
        Index("ix_import_row_outcome", "batch_id", "outcome", "line"),
    )

    def turn(self, outcome: Outcome, refusal: RuleError) -> None:
        self.outcome, self.reason = outcome, pack(refusal)


class ImportMapping(Record):
    """导入对照: which headers mean which fields, kept under a name by whoever worked it out."""

    __tablename__ = "import_mapping"
    __gate__ = Open(
        "names of columns and fields, no value of a row; shared on purpose or not at all"
    )

    name: Mapped[str] = mapped_column(String(80))
    headers: Mapped[str] = mapped_column(String(64), index=True)  # The headers' fingerprint.
    fields: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), index=True)
    is_shared: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None]

    def __str__(self) -> str:
        return self.name


_LIVING = ImportMapping.removed_at.is_(None)
Index(
    "uq_import_mapping_living", ImportMapping.owner_id, ImportMapping.name, unique=True,
    sqlite_where=_LIVING, postgresql_where=_LIVING,
)  # fmt: skip


def sheet_names(batch: ImportBatch) -> list[str]:
    """The visible sheets of the batch's workbook; none of a text."""
    found: list[str] = json.loads(batch.sheets or "[]")
    return found


def column_names(batch: ImportBatch) -> list[str]:
    found: list[str] = json.loads(batch.header)
    return found


def fields_of(batch: ImportBatch) -> dict[int, str]:
    """Column position → field, as the batch's mapping says."""
    told: dict[str, Any] = json.loads(batch.mapping)
    return {int(place): field for place, field in told.items()}
