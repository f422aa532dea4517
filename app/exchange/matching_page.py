"""The page on which the columns of a file are matched with the fields of a customer."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import request, url_for
from flask_login import current_user
from sqlalchemy import select

from app.core.db import db
from app.core.words import Choice
from app.customers.rules import Basis
from app.exchange.mappings import apply_mapping, offered
from app.exchange.models import ImportBatch, ImportMapping, ImportRow, column_names, fields_of
from app.exchange.rules import KEYS, BatchStatus, Mode
from app.exchange.subjects import Subject, subject_of
from app.exchange.telling import field_word, masked_cell, words_of
from app.security.actor import actor
from app.security.models import Department
from app.security.names import department_name
from app.security.rules import Reach

LOOKED_AT = 20
SAMPLES = 3
MOST_DEPARTMENTS = 500


def matching(screen: Any, batch: ImportBatch) -> dict[str, Any]:
    """Columns with sample values and their fields; what a refused form held stays in it."""
    names, subject = column_names(batch), subject_of(batch)
    kept = offered(db.session(), batch, current_user.id)
    chosen = _chosen(batch, kept)
    mapping = apply_mapping(chosen, names, subject.fields) if chosen else fields_of(batch)
    here = url_for("ImportView.show", pk=batch.id)
    return {
        "url": url_for("ImportView.match", pk=batch.id),
        "is_open": batch.status is BatchStatus.read or bool(chosen) or request.method == "POST",
        "columns": _columns(batch, names, mapping),
        "fields": sorted(_named(subject), key=lambda pair: pair[1]),
        "changes": len(subject.modes) > 1,
        "modes": _options(Mode, request.form.get("mode", batch.mode.name)),
        "update_keys": _options(
            KEYS.get(batch.subject, ()), request.form.get("key", batch.key.name)
        ),
        "bases": _options(Basis, request.form.get("basis", batch.basis and batch.basis.name)),
        "departments": _departments(batch),
        "stops": request.form.get("stops") == "yes" if request.form else batch.stops_on_error,
        **_keeping(),
        "chosen": chosen.name if chosen else None,
        "offered": [_offer(m, here) for m in kept],
    }


def _named(subject: Subject) -> list[tuple[str, str]]:
    words = words_of(subject)
    return [(field, field_word(field, words)) for field in subject.fields]


def _offer(kept: ImportMapping, here: str) -> dict[str, Any]:
    """A kept mapping: to use, and for its owner to remove."""
    is_own = kept.owner_id == current_user.id
    gone = url_for("ImportView.forget", pk=kept.id)
    return {
        "name": kept.name,
        "url": f"{here}?mapping={kept.id}",
        "remove_url": gone if is_own else None,
    }


def _keeping() -> dict[str, Any]:
    """Under which name to keep the mapping, as typed."""
    form = request.form
    return {"keep_as": form.get("keep_as", ""), "share": form.get("share") == "yes"}


def _chosen(batch: ImportBatch, kept: Sequence[ImportMapping]) -> ImportMapping | None:
    """The mapping asked for, else, at first sight of the file, the newest of the reader's."""
    asked = request.args.get("mapping", "")
    if asked:
        return next((mapping for mapping in kept if str(mapping.id) == asked), None)
    own = [mapping for mapping in kept if mapping.owner_id == current_user.id]
    best = next(iter(own or kept), None)
    return best if batch.status is BatchStatus.read else None


def _columns(
    batch: ImportBatch, names: Sequence[str], mapping: Mapping[int, str]
) -> list[dict[str, Any]]:
    asked = select(ImportRow.cells).where(ImportRow.batch_id == batch.id)
    first = [json.loads(cells) for cells in db.session.scalars(
        asked.order_by(ImportRow.line).limit(LOOKED_AT)
    )]  # fmt: skip
    return [
        {
            "place": place,
            "name": name or f"({place + 1})",
            "samples": _samples(batch, first, place, mapping.get(place, "")),
            "field": request.form.get(f"field-{place}", mapping.get(place, "")),
        }
        for place, name in enumerate(names)
    ]


def _samples(
    batch: ImportBatch, rows: Sequence[Sequence[str]], place: int, field: str
) -> list[str]:
    """The first different values of a column, masked where its field is."""
    told = [row[place].strip() for row in rows if place < len(row)]
    told = [masked_cell(subject_of(batch), field, text) for text in told if text]
    return [text[:40] for text in dict.fromkeys(told) if text][:SAMPLES]


def _options(vocabulary: Iterable[Choice], chosen: str | None) -> list[tuple[str, str, bool]]:
    return [(member.name, str(member), member.name == chosen) for member in vocabulary]


def _departments(batch: ImportBatch) -> list[tuple[int, str, bool]]:
    """The departments the importer may keep customers in."""
    who = actor()
    asked = select(Department.id, department_name()).order_by(Department.code)
    if who.reach is not Reach.company:
        mine = {*who.departments, who.department_id, batch.department_id}
        asked = asked.where(Department.id.in_(mine))
    chosen = request.form.get("department", str(batch.department_id))
    found = db.session.execute(asked.limit(MOST_DEPARTMENTS))
    return [(number, name, str(number) == chosen) for number, name in found]
