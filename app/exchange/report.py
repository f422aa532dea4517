"""The error workbook: the rows that were not taken, each with its reason."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from app.core.exporting import WRITERS
from app.core.sheet_writing import Head
from app.core.words import N_
from app.exchange.models import ImportBatch, ImportRow, column_names
from app.exchange.rows import blocks
from app.exchange.rules import Outcome
from app.exchange.subjects import subject_of
from app.exchange.telling import Words, sentence, words_of

NOT_TAKEN = (Outcome.duplicate, Outcome.refused)


def error_sheet(
    session: Session, batch: ImportBatch, kind: str, *, for_sender: bool
) -> Iterator[bytes]:
    """Who sent the file gets its cells as sent, to mend and send again; others lines and reasons.

    A cell in the wrong column is masked by no rule, so none of them is shown to others.
    """
    names = column_names(batch) if for_sender else []
    labels = [*names, str(N_("Line")), str(N_("Outcome")), str(N_("Reason"))]
    mark = str(N_("Rows of “%(file)s” that were not taken")) % {"file": batch.file_name}
    head = Head(str(N_("Errors")), mark, labels)
    return WRITERS[kind](head, _left_out(session, batch, len(names), for_sender))


def _left_out(
    session: Session, batch: ImportBatch, width: int, is_clear: bool
) -> Iterator[list[list[Any]]]:
    words, batch_id = words_of(subject_of(batch)), batch.id
    for rows in blocks(session, batch_id, ImportRow.outcome.in_(NOT_TAKEN), size=1_000):
        yield [_cells(row, width, words, is_clear=is_clear) for row in rows]
        session.expunge_all()


def _cells(row: ImportRow, width: int, words: Words, *, is_clear: bool) -> list[Any]:
    cells = json.loads(row.cells)[:width]
    cells += [""] * (width - len(cells))
    return [*cells, row.line, str(row.outcome), sentence(row.reason, words, is_clear=is_clear)]
