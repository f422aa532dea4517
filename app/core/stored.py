"""One row for each content that the store holds: how large, of what kind, when last read whole."""

from datetime import datetime
from typing import IO

from sqlalchemy import Index, String, delete
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.clock import now
from app.core.db import LongId, Table
from app.core.file_types import LARGEST, check_type
from app.core.gate import Open
from app.core.storage import Store
from app.core.words import N_, Choice, RuleError


class Fault(Choice):
    """What a reading of the bytes found wrong."""

    missing = N_("File missing")
    altered = N_("File altered")


class StoredFile(Table):
    """存储文件: the address of one content. Names and meaning stand in the rows that point here."""

    __tablename__ = "stored_file"
    __gate__ = Open("hashes and sizes; a content is reached only through a gated row")
    __unaudited__ = "the row that names the content is audited"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(LongId)
    media_type: Mapped[str] = mapped_column(String(100))
    stored_at: Mapped[datetime] = mapped_column(default=now)
    checked_at: Mapped[datetime] = mapped_column(default=now)
    fault: Mapped[Fault | None]

    __table_args__ = (Index("ix_stored_file_checked", "checked_at", "sha256"),)


def receive(store: Store, source: IO[bytes], name: str) -> StoredFile:
    """Put a sent file into the store, before any transaction; its row is still to be written."""
    media_type = check_type(name, source)
    source.seek(0)
    kept = store.put(source, LARGEST)
    return StoredFile(sha256=kept.sha256, size=kept.size, media_type=media_type)


def enter(session: Session, store: Store, file: StoredFile) -> None:
    """Write the row, once for the same bytes; refuse if the bytes were collected meanwhile."""
    claim(session, file)
    if not store.has(file.sha256):
        raise RuleError(N_("The file did not arrive whole. Send it again."))


def claim(session: Session, file: StoredFile) -> bool:
    """Hold an address: whoever else wants it waits for this transaction. False: it is in use."""
    values = {
        "sha256": file.sha256,
        "size": file.size,
        "media_type": file.media_type,
        "stored_at": now(),
        "checked_at": now(),
    }
    connection = session.connection()
    is_lite = connection.dialect.name == "sqlite"
    insert = insert_sqlite if is_lite else insert_postgresql
    row = insert(StoredFile.__table__).values(values).on_conflict_do_nothing()
    return connection.execute(row.returning(StoredFile.sha256)).first() is not None


def give_up(session: Session, sha256: str) -> None:
    """Let go of an address that was only claimed."""
    table = StoredFile.__table__
    session.connection().execute(delete(table).where(table.c.sha256 == sha256))
