"""A sheet older than its record: which fields changed since, and what stands beside those."""

from collections.abc import Callable
from typing import Any

from app.audit.timeline import changed_columns
from app.core.db import db
from app.core.gate import masks_of
from app.core.words import N_, RuleError
from app.customers.models import Customer
from app.security.masking import STARS
from app.security.sealed import sealed_field

CHANGED_SINCE = N_("Changed since the sheet was made: now “%(now)s”, the sheet says “%(sheet)s”.")
EMPTY = N_("(empty)")
LONGEST = 60
#: What the columns of a field may be called beside its own name.
ENDINGS = ("", "_id", "_index", "_masked")


def changed_since(customer: Customer | None, version: str) -> Callable[[str], bool]:
    """Whether a field was changed after the sheet's version; where nobody knows, it may have been.

    A sheet begun empty bears no version: all it says was written for this day.
    """
    if customer is None or version in {"", str(customer.version)}:
        return lambda name: False
    known = version.isdecimal() and 0 < int(version[:9]) < customer.version
    behind = customer.version - int(version[:9]) if known else 0
    touched = changed_columns(db.session(), "customer", customer.id, behind) if behind else None
    if touched is None:
        return lambda name: True
    return lambda name: any(name + ending in touched for ending in ENDINGS)


def keep(customer: Customer, field: Any, now: str, said: str) -> None:
    """The field holds what is recorded; beside it stands what the sheet says, for who decides."""
    told = {"now": _short(now), "sheet": _short(_masked(customer, field.name, said))}
    field.errors = [str(CHANGED_SINCE) % told]


def _masked(customer: Customer, name: str, text: str) -> str:
    sealed, mask = sealed_field(Customer, name), masks_of(Customer, customer).get(name)
    if not text or "*" in text:
        return text
    try:
        return sealed.mask(sealed.plain(text)) if sealed else mask(text) if mask else text
    except RuleError:
        return STARS  # No number at all, but nobody knows what it is.


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return (f"{plain[:LONGEST]}…" if len(plain) > LONGEST else plain) or str(EMPTY)
