"""What the import's page is given: words translated, rows bounded, links built once."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app, request, url_for
from sqlalchemy import func, select

from app.core.clock import local
from app.core.db import db
from app.core.gate import deciding, masks_of
from app.core.words import N_
from app.exchange.choosing import is_sender
from app.exchange.matching_page import matching
from app.exchange.models import ImportBatch, ImportRow, fields_of
from app.exchange.officer_rows import PEOPLE, facts_of
from app.exchange.reading_page import REREAD, how_read
from app.exchange.reviewing import count_of, left_out, sample_of
from app.exchange.rules import FILED, BatchStatus, Outcome, Undone
from app.exchange.subjects import Subject, subject_of
from app.exchange.telling import (
    changes_of,
    doubts_of,
    kind_of,
    masked_cell,
    sentence,
    sentences,
    word_of,
    words_of,
)
from app.security.models import Person
from app.work.queue import is_alive, run_of

MOST_ROWS = 100
TONES = {
    Outcome.created: "green",
    Outcome.updated: "blue",
    Outcome.unchanged: "gray",
    Outcome.duplicate: "amber",
    Outcome.refused: "red",
}
#: The words of a preview: nothing has happened yet.
PLANNED = {
    Outcome.created: N_("To be created"),
    Outcome.updated: N_("To be updated"),
}
JUDGED = (BatchStatus.reading, BatchStatus.read, BatchStatus.checking, BatchStatus.failed,
          BatchStatus.dropped)  # fmt: skip
MATCHED = (BatchStatus.read, BatchStatus.checked)
REVIEWED = (BatchStatus.applied, BatchStatus.passed)
MOVING = (*REVIEWED, BatchStatus.passing, BatchStatus.filing, BatchStatus.filed)


def batch_page(screen: Any, batch: ImportBatch) -> dict[str, Any]:
    """Everything ``kedang/import.html`` shows."""
    is_theirs = screen.may("can_add") and is_sender(batch)
    may_match = is_theirs and batch.status in MATCHED
    may_reread = is_theirs and batch.status in REREAD
    return {
        "batch": batch,
        "badge": {"tone": screen.tones.get(batch.status, "gray"), "label": str(batch.status)},
        "meta": _meta(batch),
        "actions": _actions(screen, batch),
        "back_url": url_for("ImportView.list"),
        "problem": sentence(batch.problem),
        "return_reason": batch.return_reason,
        "row_word": _row_word(subject_of(batch)),
        "bar": progress_of(batch) if batch.is_busy else None,
        "reading": how_read(batch) if may_reread else None,
        "matching": matching(screen, batch) if may_match else None,
        "review": _review(batch) if batch.status in REVIEWED else None,
        "left": _left(batch) if batch.status in MOVING and batch.subject in FILED else None,
        **({} if batch.status in JUDGED else _judged(batch)),
    }


def _row_word(subject: Subject) -> str:
    """What one row is, as the screen of such records calls it."""
    views = current_app.appbuilder.baseviews  # type: ignore[attr-defined]
    return next(str(view.record_word) for view in views if view.endpoint == subject.screen)


def _judged(batch: ImportBatch) -> dict[str, Any]:
    """What became, or would become, of the rows."""
    return {
        "totals": _totals(batch),
        "rows": _rows(batch),
        "report_url": _report_url(batch),
        "kept": _kept(batch) if batch.undone_at else None,
        "most": MOST_ROWS,
        "is_preview": batch.status is BatchStatus.checked,
    }


def _meta(batch: ImportBatch) -> list[dict[str, str]]:
    person = db.session.get(Person, batch.created_by_id) if batch.created_by_id else None
    return [
        {"icon": "user-circle", "text": str(person or "")},
        {"icon": "building", "text": str(batch.department)},
        {"icon": "calendar", "text": local(batch.created_at).strftime("%Y-%m-%d %H:%M")},
        {"icon": "hash", "text": f"SHA-256 {batch.sha256[:12]}…"},
    ]


def _actions(screen: Any, batch: ImportBatch) -> list[dict[str, Any]]:
    """What the reader may do now; nobody is offered the review of their own import."""
    hidden = {"review", "send_back", "file"} if is_sender(batch) else {"apply"}
    questions = subject_of(batch).questions
    return [
        {
            "label": str(step.label),
            "icon": step.icon,
            "confirm": str(questions.get(step.name, step.confirm)),
            "url": url_for("ImportView.step", name=step.name),
            "reason": step.asks_reason,
            "tone": step.tone,
        }
        for step in screen.steps
        if step.name not in hidden and screen.may(step.right) and step.fits(batch)
    ]


def progress_of(batch: ImportBatch) -> dict[str, Any]:
    """The bar: done of total, where the total is known."""
    run = run_of(db.session(), batch.run_slot)
    done, total = (run.done, run.total) if run else (0, None)
    counted = N_("%(done)s of %(total)s rows") if total else N_("%(done)s rows")
    return {
        "label": str(batch.status),
        "done": done,
        "total": total,
        "text": str(counted) % {"done": f"{done:,}", "total": f"{total or 0:,}"},
        "is_stopping": bool(run and run.is_stop_wished),
        "is_abandoned": not is_alive(run),
        "url": url_for("ImportView.progress", pk=batch.id),
    }


def _totals(batch: ImportBatch) -> list[dict[str, Any]]:
    """Each outcome's count, which is also the filter of the rows below."""
    here = url_for("ImportView.show", pk=batch.id)
    told = [
        {
            "label": str(_word(outcome, batch.status is BatchStatus.checked)),
            "count": getattr(batch, outcome.name),
            "tone": TONES[outcome],
            "url": f"{here}?outcome={outcome.name}",
            "current": request.args.get("outcome") == outcome.name,
        }
        for outcome in Outcome
    ]
    every = {"label": str(N_("Rows")), "count": batch.rows_in, "tone": "gray", "url": here,
             "current": "outcome" not in request.args}  # fmt: skip
    return [every, *told]


def _word(outcome: Outcome, is_planned: bool) -> object:
    return PLANNED.get(outcome, outcome) if is_planned else outcome


def _rows(batch: ImportBatch) -> list[dict[str, Any]]:
    asked = request.args.get("outcome", "")
    chosen = [ImportRow.outcome == Outcome[asked]] if asked in Outcome.__members__ else []
    return _told_rows(batch, _asked(batch, *chosen))


def _asked(batch: ImportBatch, *where: Any) -> Sequence[ImportRow]:
    rows = select(ImportRow).where(ImportRow.batch_id == batch.id, *where)
    return list(db.session.scalars(rows.order_by(ImportRow.line).limit(MOST_ROWS)))


def _told_rows(batch: ImportBatch, rows: Sequence[ImportRow]) -> list[dict[str, Any]]:
    """Who sent the file sees its rows; others only those whose record the gate shows them."""
    subject, fields, mine = subject_of(batch), fields_of(batch), is_sender(batch)
    entity = subject.entities[0]
    ids = {row.subject_id for row in rows if row.subject_id}
    seen = _seen(entity, ids) if ids else {}
    return [
        _told(subject, fields, row, seen.get(row.subject_id or 0))
        if mine or row.subject_id in seen
        else _outline(subject, row)
        for row in rows
    ]


def _seen(entity: type[Any], ids: set[int]) -> dict[int, Any]:
    """The records of these that the reader sees, each with what says how it is masked."""
    names = ("id", *deciding(entity, masks_of(entity, None)))
    asked = select(*(getattr(entity, name).label(name) for name in names))
    return {row.id: row for row in db.session.execute(asked.where(entity.id.in_(ids)))}


def _outline(subject: Subject, row: ImportRow) -> dict[str, Any]:
    """What became of a row, and nothing it holds."""
    words = words_of(subject)
    return {
        "line": row.line,
        "name": "",
        "url": None,
        "outcome": str(row.undone or _word(row.outcome, not row.is_applied)) if row.outcome else "",
        "tone": TONES.get(row.outcome, "gray") if row.outcome else "gray",
        "reasons": sentences(row.reason, words, is_clear=False),
        "changes": [],
        "doubts": doubts_of(row, words, is_clear=False),
        "facts": "",
    }


def _told(
    subject: Subject, fields: Mapping[int, str], row: ImportRow, record: Any
) -> dict[str, Any]:
    told, kind = json.loads(row.values or "{}"), record or kind_of(row)
    values = {
        name: masked_cell(subject, name, word_of(subject, name, value), kind)
        for name, value in told.items()
        if not isinstance(value, bool | dict | list)  # They say nothing without their names.
    }
    cells = [
        masked_cell(subject, fields.get(place, ""), cell, kind)
        for place, cell in enumerate(json.loads(row.cells))
    ]
    named = values.get("name") or next((cell for cell in cells if cell.strip()), "")
    facts = (v for name, v in values.items() if name != "name" and not name.endswith("_id"))
    by_length = sorted(facts, key=len)
    named_people = [facts_of(told[PEOPLE])] if PEOPLE in told else []
    shows = record is not None and row.undone is None
    return {
        **_outline(subject, row),
        "name": named[:80],
        "url": url_for(f"{subject.screen}.show", pk=row.subject_id) if shows else None,
        "reasons": sentences(row.reason, words_of(subject)),
        "changes": changes_of(subject, row, kind),
        "doubts": doubts_of(row, words_of(subject), is_clear=True),
        "facts": " · ".join([*named_people, " · ".join(by_length)[:120]]),
    }


def _report_url(batch: ImportBatch) -> str | None:
    wanted = batch.refused + batch.duplicate
    return url_for("ImportView.report", pk=batch.id) if wanted else None


def _review(batch: ImportBatch) -> dict[str, Any]:
    """Twenty rows to look at, and every row that raised a doubt, a page at a time."""
    sampled = select(ImportRow).where(ImportRow.id.in_(sample_of(db.session(), batch)))
    doubted = (ImportRow.is_applied, ImportRow.warnings.is_not(None))
    return {
        "is_own": is_sender(batch),
        "sample": _told_rows(batch, db.session.scalars(sampled.order_by(ImportRow.line)).all()),
        "doubted": _paged(batch, "doubts", *doubted),
        "warned": batch.warned,
    }


def _left(batch: ImportBatch) -> dict[str, Any] | None:
    """The rows that the batch's steps leave where they are, counted; None where all go along."""
    asked = left_out(batch)
    count = count_of(db.session(), asked)
    if not count:
        return None
    rows = db.session.scalars(asked.order_by(ImportRow.line).limit(MOST_ROWS)).all()
    return {"count": count, "rows": _told_rows(batch, rows)}


def _kept(batch: ImportBatch) -> dict[str, Any]:
    """What undoing left as it is: how many rows, and each of them, a page at a time."""
    kept = ImportRow.undone == Undone.kept
    counted = select(func.count(ImportRow.id)).where(ImportRow.batch_id == batch.id, kept)
    return {"count": db.session.scalar(counted), **_paged(batch, "kept", kept)}


def _paged(batch: ImportBatch, name: str, *where: Any) -> dict[str, Any]:
    """A page of these rows, and the addresses of those beside it; ``name`` is its number's."""
    number, here = _page_asked(name), url_for("ImportView.show", pk=batch.id)
    asked = select(ImportRow).where(ImportRow.batch_id == batch.id, *where)
    asked = asked.order_by(ImportRow.line).offset((number - 1) * MOST_ROWS).limit(MOST_ROWS + 1)
    rows = db.session.scalars(asked).all()
    return {
        "rows": _told_rows(batch, rows[:MOST_ROWS]),
        "next_url": f"{here}?{name}={number + 1}" if len(rows) > MOST_ROWS else None,
        "prev_url": f"{here}?{name}={number - 1}" if number > 1 else None,
    }


def _page_asked(name: str) -> int:
    told = request.args.get(name, "")
    return max(int(told), 1) if told.isdecimal() and len(told) < 6 else 1  # noqa: PLR2004
