"""The same customers in a fresh database of ours, with readers of every reach beside them.

Rows go in by Core, in blocks, with the keys the application derives. The audit trail gets no
entry for them, for nobody acted; what a save costs with its trail is measured by saving.
"""

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select, text, update

from app import create_app
from app.core.clock import today
from app.core.db import db
from app.core.numbers import NumberSequence, with_check
from app.core.pinyin import pinyin_of
from app.customers.contacts import Contact, ContactLink
from app.customers.models import Customer
from app.customers.naming import name_key
from app.customers.phones import phone_key
from app.customers.rules import Basis, CustomerKind, EntryStatus, TimeStatus
from app.security.actor import acting_as, system
from app.security.keys import KeyRing
from app.security.models import Department, Person, RoleTerms, Share
from app.security.passwords import hash_password
from app.security.rules import Security
from app.security.sealed import TAIL, blind, seal, sealed_field
from app.setup import add_person, setup
from bench import readers
from bench.places import PASSWORD, address, data_folder, database_name, forget, remake
from bench.rows import INDUSTRIES, REGIONS, SIZES, ContactRow, CustomerRow, contacts, customers

BLOCK = 5_000
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


def environ(database: str, size: str) -> dict[str, str]:
    """The settings one of our databases is served with."""
    place = address(database, size, "kedang")
    path = place.removeprefix("sqlite:")
    lite, postgres = f"sqlite:///{path}", place.replace("postgresql:", "postgresql+psycopg:", 1)
    return {
        "KEDANG_DATA_DIR": str(data_folder(database, size)),
        "KEDANG_DATABASE_URL": lite if database == "sqlite" else postgres,
        "KEDANG_ADMIN_PASSWORD": PASSWORD,
        "KEDANG_DEMO": "0",
    }


def seed(database: str, size: str) -> None:
    """A fresh database with its customers, their contacts, and ``readers.json`` beside it."""
    if database == "sqlite":
        forget(Path(address(database, size, "kedang").removeprefix("sqlite:")))
    else:
        remake(database_name(size, "kedang"))
    app = create_app(environ(database, size))
    with app.app_context():
        setup()
        with acting_as(system("bench")):
            _people()
        _fill(app.extensions["keyring"], SIZES[size])
        _finish()
        db.engine.dispose()
    _rebuild_search(app)
    found = readers.describe(SIZES[size])
    told = data_folder(database, size) / "readers.json"
    told.write_text(json.dumps(found), encoding="utf-8")


def _people() -> None:
    """Departments, the staff who keep customers, the readers; a leader may export everything."""
    root = db.session.scalars(select(Department).where(Department.parent_id.is_(None))).one()
    for number in range(1, readers.DEPARTMENTS + 1):
        name = f"第{number:02d}事业部"
        place = Department(code=f"D{number:02d}", name_zh=name, name_en=f"Division {number}")
        place.parent_id = root.id
        db.session.add(place)
        db.session.flush()
    places = {place.code: place for place in db.session.scalars(select(Department))}
    for username, (role, code) in readers.ACCOUNTS.items():
        add_person(username, username, role, places[code], PASSWORD)
    db.session.commit()
    _keepers(places)
    db.session.execute(update(RoleTerms).values(export_cap=10_000_000))
    db.session.commit()


def _keepers(places: dict[str, Department]) -> None:
    """The other account managers; they never log in here."""
    locked = hash_password(PASSWORD)
    for number in range(1, readers.KEEPERS):
        name = f"keeper{number}"
        db.session.add(
            Person(
                username=name, first_name=name, last_name="", email=f"{name}@localhost",
                active=True, password=locked, department_id=places["D01"].id,
                clearance=Security.internal, epoch=0,
            )
        )  # fmt: skip
    db.session.commit()


def _fill(keys: KeyRing, count: int) -> None:
    ids = dict(db.session.execute(select(Person.username, Person.id)).all())
    managers = [ids["staff"], *(ids[f"keeper{number}"] for number in range(1, readers.KEEPERS))]
    codes = dict(db.session.execute(select(Department.code, Department.id)).all())
    db.session.rollback()
    ours = (_customer(row, keys, codes, managers) for row in customers(count))
    _write(Customer, ours)
    _write(Contact, (_contact(row, keys) for row in contacts(count)))
    _write(ContactLink, map(_link, contacts(count)))
    _write(Share, (_share(number, ids) for number in readers.shared(count)))
    year = {"scope": f"customer:{today().year}", "last": count}
    _write(NumberSequence, iter([year]))


def _write(entity: type[Any], rows: Iterator[dict[str, Any]]) -> None:
    """Block by block; a block's rows name the same columns. Its indexes are made behind them."""
    table = entity.__table__
    with db.engine.begin() as connection:
        for index in table.indexes:
            index.drop(connection)
    while block := list(islice(rows, BLOCK)):
        with db.engine.begin() as connection:
            connection.execute(insert(table), block)
    with db.engine.begin() as connection:
        for index in table.indexes:
            index.create(connection)


def _customer(
    row: CustomerRow, keys: KeyRing, codes: dict[str, int], managers: list[int]
) -> dict[str, Any]:
    full, first = pinyin_of(row.name)
    is_person = row.kind == "individual"
    keeper = readers.keeper_of(row.id)
    return {
        **_stamp(row.id, row.created_on),
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


def _contact(row: ContactRow, keys: KeyRing) -> dict[str, Any]:
    full, first = pinyin_of(row.name)
    return {
        **_stamp(row.id, "2024-01-01"),
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


def _link(row: ContactRow) -> dict[str, Any]:
    return {
        **_stamp(row.id, "2024-01-01"),
        "contact_id": row.id,
        "customer_id": row.customer_id,
        "is_primary": row.is_primary,
    }


def _share(customer: int, ids: dict[str, int]) -> dict[str, Any]:
    return {
        **_stamp(customer, "2024-01-01"),
        "user_id": ids["staff"],
        "subject": "customer",
        "subject_id": customer,
        "until": datetime(2099, 1, 1, tzinfo=UTC),
        "reason": "Shown for the benchmark",
        "granted_by_id": ids["admin"],
        "confirmed_by_id": ids["chief"],
    }


def _stamp(number: int, day: str) -> dict[str, Any]:
    """A record's own columns; moments differ, so that sorting by them means something."""
    at = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(seconds=number % DAY)
    return {"id": number, "created_at": at, "updated_at": at, "version": 1}


def _finish() -> None:
    """Sequences behind the rows, statistics as a running installation has them."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("ANALYZE")
            connection.commit()  # Our own BEGIN would take it back when the connection closes.
            return
        for table in ("customer", "contact", "contact_link", "share"):
            last = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"  # noqa: S608
            connection.execute(text(last))
        connection.execute(text("VACUUM ANALYZE"))


def _rebuild_search(app: Flask) -> None:
    """The search index, where the product has one."""
    if "search" in app.cli.commands:
        done = app.test_cli_runner().invoke(args=["search", "rebuild"])
        if done.exit_code:
            raise RuntimeError(done.output)
