"""Mappings kept under a name: which headers mean which fields, offered for the same headers."""

import csv
import json
from collections.abc import Collection, Mapping, Sequence
from io import StringIO
from pathlib import Path

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.words import N_, RuleError
from app.exchange.headers import check_words, fingerprint, plain
from app.exchange.models import ImportBatch, ImportMapping, column_names
from app.exchange.subjects import SUBJECTS, subject_of

LONGEST_NAME = 80


def offered(session: Session, batch: ImportBatch, user_id: int) -> Sequence[ImportMapping]:
    """The reader's own and the shared mappings for these headers, newest first."""
    asked = select(ImportMapping).where(
        ImportMapping.headers == fingerprint(column_names(batch)),
        ImportMapping.removed_at.is_(None),
        or_(ImportMapping.owner_id == user_id, ImportMapping.is_shared),
    )
    return session.scalars(asked.order_by(ImportMapping.updated_at.desc()).limit(20)).all()


def apply_mapping(
    kept: ImportMapping, names: Sequence[str], known: Collection[str]
) -> dict[int, str]:
    """The kept mapping over a file's columns; a field that no longer exists is left out."""
    fields = json.loads(kept.fields)
    told = {place: fields.get(plain(name), "") for place, name in enumerate(names)}
    return {place: field for place, field in told.items() if field in known}


def keep_mapping(
    session: Session, batch: ImportBatch, name: str, user_id: int, is_shared: bool
) -> None:
    """Keep the batch's mapping under a name; the owner's earlier one of that name is replaced."""
    if len(name) > LONGEST_NAME:
        raise RuleError(N_("A mapping's name has at most %(most)s characters."), most=LONGEST_NAME)
    names = column_names(batch)
    check_words(names)
    asked = select(ImportMapping).where(
        ImportMapping.owner_id == user_id,
        ImportMapping.name == name,
        ImportMapping.removed_at.is_(None),
    )
    kept = session.scalar(asked) or ImportMapping(owner_id=user_id, name=name)
    told = json.loads(batch.mapping)
    kept.headers, kept.is_shared = fingerprint(names), is_shared
    kept.fields = json.dumps({plain(names[int(place)]): field for place, field in told.items()})
    session.add(kept)


def remove_mapping(session: Session, number: int, user_id: int) -> None:
    """Take one of one's own mappings out of the offer."""
    asked = select(ImportMapping).where(
        ImportMapping.id == number,
        ImportMapping.owner_id == user_id,
        ImportMapping.removed_at.is_(None),
    )
    kept = session.scalar(asked)
    if kept is None:
        raise RuleError(N_("This mapping is not yours, or was removed already."))
    kept.removed_at = now()


def read_mapping(path: Path, subject: str) -> dict[str, str]:
    """A command's mapping file: a JSON object header → field, or CSV lines ``header,field``."""
    try:
        text = path.read_text("utf-8-sig")
        told = (
            json.loads(text) if text.lstrip().startswith("{") else dict(csv.reader(StringIO(text)))
        )
    except (ValueError, UnicodeDecodeError) as wrong:
        raise RuleError(
            N_("The mapping file is neither JSON nor lines of header and field.")
        ) from wrong
    strangers = [field for field in told.values() if field not in SUBJECTS[subject].fields]
    if strangers:
        raise RuleError(N_("“%(field)s” is no field that can be imported."), field=strangers[0])
    return {str(header): field for header, field in told.items()}


def check_mapping(batch: ImportBatch, told: Mapping[int, str]) -> dict[int, str]:
    """A mapping from a form: known fields, each of one column."""
    chosen = {place: field for place, field in told.items() if field}
    if not set(chosen.values()) <= subject_of(batch).fields.keys():
        raise RuleError(N_("This field cannot be imported."))
    twice = next((f for f in chosen.values() if list(chosen.values()).count(f) > 1), None)
    if twice:
        raise RuleError(N_("“%(field)s” is chosen for two columns."), field=twice)
    return chosen
