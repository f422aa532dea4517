"""Entitlements: what a customer may claim, from when until when, and on what basis."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, Enum, Index, String, Text, case, type_coerce
from sqlalchemy import ForeignKey as Key
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.care.outreach_rules import check_since
from app.contracts.models import Contract
from app.core.clock import today
from app.core.db import index_where_told
from app.core.gate import Gate
from app.core.words import N_, Choice
from app.customers.entries import Entry


class EntitlementKind(Choice):
    """权益类型."""

    discount = N_("Discount")
    warranty = N_("Warranty")
    service = N_("Free service")
    membership = N_("Membership")
    points = N_("Points or vouchers")
    exclusive = N_("Exclusive supply")
    other = N_("Other entitlement")


class EntitlementState(Choice):
    """权益状态, derived from its days."""

    coming = N_("Not yet valid")
    valid = N_("Valid")
    over = N_("No longer valid")


def state_on(from_on: date, to_on: date | None, day: date) -> EntitlementState:
    """How an entitlement stands on a day; its last day counts."""
    if day < from_on:
        return EntitlementState.coming
    return EntitlementState.over if to_on and to_on < day else EntitlementState.valid


class Entitlement(Entry):
    """权益: one thing a customer may claim."""

    __tablename__ = "entitlement"
    __prefix__ = "QY"
    __gate__ = Gate(via="customer_id", kind="care", voided="voided_at", retention="10 years")

    kind: Mapped[EntitlementKind] = mapped_column(default=EntitlementKind.discount)
    what: Mapped[str] = mapped_column(String(200))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    basis: Mapped[str] = mapped_column(Text)
    contract_id: Mapped[int | None] = mapped_column(Key("contract.id"), index=True)

    contract: Mapped[Contract | None] = relationship()

    __table_args__ = (
        CheckConstraint("what <> '' AND basis <> ''", name="says_what"),
        CheckConstraint("to_on >= from_on", name="ends_after_it_began"),
        Index("ix_entitlement_customer", "customer_id", "id"),
        Index("ix_entitlement_from", "from_on", "id"),
        index_where_told("ix_entitlement_to", "to_on", "id"),
    )

    @property
    def happened_on(self) -> date:
        return self.from_on

    @hybrid_property
    def state(self) -> EntitlementState:
        """Derived from its days, here and, below, in a list's select."""
        return state_on(self.from_on, self.to_on, today())

    @state.inplace.expression
    @classmethod
    def _state_expression(cls) -> ColumnElement[EntitlementState]:
        stands = case(
            (cls.from_on > today(), EntitlementState.coming.name),
            (cls.to_on < today(), EntitlementState.over.name),
            else_=EntitlementState.valid.name,
        )
        kind: Any = Enum(EntitlementState, native_enum=False)
        return type_coerce(stands, kind)

    def check_facts(self) -> None:
        check_since(self.from_on, self.to_on)
