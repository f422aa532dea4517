"""One record's past as its page shows it: who, what, from, to, when, why."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.audit.words import actor_word, user_of
from app.core.clock import local
from app.core.words import N_

WORDS = {
    "add": (N_("Entered"), "plus", "green"),
    "change": (N_("Changed"), "pencil", "blue"),
    "erase": (N_("Erased"), "trash", "red"),
    "export": (N_("Exported"), "download", "amber"),
    "print": (N_("Printed"), "printer", "amber"),
    "reveal": (N_("Masked value opened"), "eye", "amber"),
    "reveal alert": (N_("Many masked values opened"), "alert-triangle", "red"),
    "login": (N_("Logged in"), "login", "gray"),
    "login refused": (N_("Login refused"), "alert-triangle", "red"),
    "logout": (N_("Logged out"), "logout", "gray"),
    "refused": (N_("Access refused"), "alert-triangle", "red"),
    "password changed": (N_("Password changed"), "password", "blue"),
    "password reset": (N_("Password reset"), "password", "amber"),
    "key added": (N_("Key added"), "key", "amber"),
    "key retired": (N_("Key retired"), "key", "amber"),
    "role given directly": (N_("Role given directly"), "key", "amber"),
    "department moved": (N_("Department moved"), "sitemap", "amber"),
    "rights granted": (N_("Rights granted"), "key", "amber"),
    "approval asked": (N_("Laid before whoever decides"), "send", "blue"),
    "share confirmed": (N_("Share confirmed"), "share", "blue"),
    "share ended": (N_("Share ended"), "share", "gray"),
    "break-glass": (N_("Break-glass opened"), "alert-triangle", "red"),
    "export ended": (N_("Export ended"), "download", "amber"),
    "file fault": (N_("File damaged or lost"), "alert-circle", "red"),
    "trail broken": (N_("Audit trail does not hold"), "alert-triangle", "red"),
    "trail whole": (N_("Audit trail holds again"), "check", "green"),
    "download": (N_("File downloaded"), "download", "amber"),
    "preview": (N_("File looked at"), "eye", "amber"),
    "disabled": (N_("User disabled"), "x", "red"),
    "enabled": (N_("User let in again"), "check", "green"),
}
HIDDEN = {"id", "rid", "epoch", "name_key", "phone_key", "pinyin", "initials"}
HIDDEN |= {"last_login", "login_count", "fail_login_count"}  # Each login is an event of its own.
OPENED = {"field": N_("Field"), "purpose": N_("Purpose"), "reason": N_("Reason")}
#: What the events about somebody's rights say besides that they happened.
RIGHTS = {
    "user": N_("Shown to"),
    "add_role": N_("Role given"),
    "remove_role": N_("Role taken away"),
    "clearance": N_("Clearance"),
    "department": N_("Department"),
    "scope": N_("Scope"),
    "until": N_("Until"),
    "reason": N_("Reason"),
}
SCOPES = {"everything": N_("Every record")}
Detail = Mapping[str, Any]
Tell = Callable[[str, Any], Any]  # (column, value) → what people read


def event_word(event: str) -> str:
    """An event in words, with the trail's own name behind: that is what a filter finds it by."""
    word = str(WORDS[event][0]) if event in WORDS else event
    return word if word.casefold() == event else f"{word} ({event})"


def as_kept(_details: Sequence[Detail]) -> Tell:
    """Values as the trail has them."""
    return lambda _name, value: value


class Line(NamedTuple):
    """One entry: its place in the trail, its moment, what is told; None where it tells nothing."""

    id: int
    at: datetime
    told: dict[str, Any] | None


class Words(NamedTuple):
    """How entries are put into words: columns by ``labels``; ``read`` is given all that changed at
    once and returns how each value is told, ``names`` the users who did it, for their full names.
    """

    labels: Mapping[str, str]
    read: Callable[[Sequence[Detail]], Tell]
    names: Callable[[set[int]], Mapping[int, str]]


def lines_of(
    session: Session,
    record: tuple[str, int],
    words: Words,
    limit: int,
    before: int | None = None,
) -> list[Line]:
    """The newest entries about one record, or those before a place in the trail, for
    ``kedang/timeline.html``.
    """
    subject, subject_id = record
    asked = select(AuditEntry).where(
        AuditEntry.subject == subject, AuditEntry.subject_id == subject_id
    )
    if before is not None:
        asked = asked.where(AuditEntry.id < before)
    entries = list(session.scalars(asked.order_by(AuditEntry.id.desc()).limit(limit)))
    details = [json.loads(e.detail) if e.event in TOLD else {} for e in entries]
    told = [(e.event, d) for e, d in zip(entries, details, strict=True)]
    moved = [{"department_id": d["department"]} for _, d in told if _is_move(d)]
    tell = words.read([*(d for event, d in told if event == "change"), *map(_numbered, moved)])
    lines = [
        TOLD[entry.event](detail, words.labels, tell) if detail else []
        for entry, detail in zip(entries, details, strict=True)
    ]
    people = words.names({e.user_id for e in entries if e.user_id is not None})
    # A change of hidden columns alone tells nobody anything.
    return [
        Line(entry.id, entry.at, _told(entry, told, people) if _tells(entry, told) else None)
        for entry, told in zip(entries, lines, strict=True)
    ]


def changed_columns(session: Session, subject: str, subject_id: int, times: int) -> set[str] | None:
    """What the newest ``times`` changes of a record touched; None where fewer are remembered."""
    asked = select(AuditEntry.detail).where(
        AuditEntry.subject == subject,
        AuditEntry.subject_id == subject_id,
        AuditEntry.event == "change",
    )
    found = session.scalars(asked.order_by(AuditEntry.id.desc()).limit(times)).all()
    return set().union(*map(json.loads, found)) if len(found) == times else None


def changers(session: Session, subject: str, subject_id: int) -> set[int]:
    """Who entered a record or changed it since."""
    asked = select(AuditEntry.user_id).where(
        AuditEntry.subject == subject,
        AuditEntry.subject_id == subject_id,
        AuditEntry.event.in_(("add", "change")),
    )
    return {number for number in session.scalars(asked.distinct()) if number is not None}


def _tells(entry: AuditEntry, lines: list[dict[str, Any]]) -> bool:
    return bool(lines) or entry.event != "change"


def _told(
    entry: AuditEntry, lines: list[dict[str, Any]], people: Mapping[int, str]
) -> dict[str, Any]:
    text, icon, tone = WORDS.get(entry.event, (N_(entry.event), "circle-dot", "gray"))
    return {
        "icon": icon,
        "tone": tone,
        "text": str(text),
        # The page itself says whose login it was; the oldest name nobody.
        "who": "" if entry.event == "login" else _who(entry, people),
        "when": local(entry.at).strftime("%Y-%m-%d %H:%M"),
        "detail": lines,
    }


def _who(entry: AuditEntry, people: Mapping[int, str]) -> str:
    """By full name alone: beside a record nobody needs the name somebody logs in with."""
    name = people.get(entry.user_id or 0)
    return name if name and user_of(entry.actor) else actor_word(entry.actor, name)


def _lines(detail: Detail, labels: Mapping[str, str], tell: Tell) -> list[dict[str, Any]]:
    return [
        {
            "label": column_word(labels, name),
            "old": _word(tell(name, old)),
            "new": _word(tell(name, new)),
        }
        for name, (old, new) in detail.items()
        if name not in HIDDEN and not name.endswith(("_index", "_tail"))
    ]


def _opened(detail: Detail, labels: Mapping[str, str], tell: Tell) -> list[dict[str, Any]]:
    """Which masked value was opened, what for, and why."""
    told = {name: tell(name, value) for name, value in detail.items()}
    told["field"] = column_word(labels, str(detail.get("field", "")))
    return [
        {"label": str(word), "new": told[name]} for name, word in OPENED.items() if name in told
    ]


def _is_move(detail: Detail) -> bool:
    """Whether a grant moved somebody to another department."""
    return isinstance(detail.get("department"), list)


def _numbered(detail: Detail) -> Detail:
    """A grant keeps keys as text; names are asked for by number."""
    return {name: [key and int(key) for key in pair] for name, pair in detail.items()}


def _rights(detail: Detail, labels: Mapping[str, str], tell: Tell) -> list[dict[str, Any]]:
    """Whose or which right, within what, until when and why; what was from what to what."""
    lines = []
    for name, word in RIGHTS.items():
        if isinstance(detail.get(name), list):
            old, new = (_key(name, key, tell) for key in detail[name])
            lines.append({"label": str(word), "old": old, "new": new})
        elif detail.get(name):
            lines.append({"label": str(word), "new": _said(name, detail[name])})
    return lines


def _key(name: str, key: str | None, tell: Tell) -> Any:
    return tell("department_id", int(key)) if name == "department" and key else tell(name, key)


def _said(name: str, value: Any) -> str:
    if name == "until":
        return local(datetime.fromisoformat(value)).strftime("%Y-%m-%d %H:%M")
    return str(SCOPES.get(value, value)) if name == "scope" else str(value)


def column_word(labels: Mapping[str, str], name: str) -> str:
    """What a column of the trail is called on its record's pages; else its own name."""
    plain = name.removesuffix("_masked")
    return str(labels.get(plain) or labels.get(plain.removesuffix("_id")) or name)


def _word(value: Any) -> Any:
    return {True: str(N_("Yes")), False: str(N_("No"))}[value] if isinstance(value, bool) else value


#: The events that say more than that they happened, and how.
TOLD = {"change": _lines, "reveal": _opened}
TOLD |= dict.fromkeys(
    ("approval asked", "share confirmed", "share ended", "rights granted", "break-glass",
     "password reset", "disabled", "enabled"),
    _rights,
)  # fmt: skip
