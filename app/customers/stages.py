"""客户阶段: from when to when a customer was a lead, active, dormant, lost, ended (S9.3(三)).

The first row is written when the first stage ends: until then it follows from the customer's own
row, so that an import of many thousand customers writes none.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, Index, Text, inspect, select
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session, relationship

from app.core.clock import local, today
from app.core.db import Record, unique_where
from app.core.gate import Gate
from app.customers.models import Customer
from app.customers.rules import TimeStatus
from app.customers.stage_rules import check_stage, check_stage_day
from app.security.models import Person


class CustomerStage(Record):
    """客户阶段: one stretch of time a customer spent at one stage, and why it began."""

    __tablename__ = "customer_stage"
    __gate__ = Gate(via="customer_id", retention="with its customer")

    customer_id: Mapped[int] = mapped_column(Key("customer.id"))
    stage: Mapped[TimeStatus]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    reason: Mapped[str | None] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(Key("ab_user.id"))

    customer: Mapped[Customer] = relationship(foreign_keys=[customer_id])
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])

    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="ends_after_it_began"),
        Index("ix_customer_stage_customer", "customer_id", "from_on", "id"),
    )

    def __str__(self) -> str:
        return str(self.stage)

    def void(self, _by: Person, _reason: str) -> None:
        """As if it had never begun: the one before is the present again. Only for the present."""
        session = object_session(self)
        assert session is not None
        assert self.to_on is None
        mine = CustomerStage.customer_id == self.customer_id
        others = select(CustomerStage).where(mine, CustomerStage.id != self.id)
        newest = others.order_by(CustomerStage.from_on.desc(), CustomerStage.id.desc()).limit(1)
        before = session.scalar(newest)
        session.delete(self)
        session.flush()
        if before:
            before.to_on, self.customer.time_status = None, before.stage


class Stands(NamedTuple):
    """The stage a customer is at; ``since`` its first day, where it is written down, and else the
    day from which the customer is known.
    """

    stage: TimeStatus
    since: date | None
    known_since: date


unique_where("uq_customer_stage_open", CustomerStage.customer_id, CustomerStage.to_on.is_(None))


def stages_of(session: Session, customer: Customer) -> Sequence[CustomerStage]:
    """All stages in order; of who never changed the one that follows from its own row."""
    asked = select(CustomerStage).where(CustomerStage.customer_id == customer.id)
    rows = session.scalars(asked.order_by(CustomerStage.from_on, CustomerStage.id).limit(200)).all()
    return rows or [_first(customer, customer.time_status)]


def _first(customer: Customer, stage: TimeStatus) -> CustomerStage:
    """It was one of ours before it was entered, where the file knows since when."""
    known = (customer.first_contact_on, customer.relation_started_on)
    begun = min(filter(None, (local(customer.created_at).date(), *known)))
    person = customer.created_by_id
    return CustomerStage(customer_id=customer.id, stage=stage, from_on=begun, person_id=person)


def change(
    session: Session, customer: Customer, new: TimeStatus, on: date, by: int | None, reason: str
) -> None:
    """Bring a customer to another stage; RuleError when it cannot come there on that day."""
    told = {"stage": new, "from_on": on, "reason": reason, "person_id": by}
    begin(session, customer, CustomerStage(customer_id=customer.id, **told))


def check_next(stands: Stands, new: TimeStatus, on: date) -> None:
    """Whether a customer comes from where it stands to this stage on that day; or, where it never
    changed, whether it has been there since.
    """
    if stands.since is None and new is stands.stage:
        check_stage_day(on, on, today())
        return
    check_stage(stands.stage, new)
    check_stage_day(stands.since or stands.known_since, on, today())


def standing(session: Session, customer: Customer) -> Stands:
    """Where a customer stands."""
    now_at = _open(session, customer, customer.time_status)
    is_kept = now_at.id is not None
    return Stands(now_at.stage, now_at.from_on if is_kept else None, now_at.from_on)


def enter(session: Session, customer: Customer, new: CustomerStage) -> None:
    """``check_next``, and then it is so."""
    stands = standing(session, customer)
    check_next(stands, new.stage, new.from_on)
    if stands.since is None and new.stage is stands.stage:
        session.add(new)
    else:
        begin(session, customer, new)
    session.flush()


def begin(session: Session, customer: Customer, new: CustomerStage) -> None:
    """The same by a row that is filled in."""
    old = customer.time_status
    check_stage(old, new.stage)
    check_stage_day(_open(session, customer, old).from_on, new.from_on, today())
    customer.time_status = new.stage
    _turn(session, customer, old, new)


def follow(session: Session, customer: Customer, by: int | None) -> None:
    """A form changed the status in passing: the same rule, and the same row from today."""
    for one, old in _changed([customer]):
        check_stage(old, one.time_status)
        _turn(session, one, old, _passing(one, by))


def keep_stages(session: Session, customers: Iterable[Customer], by: int | None) -> None:
    """An import or its undoing changed what it changed: the rows follow."""
    for customer, old in _changed(customers):
        _turn(session, customer, old, _passing(customer, by))


def _passing(customer: Customer, by: int | None) -> CustomerStage:
    told = {"stage": customer.time_status, "from_on": today(), "person_id": by}
    return CustomerStage(customer_id=customer.id, **told)


def _changed(customers: Iterable[Customer]) -> list[tuple[Customer, TimeStatus]]:
    """Those whose status waits to be written otherwise than it was, looked at before any is."""
    told: list[tuple[Customer, Any]] = [
        (c, inspect(c).attrs.time_status.history.deleted) for c in customers
    ]
    return [(c, old[0]) for c, old in told if old and old[0] and old[0] is not c.time_status]


def _open(session: Session, customer: Customer, old: TimeStatus) -> CustomerStage:
    asked = select(CustomerStage).where(
        CustomerStage.customer_id == customer.id, CustomerStage.to_on.is_(None)
    )
    with session.no_autoflush:
        return session.scalar(asked) or _first(customer, old)


def _turn(session: Session, customer: Customer, old: TimeStatus, new: CustomerStage) -> None:
    """Close the open row, which is made where there was none, and begin the next."""
    ended = _open(session, customer, old)
    ended.to_on = new.from_on = max(new.from_on, ended.from_on)
    session.add(ended)
    session.flush()
    session.add(new)
