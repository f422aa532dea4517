"""One record's past as its page shows it: who, what, from, to, when, why."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.core.clock import local
from app.core.words import N_

WORDS = {
    "add": (N_("Entered"), "plus", "green"),
    "change": (N_("Changed"), "pencil", "blue"),
    "erase": (N_("Erased"), "trash", "red"),
    "export": (N_("Exported"), "download", "amber"),
    "print": (N_("Printed"), "printer", "amber"),
}
HIDDEN = {"id", "rid", "name_key", "pinyin", "initials"}


def entries_of(
    session: Session, subject: str, subject_id: int, labels: Mapping[str, str], limit: int = 50
) -> list[dict[str, Any]]:
    """The newest entries about one record, for ``kedang/timeline.html``."""
    asked = (
        select(AuditEntry)
        .where(AuditEntry.subject == subject, AuditEntry.subject_id == subject_id)
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    return [_told(entry, labels) for entry in session.scalars(asked)]


def _told(entry: AuditEntry, labels: Mapping[str, str]) -> dict[str, Any]:
    text, icon, tone = WORDS.get(entry.event, (N_(entry.event), "circle-dot", "gray"))
    return {
        "icon": icon,
        "tone": tone,
        "text": str(text),
        "who": entry.actor.removeprefix("user:"),
        "when": local(entry.at).strftime("%Y-%m-%d %H:%M"),
        "detail": _lines(json.loads(entry.detail), labels) if entry.event == "change" else [],
    }


def _lines(detail: Mapping[str, Any], labels: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"label": _label(labels, name), "old": _word(old), "new": _word(new)}
        for name, (old, new) in detail.items()
        if name not in HIDDEN and not name.endswith(("_index", "_tail"))
    ]


def _label(labels: Mapping[str, str], name: str) -> str:
    return str(labels.get(name.removesuffix("_masked"), name))


def _word(value: Any) -> Any:
    return {True: str(N_("Yes")), False: str(N_("No"))}[value] if isinstance(value, bool) else value
