"""Every ten minutes: imports whose command was killed are stopped, for a person to decide on."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.words import RuleError
from app.exchange.importing import CUT_SHORT
from app.exchange.models import ImportBatch
from app.exchange.rules import JOBS, NEXT, BatchStep

#: A command is in one of these; what is undone is asked for on screen alone.
STOPPABLE = [status for status in JOBS if (status, BatchStep.stop) in NEXT]


def stop_imports(session: Session, today: date) -> str:
    asked = select(ImportBatch).where(ImportBatch.status.in_(STOPPABLE)).order_by(ImportBatch.id)
    abandoned = [batch for batch in session.scalars(asked).all() if batch.is_abandoned(session)]
    for batch in abandoned:
        batch.abandon(session, RuleError(CUT_SHORT))
    return f"{len(abandoned)} stopped"
