"""Imports remembered: the file, what became of each row, and how to take it all back."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import LongId, Record, Table
from app.core.gate import Open
from app.core.words import N_, Choice


class Outcome(Choice):
    """What became of one row of a file."""

    created = N_("Created")
    updated = N_("Updated")
    duplicate = N_("Duplicate")
    refused = N_("Refused")


class ImportBatch(Record):
    """导入批次: one file brought in by one person, reviewed and undone as a whole."""

    __tablename__ = "import_batch"
    __gate__ = Open("file names and counts; the rows it made pass their own gate")

    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    subject: Mapped[str] = mapped_column(String(64))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    rows_in: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    duplicate: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]


class ImportRow(Table):
    """导入行: one row of the file, its outcome, and the reason where it was not taken."""

    __tablename__ = "import_row"
    __gate__ = Open("read with its batch; holds line numbers and reasons, no values")
    __unaudited__ = "the batch and each record it made are audited"

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    line: Mapped[int]
    outcome: Mapped[Outcome]
    reason: Mapped[str | None] = mapped_column(Text)
    subject_id: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (Index("ix_import_row_batch", "batch_id", "line"),)
