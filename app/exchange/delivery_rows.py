"""Projects and delivery documents from a file's rows: of which customer, under what."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.contracts.deliveries import Delivery
from app.contracts.models import Contract, Project
from app.contracts.trade import Transaction
from app.core.words import N_
from app.exchange import delivery_fields as of
from app.exchange.allocation_rows import ALLOCATIONS
from app.exchange.entry_headers import Synonyms
from app.exchange.entry_rows import CONTRACT, EntryRows
from app.exchange.fields import Reader
from app.exchange.step_rows import NUMBER, StepRows

TRANSACTION = (Transaction, ("number", "source_no"))


def _under(_session: Session, delivery: Any, values: dict[str, Any]) -> None:
    """A transaction's contract counts as its delivery's own, as on the form."""
    if delivery.transaction and not delivery.contract:
        vars(delivery)["contract"] = delivery.transaction.contract
        vars(delivery)["contract_id"] = delivery.transaction.contract_id
        values["contract_id"] = delivery.transaction.contract_id


PROJECTS = EntryRows(Project, ("name",), keys=NUMBER, same=("customer_id", "name", "from_on"))
#: Two notes of one day may say the same: then their own numbers tell them apart.
DELIVERIES = StepRows(
    Delivery, ("happened_on", "what"), keys=("number", "source_no"),
    same=("customer_id", "happened_on", "source_no", "what", "quantity", "contract_id",
          "transaction_id"),
    finds={"contract": CONTRACT, "transaction": TRANSACTION},
    about={"contract": Contract, "transaction": Transaction}, begin=_under,
)  # fmt: skip

#: Subject → its word, the screen that shows it, the rights it asks for; its rows, fields, headers.
TRADED: Mapping[str, tuple[N_, str, str, EntryRows, Mapping[str, Reader], Synonyms]] = {
    "project": (N_("Projects"), "ProjectView", "Projects", PROJECTS, of.PROJECT_FIELDS,
                of.PROJECT_HEADERS),
    "delivery_document": (N_("Delivery documents"), "DeliveryView", "Deliveries", DELIVERIES,
                          of.DELIVERY_FIELDS, of.DELIVERY_HEADERS),
    "allocation": (N_("Allocations"), "AllocationView", "Allocations", ALLOCATIONS,
                   of.ALLOCATION_FIELDS, of.ALLOCATION_HEADERS),
}  # fmt: skip
