"""What waits for a reader among the imports: their own to go on with, others' to decide on."""

from collections.abc import Iterator, Sequence

from flask import url_for
from flask_login import current_user
from sqlalchemy import ColumnElement, or_

from app.core.todo import Waiting, may, oldest, told
from app.core.words import N_
from app.exchange.models import ImportBatch
from app.exchange.rules import FILED, BatchStatus

OWN = (BatchStatus.read, BatchStatus.checked, BatchStatus.stopped)


def imports_to_do() -> Iterator[Waiting]:
    """Nobody reviews or files what they imported."""
    own = ImportBatch.created_by_id == current_user.id
    foreign = or_(ImportBatch.created_by_id.is_(None), ~own)
    if may("can_add", "Imports"):
        yield from _told(N_("Import to go on with: %(what)s"), (own, ImportBatch.status.in_(OWN)))
    if may("can_review", "Imports"):
        arrived = ImportBatch.status == BatchStatus.applied
        yield from _told(N_("Import to review: %(what)s"), (foreign, arrived))
    if may("can_file", "Imports"):
        passed = (ImportBatch.status == BatchStatus.passed, ImportBatch.subject.in_(FILED))
        yield from _told(N_("Import to file: %(what)s"), (foreign, *passed))


def _told(what: N_, where: Sequence[ColumnElement[bool]]) -> Iterator[Waiting]:
    for batch in oldest(ImportBatch, where):
        address = url_for("ImportView.show", pk=batch.id)
        yield Waiting(told(what, batch), address, "inbox", batch.created_at)
