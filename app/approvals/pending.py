"""Which records wait for a decision: found from the few open requests, not from the records."""

from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import object_session

from app.approvals import flow
from app.approvals.models import ApprovalRequest
from app.approvals.rules import ApprovalKind, RequestStatus
from app.core.clock import now
from app.core.db import db


class Decided:
    """A record somebody may be asked to decide on, by requests of one kind."""

    __tablename__: Any
    __decided__: ClassVar[ApprovalKind]
    id: Any

    @hybrid_property
    def in_approval(self) -> bool:
        """Whether a request about it is open, here and, below, in a list's filter."""
        asked = _open(type(self)).where(ApprovalRequest.subject_id == self.id)
        return db.session.scalar(asked.limit(1)) is not None

    @in_approval.inplace.expression
    @classmethod
    def _in_approval_expression(cls) -> ColumnElement[bool]:
        found: ColumnElement[bool] = cls.id.in_(_open(cls))
        return found


def _open(entity: type[Decided]) -> Select[Any]:
    """The status is written out: only then does SQLite take the index of open requests."""
    status = ApprovalRequest.status
    pending = bindparam("open", RequestStatus.pending, status.type, literal_execute=True)
    return select(ApprovalRequest.subject_id).where(
        ApprovalRequest.kind == entity.__decided__,
        ApprovalRequest.subject == entity.__tablename__,
        status == pending,
    )


def close_requests(record: Any) -> None:
    """Nobody decides on what was taken back: open requests about it end as overtaken.

    The trail notes that as any change of a request, and whoever asked finds it in their to-do.
    """
    session = object_session(record)
    if session is None:
        return
    asked = select(ApprovalRequest).where(
        ApprovalRequest.subject == record.__tablename__,
        ApprovalRequest.subject_id == record.id,
        ApprovalRequest.status == RequestStatus.pending,
    )
    with session.no_autoflush:  # An undo voids hundreds, and writes them together.
        found = session.scalars(asked.order_by(ApprovalRequest.id)).all()
    for request in found:
        flow.overtake(session, request, now())
