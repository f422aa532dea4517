"""The same customers in a fresh database of ours, with readers of every reach beside them.

Rows go in by Core, in blocks, with the keys the application derives. The audit trail gets no
entry for them, for nobody acted; what a save costs with its trail is measured by saving.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Table, insert, select, text, update

from app import create_app
from app.core import bulk
from app.core.clock import today
from app.core.db import db
from app.core.numbers import NumberSequence
from app.customers.contacts import Contact, ContactLink
from app.customers.models import Customer
from app.customers.passage import assess_new
from app.customers.rules import CustomerKind
from app.security.actor import acting_as, system
from app.security.keys import KeyRing
from app.security.models import Department, Person, RoleTerms, Share
from app.security.passwords import hash_password
from app.security.rules import Security
from app.setup import Newcomer, add_person, setup
from bench import readers
from bench.own_rows import contact_row, customer_row, link_row, share_row
from bench.places import PASSWORD, address, data_folder, database_name, forget, remake
from bench.rows import SIZES, contacts, customers

BLOCK = 5_000


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


def seed(database: str, size: str) -> Flask:
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
        finish(Customer, Contact, ContactLink, Share)
        db.engine.dispose()
    _rebuild_search(app)
    found = readers.describe(SIZES[size])
    told = data_folder(database, size) / "readers.json"
    told.write_text(json.dumps(found), encoding="utf-8")
    return app


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
        add_person(Newcomer(username, username, role, places[code]), PASSWORD)
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
    ours = (customer_row(row, keys, codes, managers) for row in customers(count))
    scores = _scores(customer_row(row, keys, codes, managers) for row in customers(500))
    put(Customer, ({**row, **scores[row["kind"]]} for row in ours))
    put(Contact, (contact_row(row, keys) for row in contacts(count)))
    put(ContactLink, map(link_row, contacts(count)))
    put(Share, (share_row(number, ids) for number in readers.shared(count)))
    year = {"scope": f"customer:{today().year}", "last": count}
    put(NumberSequence, iter([year]))


def _scores(rows: Iterable[dict[str, Any]]) -> dict[CustomerKind, dict[str, Any]]:
    """Each file's score, as a running archive has it; files of one kind fill the same fields."""
    firsts = {row["kind"]: bulk.draft(Customer, row) for row in rows}
    with acting_as(system("bench")):
        assess_new(db.session(), firsts.values())
    db.session.rollback()
    names = ("completeness", "standard_id")
    return {kind: {n: getattr(one, n) for n in names} for kind, one in firsts.items()}


def put(entity: type[Any], rows: Iterator[dict[str, Any]]) -> None:
    """Block by block; a block's rows name the same columns. Its indexes are made behind them."""
    table = entity.__table__
    with db.engine.begin() as connection:
        for index in table.indexes:
            index.drop(connection)
    while block := list(islice(rows, BLOCK)):
        with db.engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.execute(insert(table), block)
            else:
                _copy(connection, table, block)
    with db.engine.begin() as connection:
        for index in table.indexes:
            index.create(connection)


def _copy(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """PostgreSQL takes a million rows this way in a fraction of the time its inserts need."""
    rows = [{**_defaults(table), **row} for row in rows]
    columns = [table.c[name] for name in rows[0]]
    told = [column.type.bind_processor(connection.dialect) for column in columns]
    names = ",".join(column.name for column in columns)
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in rows:
            values = zip(told, row.values(), strict=True)
            copy.write_row([process(value) if process else value for process, value in values])


def _defaults(table: Table) -> dict[str, Any]:
    """What a column holds that nobody named, where that is the same for every row."""
    found = {column.name: column.default for column in table.c}
    return {name: plain.arg for name, plain in found.items() if plain and plain.is_scalar}


def finish(*entities: type[Any]) -> None:
    """Sequences behind the rows, statistics as a running installation has them."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("ANALYZE")
            connection.commit()  # Our own BEGIN would take it back when the connection closes.
            return
        for table in (entity.__tablename__ for entity in entities):
            last = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"  # noqa: S608
            connection.execute(text(last))
        connection.execute(text("VACUUM ANALYZE"))


def _rebuild_search(app: Flask) -> None:
    """The search index, where the product has one."""
    if "search" in app.cli.commands:
        done = app.test_cli_runner().invoke(args=["search", "rebuild"])
        if done.exit_code:
            raise RuntimeError(done.output)
