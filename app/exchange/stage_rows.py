"""Customers' stages from a file's rows: each brings its customer there, as the form does.

Rows of one customer count in the order of their days. The first may tell since when a customer that
never changed is where it is.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.words import RuleError
from app.customers.models import Customer
from app.customers.rules import TimeStatus, check_reason
from app.customers.stages import CustomerStage, Stands, check_next, enter, standing
from app.exchange.entry_fields import CUSTOMER
from app.exchange.entry_headers import CUSTOMER as CUSTOMER_HEADERS
from app.exchange.entry_headers import Synonyms
from app.exchange.entry_rows import EntryRows, Written
from app.exchange.fields import Reader, a_choice, a_day, as_text
from app.exchange.finding import place_customers
from app.exchange.lines import Line, Seen
from app.exchange.models import ImportRow
from app.exchange.rules import Outcome
from app.exchange.workday_rows import place_kept
from app.security.actor import actor

STAGE_FIELDS: Mapping[str, Reader] = {
    **CUSTOMER,
    "stage": partial(a_choice, "stage", TimeStatus),
    "from_on": partial(a_day, "from_on"),
    "reason": partial(as_text, "reason"),
}
STAGE_HEADERS: Synonyms = {
    **CUSTOMER_HEADERS,
    "stage": ("阶段", "客户阶段", "階段", "客戶階段", "客户状态", "Stage", "Customer stage"),
    "from_on": (
        "起始日期",
        "开始日期",
        "变更日期",
        "起始日期",
        "開始日期",
        "變更日期",
        "From",
        "Since",
    ),
    "reason": ("原因", "变更原因", "變更原因", "Reason", "Why"),
}


class StageRows(EntryRows):
    """Rows that follow each other at one customer."""

    def _find_same(self, session: Session, told: Sequence[Line], seen: Seen) -> None:
        """Those that are there already, and those that do not follow from the rows before them."""
        super()._find_same(session, told, seen)
        fresh = [line for line in told if line.is_open]
        known = _standing(
            session, {line.values["customer_id"] for line in fresh} - seen.stands.keys()
        )
        seen.stands.update(known)
        for line in sorted(fresh, key=lambda line: line.values["from_on"]):
            whose, stage, on = (line.values[n] for n in ("customer_id", "stage", "from_on"))
            try:
                check_next(seen.stands[whose], stage, on)
            except RuleError as refusal:
                line.row.turn(Outcome.refused, refusal)
            else:
                seen.stands[whose] = Stands(stage, on, on)

    def insert(self, session: Session, made: Written) -> Written:
        """By the session: each closes the one before it and moves its customer."""
        written: Written = []
        for row, draft in sorted(made, key=lambda pair: pair[1].from_on):
            told = {name: getattr(draft, name) for name in ("stage", "from_on", "reason")}
            customer = session.get_one(Customer, draft.customer_id)
            stage = CustomerStage(
                customer=customer, customer_id=customer.id, person_id=actor().user_id, **told
            )
            enter(session, customer, stage)
            written.append((row, stage))
        return written


def _standing(session: Session, ids: set[int]) -> dict[int, Stands]:
    asked = select(Customer).where(Customer.id.in_(ids))
    return {one.id: standing(session, one) for one in session.scalars(asked)} if ids else {}


def _complete(values: dict[str, Any]) -> None:
    if "reason" in values:
        values["reason"] = check_reason(values["reason"])


def is_as_made(stage: Any, _row: ImportRow) -> bool:
    """Nothing of a stage changes but that it ends, and only the present one is taken back."""
    return stage.to_on is None


STAGES = StageRows(
    CustomerStage, ("stage", "from_on", "reason"), keys=(),
    same=("customer_id", "from_on", "stage"), has_customer=False,
    places=(partial(place_customers, whose=Customer), place_kept), complete=_complete, block=50,
)  # fmt: skip
