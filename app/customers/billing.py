"""What of a customer's row the department on duty for billing owns (S1.5): a cut it may write.

The same row as the customer, its heading and these few columns. Who is on duty changes them at
every customer whose heading they see; where somebody is, nobody else does.
"""

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import Table
from app.core.derived import set_derived
from app.core.gate import Gate
from app.core.words import N_, RuleError
from app.customers.changes import Changing
from app.customers.headings import PLACE, SHOWN
from app.customers.models import Customer
from app.security.actor import actor
from app.security.models import Duty
from app.security.rules import RecordKind

KIND = RecordKind.billing.name
BILLING = Customer.__gate__.owned[KIND]
_ROW = Customer.__table__


class CustomerBilling(Changing, Table):
    """客户结算信息: the billing columns of one customer."""

    __table__ = _ROW
    __mapper_args__ = {
        "include_properties": [
            *SHOWN, *BILLING, *PLACE, "standard_id", "version", "updated_at", "updated_by_id",
            "entry_status", "review_round", "changers",
        ],
        "version_id_col": _ROW.c.version,
    }  # fmt: skip
    __derived__ = ("standard_id",)
    __gate__ = Gate(
        department="department_id",
        owner="account_manager_id",
        security="security",
        voided="voided_at",
        kind=KIND,
        retention="with its customer",
    )
    if TYPE_CHECKING:
        id: Any
        name: Any
        version: Any
        trading_currency: Any

    def __str__(self) -> str:
        return str(self.name)

    def score_anew(self, session: Session) -> None:
        """What the file lacks may have changed: without its standard it is soon scored again."""
        set_derived(session, self, standard_id=None)


def owned_elsewhere() -> tuple[str, ...]:
    """The columns of a customer that another department than the actor's is on duty for."""
    return () if actor().enters(KIND) else BILLING


def entered_by(session: Session, kind: RecordKind) -> RuleError:
    """Who alone enters a kind, in a sentence below the fields they lock."""
    duty = session.scalar(select(Duty).where(Duty.kind == kind))
    return RuleError(N_("Entered by %(department)s."), department=duty and duty.department)
