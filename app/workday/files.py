"""Files beside a follow-up: a photo of the visit, a quotation that was handed over."""

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.gate import Gate
from app.customers.attached import Attached
from app.customers.entries import Voidable
from app.workday.models import FollowUp


class FollowUpFile(Attached, Voidable):
    """跟进附件: one file attached to one follow-up; taken back with a reason, never erased."""

    __tablename__ = "follow_up_file"
    __gate__ = Gate(via="follow_up_id", voided="voided_at", retention="with its follow-up")

    follow_up_id: Mapped[int] = mapped_column(Key("follow_up.id"))

    follow_up: Mapped[FollowUp] = relationship()

    __table_args__ = (
        CheckConstraint("sha256 IS NOT NULL AND file_name <> '' AND size > 0", name="is_a_file"),
        Index("ix_follow_up_file_follow_up", "follow_up_id", "id"),
    )

    def __str__(self) -> str:
        return str(self.file_name)
