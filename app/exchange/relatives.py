"""The other customers a customer's row names: its group, and through whom one trades with it."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.core.words import N_, RuleError
from app.customers.headings import CustomerHeading
from app.exchange.finding import ids_by
from app.exchange.lines import Line

RELATIVES = ("parent", "intermediary")
#: What a relative may be named by; the first that finds one says who it is.
KEYS = ("number", "uscc", "name")


def place_relatives(session: Session, lines: Sequence[Line]) -> None:
    """Put each relative's id in place of its number, credit code or name.

    It must be registered already: a row of the same file is not a customer yet.
    """
    named = [(line, field) for line in lines if line.is_undecided for field in RELATIVES
             if field in line.values]  # fmt: skip
    wanted = {line.values[field] for line, field in named}
    known = [ids_by(session, CustomerHeading, key, wanted) for key in KEYS] if wanted else []
    for line, field in named:
        told = line.values.pop(field)
        ids: set[int] = next((found[told] for found in known if found.get(told)), set())
        if len(ids) == 1:
            line.values[f"{field}_id"] = next(iter(ids))
        elif ids:
            message = N_("Several customers are called “%(value)s”; give the customer number.")
            line.refuse(RuleError(message, value=told[:40]), field)
        else:
            message = N_("Among the customers you see none has “%(value)s”.")
            line.refuse(RuleError(message, value=told[:40]), field)
