"""The audit trail: one row for each change, sensitive reading, export, login and refusal."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import LongId, Table
from app.core.gate import Open


class AuditEntry(Table):
    """审计记录: who did what to which record, chained to the entry before it.

    The database refuses UPDATE and DELETE here (``core/triggers.py``); ``hash`` covers every
    other column and ``prev``, so an entry cannot be altered, inserted or swapped unseen.
    """

    __tablename__ = "audit_entry"
    __gate__ = Open("read by auditors only; its screen has its own permission")

    id: Mapped[int] = mapped_column("seq", LongId, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(120))
    user_id: Mapped[int | None]
    ip: Mapped[str | None] = mapped_column(String(64))
    request_id: Mapped[str | None] = mapped_column(String(32))
    event: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str | None] = mapped_column(String(64))
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    detail: Mapped[str] = mapped_column(Text)
    prev: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    def __str__(self) -> str:
        return f"#{self.id}"

    __table_args__ = (
        Index("ix_audit_entry_subject", "subject", "subject_id", "seq"),
        Index("ix_audit_entry_user", "user_id", "seq"),
    )


class ChainHead(Table):
    """链头: the last entry's place and hash; its row lock puts writers in line."""

    __tablename__ = "chain_head"
    __gate__ = Open("one row that orders the audit trail")

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))
