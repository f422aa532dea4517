"""The generated customers as rows of our tables, with the keys the application derives."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.core.clock import today
from app.core.numbers import with_check
from app.core.pinyin import pinyin_of
from app.customers.contacts import Contact
from app.customers.models import Customer
from app.customers.naming import name_key
from app.customers.phones import phone_key
from app.customers.rules import Basis, CustomerKind, EntryStatus, TimeStatus
from app.security.keys import KeyRing
from app.security.rules import Security
from app.security.sealed import TAIL, blind, seal, sealed_field
from bench import readers
from bench.rows import INDUSTRIES, REGIONS, ContactRow, CustomerRow

DAY = 24 * 60 * 60
KINDS = {
    "enterprise": CustomerKind.enterprise,
    "individual": CustomerKind.individual,
    "government": CustomerKind.government,
    "institution": CustomerKind.other,
}
STATUSES = {
    "active": TimeStatus.active,
    "prospect": TimeStatus.prospective,
    "dormant": TimeStatus.dormant,
    "blocked": TimeStatus.lost,
    "closed": TimeStatus.ended,
}
ENTRY = tuple(EntryStatus)


def customer_row(
    row: CustomerRow, keys: KeyRing, codes: dict[str, int], managers: list[int]
) -> dict[str, Any]:
    full, first = pinyin_of(row.name)
    is_person = row.kind == "individual"
    keeper = readers.keeper_of(row.id)
    return {
        **stamp(row.id, row.created_on),
        "number": with_check(f"KH{today().year}{row.id:06}"),
        "kind": KINDS[row.kind],
        "name": row.name,
        "name_key": name_key(row.name),
        "pinyin": full,
        "initials": first,
        "uscc": row.uscc,
        "industry": INDUSTRIES[row.industry_id - 1],
        "province": REGIONS[row.region_id - 1],
        "phone": None if is_person else row.phone,
        "phone_key": None if is_person else phone_key(row.phone),
        "basis": Basis.contract if is_person else None,
        **_mobile(Customer, keys, row.phone if is_person else None),
        "registered_capital": Decimal(row.annual_sales),
        "time_status": STATUSES[row.status],
        "entry_status": ENTRY[row.id % len(ENTRY)],
        "first_contact_on": date.fromisoformat(row.created_on),
        "security": Security.restricted if readers.is_restricted(row.id) else Security.internal,
        "department_id": codes[readers.department_of(row.id, row.department_id)],
        "account_manager_id": None if keeper is None else managers[keeper],
    }


def contact_row(row: ContactRow, keys: KeyRing) -> dict[str, Any]:
    full, first = pinyin_of(row.name)
    return {
        **stamp(row.id, "2024-01-01"),
        "name": row.name,
        "pinyin": full,
        "initials": first,
        "position": row.title,
        "basis": Basis.contract,
        "customer_id": row.customer_id,
        **_mobile(Contact, keys, row.phone),
    }


def _mobile(entity: type[Any], keys: KeyRing, phone: str | None) -> dict[str, Any]:
    """The sealed column's parts, as setting it on a record would make them."""
    names = ("rid", "mobile_sealed", "mobile_index", "mobile_masked", "mobile_tail")
    if phone is None:
        return dict.fromkeys(names)
    field, plain, rid = sealed_field(entity, "mobile"), f"+86{phone}", uuid.uuid4().hex
    assert field is not None
    place = field.place(entity)
    tail = blind(keys, f"{place}.tail", plain[-TAIL:])
    parts = (rid, seal(keys, place, rid, plain), blind(keys, place, plain), field.mask(plain), tail)
    return dict(zip(names, parts, strict=True))


def link_row(row: ContactRow) -> dict[str, Any]:
    return {
        **stamp(row.id, "2024-01-01"),
        "contact_id": row.id,
        "customer_id": row.customer_id,
        "is_primary": row.is_primary,
    }


def share_row(customer: int, ids: dict[str, int]) -> dict[str, Any]:
    return {
        **stamp(customer, "2024-01-01"),
        "user_id": ids["staff"],
        "subject": "customer",
        "subject_id": customer,
        "until": datetime(2099, 1, 1, tzinfo=UTC),
        "reason": "Shown for the benchmark",
        "granted_by_id": ids["admin"],
        "confirmed_by_id": ids["chief"],
    }


def stamp(number: int, day: str) -> dict[str, Any]:
    """A record's own columns; moments differ, so that sorting by them means something."""
    at = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(seconds=number % DAY)
    return {"id": number, "created_at": at, "updated_at": at, "version": 1}
