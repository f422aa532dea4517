"""What of contracts and money falls due: renewals to think of, ends, receivables."""

from typing import Any

from sqlalchemy import ColumnElement, select

from app.contracts.models import Contract
from app.contracts.receivables import Receivable, is_owed
from app.contracts.rules import LIVING
from app.core.due import DueKind
from app.core.words import N_
from app.customers.headings import by_customer

_LIVING = {"stage": ",".join(stage.name for stage in LIVING)}


def _contracts() -> Any:
    return select(Contract.id, Contract.name.label("text"))


def _living() -> tuple[ColumnElement[bool], ...]:
    return (Contract.stage.in_(LIVING),)


RENEWALS_DUE = DueKind(
    name="renewal",
    label=N_("Renewal to decide"),
    icon="history",
    tone="teal",
    screen="ContractView",
    right="Contracts",
    day=Contract.remind_on,
    asked=_contracts,
    still_due=_living,
    narrowed=_LIVING,
)
ENDS_DUE = DueKind(
    name="contract_end",
    label=N_("Contract ends"),
    icon="file-text",
    tone="amber",
    screen="ContractView",
    right="Contracts",
    day=Contract.expires_on,
    asked=_contracts,
    still_due=_living,
    narrowed=_LIVING,
)
RECEIVABLES_DUE = DueKind(
    name="receivable",
    label=N_("Receivable due"),
    icon="calendar-dollar",
    tone="green",
    screen="ReceivableView",
    right="Receivables",
    day=Receivable.due_on,
    asked=by_customer(Receivable),
    still_due=is_owed,
    narrowed={"state": "pending,partial,overdue"},
)
