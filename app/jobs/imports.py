"""The background side of the import screen: read, check, apply, undo, review, clear."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.staging import erase_held
from app.core.words import RuleError
from app.exchange import checking, reading, undoing, writing
from app.exchange.models import ImportBatch, ImportRow
from app.exchange.rows import batch_of
from app.exchange.rules import JOBS, BatchStatus, BatchStep
from app.exchange.uploads import forget_file, path_of
from app.work.queue import Work


def read_import(session: Session, work: Work) -> str:
    path = path_of(batch_of(session, work))
    return reading.read_import(session, work, path)


check_import = checking.check_import
apply_import = writing.apply_import
undo_import = undoing.undo_import


def clear_import(session: Session, work: Work) -> str:
    """Erase what a thrown-away file left: its rows and the file itself."""
    batch = batch_of(session, work)
    if batch.status is not BatchStatus.dropped:
        return "still in use"
    forget_file(batch)
    batch_id, count = batch.id, 0
    session.commit()
    while gone := erase_held(session, ImportRow, "batch_id", batch_id):
        count += gone
        work.advance(session, count)
        session.commit()
    return f"{count} rows erased"


def unfinished(session: Session, work: Work, refusal: RuleError | None) -> None:
    """The batch goes back to where a person decides again, and says why."""
    asked = select(ImportBatch).where(ImportBatch.id == work.payload["batch"])
    batch = session.scalars(asked).one_or_none()
    if batch is None or JOBS.get(batch.status) != work.job or batch.run_slot != work.slot:
        return
    batch.end(BatchStep.fail if refusal else BatchStep.stop, refusal)
    if batch.status is BatchStatus.dropped:
        batch.clear(session, work.requester_id)
