"""A customer's timeline as its page shows it: what the domains feed, and the trail of the file."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import current_app, render_template, request, url_for
from sqlalchemy import select

from app.audit.timeline import Words, lines_of
from app.core.clock import local
from app.core.db import db
from app.core.file_types import SHOWN
from app.core.gate import gate_of
from app.core.pages import show
from app.core.todo import may
from app.core.values import id_told
from app.core.words import N_
from app.customers.employers import ELSEWHERE
from app.customers.feeding import SNIPPET, Feed, FeedKind, Places, merged, newest
from app.customers.models import Customer
from app.customers.spans import EVER, Span
from app.security.actor import actor
from app.security.names import full_names
from app.security.past import reading

#: So many entries are shown at once; one more is read of each feed, to know whether it goes on.
SHOWN_AT_ONCE = 20
TRAIL = "audit_entry"


def timeline(screen: Any, customer: Any, *, has_trail: bool) -> str:
    """One page of it: of a file, or of its heading.

    ``has_trail``: whether the file's own trail is the reader's to see.
    """
    customer_id, span = customer.id, _span()
    has_trail = has_trail and span == EVER  # It is of the file as a whole, not of a stage.
    allowed = _allowed(screen, customer_id)
    kinds = [k for k in FeedKind if _holds(k, allowed, has_trail)]
    kind = next((k for k in kinds if k.name == request.args.get("of")), None)
    feeds = [feed for feed in allowed.values() if kind in {None, feed.kind}]
    places, read = _places(request.args.get("after", "")), SHOWN_AT_ONCE + 1
    lines: dict[str, Any] = newest(db.session(), feeds, customer_id, places, read, span)
    if has_trail and kind in {None, FeedKind.file}:
        lines[TRAIL] = _trail(screen, customer, places.get(TRAIL), read)
    found, rest = merged(lines, places, SHOWN_AT_ONCE, read)
    files = _files({name: [r.id for n, r in found if n == name] for name in allowed}, allowed)
    return render_template(
        "kedang/timeline.html",
        entries=[
            line.told if name == TRAIL else _entry(allowed[name], line, files.get((name, line.id)))
            for name, line in found
        ],
        kinds=_choices(screen, customer_id, kinds, kind),
        more_url=_address(screen, customer_id, kind, rest),
        span=None if span == EVER else span,
        every_url=url_for(f"{screen.endpoint}.history", pk=customer_id),
    )


def _allowed(screen: Any, customer_id: int) -> dict[str, Feed]:
    """The feeds that may have anything to tell: below a heading, where the file is not seen, only
    those of the kinds one is on duty for.
    """
    feeds = [f for f in current_app.extensions["feeds"] if may("can_list", f.right)]
    if screen.plan.entity is not Customer and not _sees_file(customer_id):
        gates = [(feed, gate_of(feed.entity)) for feed in feeds]
        feeds = [feed for feed, gate in gates if gate and gate.kind in actor().kinds]
    return {feed.name: feed for feed in feeds}


def _sees_file(customer_id: int) -> bool:
    asked = select(Customer.id).where(Customer.id == customer_id)
    return db.session.scalar(asked) is not None


def _holds(kind: FeedKind, feeds: Mapping[str, Feed], has_trail: bool) -> bool:
    is_fed = any(feed.kind is kind for feed in feeds.values())
    return is_fed or (has_trail and kind is FeedKind.file)


def _trail(screen: Any, customer: Any, before: int | None, read: int) -> Sequence[Any]:
    tell = reading(customer, {"customer": ELSEWHERE})
    record = ("customer", customer.id)
    return lines_of(db.session(), record, Words(screen.labels, tell, full_names), read, before)


# ── the address ───────────────────────────────────────────────────
def _places(told: str) -> dict[str, int]:
    """Where each feed goes on, from an address; what is no place there is passed over."""
    pairs = (one.partition(".") for one in told.split("~"))
    found = {name: id_told(number) for name, _, number in pairs}
    return {name: number for name, number in found.items() if number}


def _span() -> Span:
    """From which day until before which, from an address; what is no day there is passed over."""
    days: list[date | None] = []
    for name in ("from", "to"):
        try:
            days.append(date.fromisoformat(request.args.get(name, "")))
        except ValueError:
            days.append(None)
    return Span(*days)


def _address(screen: Any, customer_id: int, kind: FeedKind | None, places: Places | None) -> Any:
    if places is None:
        return None
    told = "~".join(f"{name}.{number}" for name, number in places.items())
    return _page(screen, customer_id, kind, after=told)


def _page(screen: Any, customer_id: int, kind: FeedKind | None, **more: Any) -> str:
    kept = {name: request.args[name] for name in ("from", "to") if name in request.args}
    asked: dict[str, Any] = kept | ({"of": kind.name, **more} if kind else more)
    return url_for(f"{screen.endpoint}.history", pk=customer_id, **asked)


def _choices(
    screen: Any, customer_id: int, kinds: Sequence[FeedKind], chosen: FeedKind | None
) -> list[dict[str, Any]]:
    """All, and each kind alone; nothing to choose where there is only one."""
    if len(kinds) < 2:  # noqa: PLR2004
        return []
    return [
        {
            "name": kind.name if kind else "all",
            "label": str(kind or N_("All")),
            "url": _page(screen, customer_id, kind),
            "is_on": kind is chosen,
        }
        for kind in (None, *kinds)
    ]


# ── the entries ───────────────────────────────────────────────────
def _entry(feed: Feed, row: Any, files: Sequence[Any] | None) -> dict[str, Any]:
    opens = feed.screen and may("can_show", feed.right)
    day = row.day or (row.moment and local(row.moment).strftime("%Y-%m-%d"))
    return {
        "icon": feed.icon,
        "tone": feed.tone,
        "text": str(feed.word),
        "url": url_for(f"{feed.screen}.show", pk=row.page) if opens else None,
        "title": row.text[:SNIPPET] + "…" if len(row.text) > SNIPPET else row.text,
        "tag": str(feed.tag.type.enum_class[row.tag]) if row.tag else "",
        "amount": f"{show(row.amount)} {row.currency}" if row.amount is not None else "",
        "happened": str(feed.told) % {"day": day} if day else "",
        "who": row.who or "",
        "when": str(N_("Entered %(when)s")) % {"when": local(row.at).strftime("%Y-%m-%d %H:%M")},
        "files": files or (),
    }


def _files(
    shown: Mapping[str, Sequence[int]], feeds: Mapping[str, Feed]
) -> dict[tuple[str, int], list[dict[str, Any]]]:
    """(feed, row) → its files, asked once for each feed that has any, through the gate."""
    found: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for name, feed in feeds.items():
        at = feed.files
        if at is None or not shown[name] or not may("can_download", at.right):
            continue
        asked = select(at.key.class_).where(at.key.in_(shown[name]))
        for file in db.session.scalars(asked.order_by(at.key.class_.id)):
            if file.sha256:
                told = found.setdefault((name, getattr(file, at.key.key)), [])
                told.append(_file(at.screen, file))
    return found


def _file(screen: str, file: Any) -> dict[str, Any]:
    is_shown = file.media_type in SHOWN
    return {
        "name": file.file_name,
        "url": url_for(f"{screen}.file", pk=file.id),
        "look": url_for(f"{screen}.preview", pk=file.id) if is_shown else None,
        "is_picture": is_shown and file.media_type.startswith("image/"),
    }
