"""A customer's heading: what a department on duty reads of every customer it works for.

The same row as the customer, cut down to its number and name (``design.md`` §3: the heading, and
its own kinds, nothing else). It is never written: the register is.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select

from app.core.db import Table
from app.core.gate import Gate
from app.customers.models import Customer

SHOWN = ("id", "number", "name", "kind", "time_status")
KEYS = ("uscc", "stock_code")  # a file finds it by these; no screen shows them
PLACE = ("department_id", "account_manager_id", "security", "voided_at")


class CustomerHeading(Table):
    """客户抬头: number and name of one customer."""

    __table__ = Customer.__table__
    __mapper_args__ = {"include_properties": [*SHOWN, *KEYS, *PLACE]}
    __gate__ = Gate(
        department="department_id",
        owner="account_manager_id",
        security="security",
        voided="voided_at",
        heading=True,
        retention="with its customer",
    )
    if TYPE_CHECKING:
        id: Any
        number: Any
        name: Any
        kind: Any
        time_status: Any
        uscc: Any
        stock_code: Any

    def __str__(self) -> str:
        return str(self.name)


def by_customer(entity: type[Any]) -> Callable[[], Select[Any]]:
    """What a day's line asks: the rows' ids, each told by its customer's name."""
    asked = select(entity.id, CustomerHeading.name.label("text"))
    return lambda: asked.join(CustomerHeading, CustomerHeading.id == entity.customer_id)
