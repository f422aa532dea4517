"""A row of any audited table, made from what the table itself says; and what all of them hold."""

from datetime import date, datetime
from decimal import Decimal
from itertools import count

from sqlalchemy import Enum, inspect, select

from app.audit.listener import STAMPS, is_audited
from app.audit.models import AuditEntry, ChainHead
from app.core.clock import now, today
from app.core.db import Instant, Model, Scaled, db
from app.core.gate import gate_of
from app.core.stored import StoredFile
from app.models import Contract
from tests.factories import keep, make_contact, make_customer, make_user

serial = count(1)
MAPPED = sorted((m.class_ for m in Model.registry.mappers), key=lambda entity: entity.__name__)


def is_told(entity):
    """Not the trail itself, nor the cut of a table that nobody writes through."""
    is_cut = getattr(gate_of(entity), "heading", False)
    return is_audited(entity) and entity not in {AuditEntry, ChainHead} and not is_cut


AUDITED = {entity.__name__: entity for entity in MAPPED if is_told(entity)}
TABLES = {inspect(entity).local_table for entity in AUDITED.values()}
#: Rows whose own rules derive what must not be empty.
MAKERS = {
    "Customer": make_customer,
    "Person": make_user,
    "Contact": lambda: make_contact(make_customer()),
}
#: What a table's checks ask for besides: one of several columns, two that differ.
BESIDES = {
    "ApprovalDecision": {"decided_by_id": lambda: make_user().id, "for_id": lambda: make_user().id},
    "ApprovalRule": {"role": "Leader"}, "ApprovalStep": {"role": "Leader"},
    "BankAccount": {"account": "6222020000001234"},
    "CarePlan": {"recurs_on": "05-20"},
    "ContractLine": {"description": "w"}, "TransactionLine": {"description": "w"},
    "Delegation": {"to_id": lambda: make_user().id},
    "Delivery": {"contract_id": lambda: add(Contract).id},
    "FollowUpFile": {"sha256": lambda: add(StoredFile).sha256, "file_name": "w", "size": 1},
    "Receivable": {"due_by": date.max},
    "StandardElement": {"field": "name", "weight": 1},
}  # fmt: skip
PLAIN = {
    int: lambda: next(serial),
    bool: lambda: next(serial) % 2 == 0,
    bytes: lambda: b"%032d" % next(serial),
    date: today,
    datetime: lambda: now().replace(tzinfo=None),
    Decimal: lambda: Decimal(next(serial)),
    dict: dict,
}


def new_value(column):
    """Something this column may hold, other than before where its kind allows it."""
    kind = column.type
    if column.foreign_keys:
        return row_pointed_at(next(iter(column.foreign_keys)).column)
    if isinstance(kind, Enum):
        return kind.enum_class[kind.enums[next(serial) % len(kind.enums)]]
    if isinstance(kind, Scaled):
        return Decimal(next(serial))
    if isinstance(kind, Instant):
        return now()
    if kind.python_type is str:
        return f"w{next(serial)}"[-(kind.length or 9) :]
    return PLAIN.get(kind.python_type, list)()


def row_pointed_at(target):
    """The key of any row a foreign key may name; made where there is none."""
    found = db.session.connection().scalar(select(target).limit(1))
    if found is None:
        entity = next(e for e in MAPPED if inspect(e).local_table is target.table)
        found = getattr(add(entity), target.name)
    return found


def add(entity):
    """A new row, flushed; IntegrityError where its table holds such a one already."""
    if maker := MAKERS.get(entity.__name__):
        return maker()
    besides = BESIDES.get(entity.__name__, {})
    told = {name: value() if callable(value) else value for name, value in besides.items()}
    for attribute in inspect(entity).column_attrs:
        column, name = attribute.columns[0], attribute.key
        is_given = column.nullable or column.default is not None or name in {"id", *STAMPS}
        if not is_given and name not in told:
            told[name] = new_value(column)
    return keep(entity(**told))


def columns_of(entity):
    """What of a row may be changed by itself: no key, no stamp, nothing the trail keeps back."""
    found = ((a.key, a.columns[0]) for a in inspect(entity).column_attrs)
    return [
        (name, column) for name, column in found
        if name not in STAMPS and not column.primary_key
        and not column.info.get("secret")
    ]  # fmt: skip


def held():
    """All audited rows by table and key, as far as the trail tells of them."""
    connection, found = db.session.connection(), {}
    for table in TABLES:
        key = next(iter(table.primary_key))
        told = [c for c in table.c if c.name not in STAMPS and not c.info.get("secret")]
        for row in connection.execute(select(key, *told)):
            found[table.name, row[0]] = tuple(row[1:])
    return found
