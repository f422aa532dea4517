"""What an import has to say, in the reader's language: reasons, values, the error workbook."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from flask_babel import format_decimal
from sqlalchemy.orm import Session

from app.core.exporting import WRITERS
from app.core.gate import gate_of
from app.core.sheet_writing import Head
from app.core.words import N_, Choice, RuleError
from app.customers import contact_layout
from app.customers.contact_link_views import LinkView
from app.customers.labels import LABELS
from app.exchange.models import ImportBatch, ImportRow, column_names, fields_of, unpack
from app.exchange.rows import blocks
from app.exchange.rules import Outcome
from app.exchange.stored import load_changes
from app.exchange.subjects import Subject, subject_of
from app.security.sealed import sealed_field

FIELD_WORDS = {
    **contact_layout.LABELS,
    **LinkView.labels,
    **LABELS,
    "person": N_("Full name"),
    "customer_number": N_("Customer number"),
    "customer_uscc": N_("Unified social credit code"),
    "customer_name": N_("Customer name"),
}
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


def masked_cell(subject: Subject, field: str, text: str) -> str:
    """A cell as its field may be shown: masked where a record of it would be."""
    for entity in subject.entities:
        gate, sealed = gate_of(entity), sealed_field(entity, field)
        mask = sealed.mask if sealed else gate and gate.masks.get(field)
        if mask:
            return mask(text)
    return text


def changes_of(subject: Subject, row: ImportRow) -> list[dict[str, str]]:
    """Field, old and new as people read them."""
    return [
        {
            "label": field_word(name),
            "old": masked_cell(subject, name, shown(old)),
            "new": masked_cell(subject, name, shown(new)),
        }
        for name, (old, new) in load_changes(row.changes, *subject.entities).items()
    ]


def shown(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, Choice):
        return str(value)
    return str(format_decimal(value, "#,##0.00")) if hasattr(value, "quantize") else str(value)


def error_sheet(
    session: Session, batch: ImportBatch, kind: str, *, for_sender: bool
) -> Iterator[bytes]:
    """The rows that were not taken: the file's own columns, the reason beside each.

    Who sent the file gets its cells as sent, to mend and send again; for others they are masked.
    """
    names, fields, subject = column_names(batch), fields_of(batch), subject_of(batch)
    labels = [*names, str(N_("Line")), str(N_("Outcome")), str(N_("Reason"))]
    mark = str(N_("Rows of “%(file)s” that were not taken")) % {"file": batch.file_name}
    head = Head(str(N_("Errors")), mark, labels)

    def shown_as(place: int, cell: str) -> str:
        return cell if for_sender else masked_cell(subject, fields.get(place, ""), cell)

    return WRITERS[kind](head, _left_out(session, batch.id, len(names), shown_as))


def _left_out(
    session: Session, batch_id: int, width: int, shown_as: Callable[[int, str], str]
) -> Iterator[list[list[Any]]]:
    for rows in blocks(session, batch_id, ImportRow.outcome.in_(NOT_TAKEN), size=1_000):
        yield [_cells(row, width, shown_as) for row in rows]
        session.expunge_all()


def _cells(row: ImportRow, width: int, shown_as: Callable[[int, str], str]) -> list[Any]:
    cells = [shown_as(place, cell) for place, cell in enumerate(json.loads(row.cells)[:width])]
    cells += [""] * (width - len(cells))
    return [*cells, row.line, str(row.outcome), sentence(row.reason)]
