"""What an import has to say, in the reader's language: reasons, values, the error workbook."""

import json
from collections.abc import Iterator
from typing import Any

from flask_babel import format_decimal
from sqlalchemy.orm import Session

from app.core.exporting import WRITERS
from app.core.sheet_writing import Head
from app.core.words import N_, Choice, RuleError
from app.customers.views import LABELS
from app.exchange.models import ImportBatch, ImportRow, column_names, unpack
from app.exchange.rows import blocks
from app.exchange.rules import Outcome
from app.exchange.stored import load_changes

FIELD_WORDS = {**LABELS, "tax_number": N_("Tax number")}
NOT_TAKEN = (Outcome.duplicate, Outcome.refused)


def field_word(field: str) -> str:
    """A field's name as the reader knows it."""
    return str(FIELD_WORDS.get(field, field))


def sentence(told: str | None) -> str:
    """A stored reason in the reader's language; a field it names is translated too."""
    refusal = unpack(told)
    return told_of(refusal) if refusal else ""


def told_of(refusal: RuleError) -> str:
    values = dict(refusal.values)
    if "field" in values:
        values["field"] = field_word(str(values["field"]))
    return str(RuleError(refusal.message, **values))


def doubts_of(row: ImportRow) -> list[str]:
    """The row's warnings as sentences."""
    return [sentence(told) for told in json.loads(row.warnings or "[]")]


def changes_of(row: ImportRow) -> list[dict[str, str]]:
    """Field, old and new as people read them."""
    return [
        {"label": field_word(name), "old": shown(old), "new": shown(new)}
        for name, (old, new) in load_changes(row.changes).items()
    ]


def shown(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, Choice):
        return str(value)
    return str(format_decimal(value, "#,##0.00")) if hasattr(value, "quantize") else str(value)


def error_sheet(session: Session, batch: ImportBatch, kind: str) -> Iterator[bytes]:
    """The rows that were not taken: the file's own columns, the reason beside each."""
    names = column_names(batch)
    labels = [*names, str(N_("Line")), str(N_("Outcome")), str(N_("Reason"))]
    mark = str(N_("Rows of “%(file)s” that were not taken")) % {"file": batch.file_name}
    head = Head(str(N_("Errors")), mark, labels)
    return WRITERS[kind](head, _left_out(session, batch.id, len(names)))


def _left_out(session: Session, batch_id: int, width: int) -> Iterator[list[list[Any]]]:
    for rows in blocks(session, batch_id, ImportRow.outcome.in_(NOT_TAKEN), size=1_000):
        yield [_cells(row, width) for row in rows]
        session.expunge_all()


def _cells(row: ImportRow, width: int) -> list[Any]:
    cells = json.loads(row.cells)[:width]
    cells += [""] * (width - len(cells))
    return [*cells, row.line, str(row.outcome), sentence(row.reason)]
