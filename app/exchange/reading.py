"""A sent file into rows of the batch, as text: the only time the file itself is read."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.core import bulk
from app.core.sheets import Row, read_table
from app.exchange.headers import DEPTH, WIDEST, Header, Names, find_header
from app.exchange.models import ImportBatch, ImportRow
from app.exchange.rows import batch_of, settle
from app.exchange.rules import BatchStep
from app.exchange.subjects import subject_of
from app.work.queue import Work

BLOCK = 500
_COLUMNS = ("batch_id", "line", "cells", "is_applied")
_INSERT = insert(ImportRow.__table__)
_TEXT = json.JSONEncoder(ensure_ascii=False).encode


def read_import(
    session: Session, work: Work, path: Path, told: Mapping[str, str] | None = None
) -> str:
    """Every row below the header, once: after a kill it goes on behind the last kept line."""
    rows = read_table(path)
    top = list(islice(rows, DEPTH))
    batch = batch_of(session, work)
    header = find_header(top, Names(subject_of(batch).synonyms, told or {}))
    _remember(batch, header)
    batch_id = batch.id
    session.commit()
    kept = session.scalar(
        select(func.max(ImportRow.line)).where(ImportRow.batch_id == batch_id)
    )  # fmt: skip
    count = _keep(session, work, batch_id, _below(header, chain(top[header.line :], rows), kept))
    batch = batch_of(session, work)
    batch.rows_in = count
    batch.end(BatchStep.finish)
    return f"{count} rows"


def _remember(batch: ImportBatch, header: Header) -> None:
    batch.header = json.dumps(header.names, ensure_ascii=False)
    batch.mapping = json.dumps(header.mapping)


def _below(header: Header, rows: Iterable[Row], kept: int | None) -> Iterator[tuple[int, Row]]:
    """Rows that hold anything, with their line in the file."""
    for line, row in enumerate(rows, header.line + 1):
        if line > (kept or 0) and any(cell.strip() for cell in row):
            yield line, row


def _keep(session: Session, work: Work, batch_id: int, rows: Iterator[tuple[int, Row]]) -> int:
    asked = select(func.count(ImportRow.id)).where(ImportRow.batch_id == batch_id)
    count = session.scalar(asked) or 0
    session.commit()
    while block := list(islice(rows, BLOCK)):
        lines = ((batch_id, line, _TEXT(row[:WIDEST]), False) for line, row in block)
        bulk.run(session.connection(), _INSERT, _COLUMNS, lines)
        count += len(block)
        settle(session, work, count)
    return count
