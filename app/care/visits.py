"""Care visits: whom one thinks of on a day, what is given, and what came of it."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy import ForeignKey as Key
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.approvals.models import ApprovalRequest
from app.approvals.pending import Decided, close_requests
from app.approvals.rules import ApprovalKind, RequestStatus
from app.care.care_rules import (
    USUAL_LIMIT,
    CareKind,
    CareStatus,
    CareStep,
    GiftState,
    after,
    check_gift,
    check_gift_allowed,
    gift_state,
)
from app.care.gift_limits import limit_on
from app.care.outreach_rules import check_past
from app.care.plans import CarePlan
from app.core.clock import today
from app.core.db import Scaled, db
from app.core.gate import Gate
from app.customers.contacts import Contact
from app.customers.entries import Entry
from app.customers.rules import check_reason
from app.security.models import Person
from app.service.outreach import check_outreach
from app.service.rules import ServiceChannel

GIFT, VALUE, MAKERS = "gift", "value", "makers"


class CareVisit(Decided, Entry):
    """客户关怀: one visit, call or card, planned and then made; ``gift_limit`` is the day's."""

    __tablename__ = "care_visit"
    __prefix__ = "GH"
    __gate__ = Gate(via="customer_id", kind="care", voided="voided_at", retention="10 years")
    __decided__ = ApprovalKind.gift

    plan_id: Mapped[int | None] = mapped_column(Key("care_plan.id"))
    kind: Mapped[CareKind] = mapped_column(default=CareKind.visit)
    contact_id: Mapped[int | None] = mapped_column(Key("contact.id"), index=True)
    channel: Mapped[ServiceChannel] = mapped_column(default=ServiceChannel.on_site)
    executor_id: Mapped[int | None] = mapped_column(Key("ab_user.id"))
    planned_on: Mapped[date]
    done_on: Mapped[date | None]
    noted_at: Mapped[datetime | None]  # when it was entered that it was done
    status: Mapped[CareStatus] = mapped_column(default=CareStatus.planned)
    content: Mapped[str | None] = mapped_column(Text)
    feedback: Mapped[str | None] = mapped_column(Text)  # or why it was skipped
    gift: Mapped[str | None] = mapped_column(String(120))
    gift_value: Mapped[Decimal | None] = mapped_column(Scaled(2))
    gift_limit: Mapped[Decimal] = mapped_column(Scaled(2), default=USUAL_LIMIT)
    gift_request_id: Mapped[int | None] = mapped_column(Key("approval_request.id"), index=True)

    plan: Mapped[CarePlan | None] = relationship()
    contact: Mapped[Contact | None] = relationship()
    executor: Mapped[Person | None] = relationship()
    gift_request: Mapped[ApprovalRequest | None] = relationship()

    __table_args__ = (
        Unique("plan_id", "planned_on"),
        CheckConstraint("(status = 'done') = (done_on IS NOT NULL)", name="done_has_day"),
        CheckConstraint("gift_value >= 0 AND gift_limit >= 0", name="gift_value_not_negative"),
        CheckConstraint("(gift IS NULL) = (gift_value IS NULL)", name="gift_has_value"),
        CheckConstraint(
            "status <> 'done' OR gift_value IS NULL OR gift_value <= gift_limit"
            " OR gift_request_id IS NOT NULL",
            name="dear_gift_was_asked_for",
        ),
        Index("ix_care_visit_customer", "customer_id", "id"),
        Index("ix_care_visit_planned", "planned_on", "id"),
        Index("ix_care_visit_status", "status", "planned_on", "id"),
        Index("ix_care_visit_executor", "executor_id", "status", "planned_on", "id"),
    )

    @property
    def happened_on(self) -> date | None:
        return self.done_on

    @property
    def limit(self) -> Decimal:
        """Of its day, as it is laid down by now, for what is still to be given."""
        if self.gift_value is None or self.status is not CareStatus.planned:
            return self.gift_limit
        return limit_on(db.session(), max(self.planned_on, today()))

    @property
    def gift_state(self) -> GiftState:
        return self._state_by(self.limit)

    def _state_by(self, limit: Decimal) -> GiftState:
        """What was approved counts for that gift up to that value, made by who was asked about."""
        request = self.gift_request
        is_asked = request is not None and request.status is RequestStatus.pending
        allowed = self._allowed(request)
        return gift_state(self.gift_value, limit, is_asked=is_asked, allowed=allowed)

    def _allowed(self, request: ApprovalRequest | None) -> Decimal | None:
        if request is None or request.status is not RequestStatus.approved:
            return None
        told = request.payload
        is_same = told[GIFT] == self.gift and self._makers() <= set(told[MAKERS].split(","))
        return Decimal(told[VALUE]) if is_same else None

    def _makers(self) -> set[str]:
        """Who makes it, as it is written and as it was just chosen: a decider is none of them."""
        chosen = self.executor.id if self.executor else None
        return {str(number) for number in (self.executor_id, chosen) if number}

    def check_facts(self) -> None:
        """What is planned is an outreach; what is done keeps its gift approved."""
        check_gift(self.gift, self.gift_value)
        if self.status in {None, CareStatus.planned}:
            check_outreach(self, self.planned_on)
        if self.status is CareStatus.done:
            check_gift_allowed(self.gift_state)

    def finish(self, on: date, at: datetime) -> None:
        check_past(on, today())
        check_outreach(self, on)
        self.gift_limit = limit_on(db.session(), on)
        check_gift_allowed(self._state_by(self.gift_limit))
        self.status = after(self.status, CareStep.finish)
        self.done_on, self.noted_at = on, at

    def void(self, by: Person, reason: str) -> None:
        """Nobody is asked to decide on its gift any more."""
        super().void(by, reason)
        close_requests(self)

    def skip(self, reason: str) -> None:
        self.status, self.feedback = after(self.status, CareStep.skip), check_reason(reason)
