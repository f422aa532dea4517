"""A sent file into rows of the batch, as text: the only time the file itself is read."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain, islice
from pathlib import Path

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.core import bulk
from app.core.sheets import TOP, Row, Table, open_table
from app.core.staging import erase_held
from app.exchange.headers import WIDEST, Header, Names, find_header, is_list
from app.exchange.models import ImportBatch, ImportRow, sheet_names
from app.exchange.rows import batch_of, settle
from app.exchange.rules import BatchStep
from app.exchange.subjects import subject_of
from app.work.queue import Work

BLOCK = 500
_COLUMNS = ("batch_id", "line", "cells", "is_applied")
_INSERT = insert(ImportRow.__table__)
_TEXT = json.JSONEncoder(ensure_ascii=False).encode


def read_import(
    session: Session,
    work: Work,
    path: Path,
    told: Mapping[str, str] | None = None,
    sheet: str | None = None,
) -> str:
    """Every row below the header, once: after a kill it goes on behind the last kept line.

    What was kept before a file is read in another way is erased first.
    """
    batch = batch_of(session, work)
    names = Names(subject_of(batch).synonyms, told or {})
    batch_id, is_new = batch.id, batch.header == "[]"
    encoding, sheet = batch.encoding, sheet or _sheet_of(batch)
    session.commit()
    while is_new and erase_held(session, ImportRow, "batch_id", batch_id):
        session.commit()
    table = open_table(path, encoding, sheet, partial(is_list, names=names))
    top = list(islice(table.rows, TOP))
    header = find_header(top, names)
    _remember(batch_of(session, work), header, table)
    session.commit()
    kept = session.scalar(
        select(func.max(ImportRow.line)).where(ImportRow.batch_id == batch_id)
    )  # fmt: skip
    below = _below(header, chain(top[header.line :], table.rows), kept)
    count = _keep(session, work, batch_id, below)
    batch = batch_of(session, work)
    batch.rows_in = count
    batch.end(BatchStep.finish)
    return f"{count} rows"


def _sheet_of(batch: ImportBatch) -> str | None:
    """The sheet that was chosen, by its name; None lets the first that looks right be taken."""
    return None if batch.sheet is None else sheet_names(batch)[batch.sheet]


def _remember(batch: ImportBatch, header: Header, table: Table) -> None:
    batch.encoding = table.encoding
    if table.sheet is not None:
        batch.sheets = json.dumps(table.sheets, ensure_ascii=False)
        batch.sheet = table.sheets.index(table.sheet)
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
