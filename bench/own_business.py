"""The same business in our tables: who is on duty for it, its rows, and what each reader sees."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.contracts.trade import Transaction
from app.contracts.trade_rules import TradeKind
from app.core import search_tables
from app.core.clock import today
from app.core.db import db
from app.core.numbers import NumberSequence
from app.security.actor import acting_as, system
from app.security.models import Department, Duty
from app.security.rules import RecordKind
from app.service.models import ServiceRecord
from app.service.rules import Priority, ServiceChannel, ServiceKind, ServiceStatus
from app.setup import Newcomer, add_person
from bench import readers
from bench.business_rows import SERVICES, TRADES, ServiceRow, TradeRow, owner_of, services, trades
from bench.own_rows import stamp
from bench.places import PASSWORD, data_folder
from bench.rows import SIZES
from bench.seed import finish, put

#: On duty for what is measured here; works for every customer and keeps none.
CLERK, ROLE, PLACE = "clerk", "Staff", "D06"
KINDS = (RecordKind.transaction, RecordKind.service)
READERS = ("leader", CLERK, "archivist")
SAMPLE = 300


def seed(app: Flask, database: str, size: str) -> None:
    """Business over the customers that are there, and ``business.json`` beside the readers."""
    count = SIZES[size]
    with app.app_context():
        with acting_as(system("bench")):
            _on_duty()
        put(Transaction, map(_trade, trades(count)))
        put(ServiceRecord, map(_service, services(count)))
        put(NumberSequence, iter(_last(count)))
        finish(Transaction, ServiceRecord)
        for entity in (Transaction, ServiceRecord):
            search_tables.rebuild(db.session(), entity)
        db.engine.dispose()
    told = data_folder(database, size) / "business.json"
    told.write_text(json.dumps(describe(count)), encoding="utf-8")


def _on_duty() -> None:
    place = db.session.scalars(select(Department).where(Department.code == PLACE)).one()
    add_person(Newcomer(CLERK, CLERK, ROLE, place), PASSWORD)
    for duty in db.session.scalars(select(Duty).where(Duty.kind.in_(KINDS))):
        duty.department_id = place.id
    db.session.commit()


def _last(count: int) -> list[dict[str, Any]]:
    """The next one entered by hand gets a number behind these."""
    each = {Transaction: TRADES, ServiceRecord: SERVICES}
    year = today().year
    return [
        {"scope": f"{entity.__tablename__}:{year}", "last": times * count}
        for entity, times in each.items()
    ]


def _trade(row: TradeRow) -> dict[str, Any]:
    amount = Decimal(row.amount)
    return {
        **stamp(row.id, row.created_on),
        "number": row.number,
        "customer_id": row.customer_id,
        "happened_on": date.fromisoformat(row.happened_on),
        "kind": TradeKind[row.kind],
        "currency": row.currency,
        "rate": None if row.currency == "CNY" else Decimal("7.1"),
        "exact": amount,
        "amount": amount,
        "source_no": row.source_no,
        "invoice_no": row.invoice_no,
    }


def _service(row: ServiceRow) -> dict[str, Any]:
    return {
        **stamp(row.id, row.created_on),
        "number": row.number,
        "customer_id": row.customer_id,
        "kind": ServiceKind[row.kind],
        "channel": ServiceChannel[row.channel],
        "priority": Priority[row.priority],
        "status": ServiceStatus[row.status],
        "happened_on": date.fromisoformat(row.happened_on),
        "content": row.content,
        "result": row.result,
    }


def describe(count: int) -> dict[str, dict[str, Any]]:
    """Reader → customers whose tabs they open, the last row before each list's deep page."""
    return {name: _told(name, count) for name in READERS}


def _told(name: str, count: int) -> dict[str, Any]:
    seen = {number for number in range(1, count + 1) if _sees(name, number)}
    found = sorted(seen)
    middle = max(0, len(found) // 2 - SAMPLE // 2)
    return {
        "tabs": found[middle : middle + SAMPLE],
        "trade": _deep(seen, TRADES, count),
        "service": _deep(seen, SERVICES, count),
    }


def _sees(name: str, number: int) -> bool:
    """``drawn`` decides nothing here: the small department is known by the number alone."""
    if name == "archivist":
        return readers.department_of(number, 1) == f"D{readers.SMALL}"
    return name != CLERK or not readers.is_restricted(number)


def _deep(seen: set[int], each: int, count: int) -> int:
    """Lists run from the newest id down, so 90 % deep lies a tenth from the oldest."""
    rows = [n for n in range(1, each * count + 1) if owner_of(n, count) in seen]
    return rows[len(rows) // 10]
