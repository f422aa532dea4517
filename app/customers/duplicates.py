"""Is this customer here already? Asked while one types, over all departments (S5.3.1.2).

What the reader may see is named and linked; a customer of another department shows masked.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.words import N_, RuleError
from app.customers.models import Customer
from app.customers.naming import near, split_name
from app.customers.personal import Personal
from app.customers.phones import phone_key, plain_phone, read_email
from app.customers.spelling import normalise
from app.security.sealed import Sealed, blind, ring
from app.security.unscoped import Hint, customers_having, customers_named_like

ALIKE = 0.65
PREFIX = 2


class Match(NamedTuple):
    """One customer that may be the same: why, and its name or mask."""

    reason: N_
    label: str
    id: int | None  # None where the reader may not see it
    likeness: float


def matches(session: Session, typed: Mapping[str, str], own_id: int | None) -> list[Match]:
    """Customers like the one being typed, the surest first; ``own_id`` is the one being edited."""
    found: dict[int, tuple[N_, Hint]] = {}
    for reason, hints in _questions(typed):
        for hint in hints:
            if hint.id != own_id:
                found.setdefault(hint.id, (reason, hint))
    names = _visible_names(session, found)
    told = [
        Match(reason, names.get(pk, hint.masked), pk if pk in names else None, hint.likeness)
        for pk, (reason, hint) in found.items()
    ]
    return sorted(told, key=lambda match: -match.likeness)


def _questions(typed: Mapping[str, str]) -> Any:
    """Exact numbers first; then names that read alike."""
    for reason, column, value in _numbers(typed):
        if value is not None:
            yield reason, customers_having(column, value)
    name = typed.get("name", "").strip()
    core = split_name(name).core if name else ""
    if len(core) >= PREFIX:
        alike = customers_named_like(core[:PREFIX], lambda other: near(name, other), ALIKE)
        yield N_("Similar name"), alike


def _numbers(typed: Mapping[str, str]) -> Any:
    yield N_("Same credit code"), "uscc", normalise(typed.get("uscc", "")) or None
    yield N_("Same telephone"), "phone_key", phone_key(typed.get("phone"))
    yield N_("Same e-mail"), "email", _email(typed.get("email", ""))
    sealed = {"mobile": Personal, "private_phone": Customer, "id_no": Customer}
    for field, owner in sealed.items():
        reason = N_("Same document number") if field == "id_no" else N_("Same telephone")
        yield reason, f"{field}_index", _blind(vars(owner)[field], typed.get(field, ""))


def _email(text: str) -> str | None:
    try:
        return read_email(text) if text.strip() else None
    except RuleError:
        return None


def _blind(field: Sealed, text: str) -> bytes | None:
    """The index of a typed number; half a number, or a mask, asks nothing."""
    if not text.strip() or "*" in text:
        return None
    try:
        plain = field.plain(text)
    except RuleError:
        return None
    if field.plain is not plain_phone and len(plain) < 8:  # noqa: PLR2004
        return None
    return blind(ring(), field.place(Customer), plain)


def _visible_names(session: Session, ids: Any) -> dict[int, str]:
    """Names of those the gate shows."""
    if not ids:
        return {}
    asked = select(Customer.id, Customer.name).where(Customer.id.in_(list(ids)))
    return dict(session.execute(asked).all())
