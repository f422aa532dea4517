"""账龄: what is owed, by how long it is overdue: sums of the rows the reader sees."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, select, type_coerce
from sqlalchemy.orm import Session

from app.contracts.receivables import Receivable, is_owed
from app.contracts.rules import BASE_CURRENCY, EDGES, Bucket, to_cents
from app.core.db import Scaled
from app.core.ids import among
from app.customers.headings import CustomerHeading

#: So many customers are named, those that owe most first.
MOST = 50


class InYuan(NamedTuple):
    """What is owed in all currencies, as yuan; and currency → how many rows have no rate."""

    buckets: dict[Bucket, Decimal]
    unrated: dict[str, int]


class Owed(NamedTuple):
    """What one customer owes in one currency, by bucket."""

    customer_id: int
    name: str | None
    currency: str
    total: Decimal
    buckets: dict[Bucket, Decimal]


def bucket_column(day: date) -> ColumnElement[str]:
    """The bucket of a receivable on a day, as SQL; ``rules.bucket_of`` says the same."""
    undated: tuple[ColumnElement[bool], str] = (Receivable.due_on.is_(None), Bucket.undated.name)
    edges = [(Receivable.due_on >= day - timedelta(days=late), b.name) for late, b in EDGES]
    return case(undated, *edges, else_=Bucket.older.name)


def days_of(bucket: Bucket, day: date) -> tuple[date | None, date | None]:
    """The first and the last day due of a bucket that has days, as far as there is one."""
    places = [b for _, b in EDGES]
    if bucket is Bucket.older:
        return None, day - timedelta(days=EDGES[-1][0] + 1)
    place = places.index(bucket)
    last = day - timedelta(days=EDGES[place - 1][0] + 1) if place else None
    return day - timedelta(days=EDGES[place][0]), last


def _unpaid() -> ColumnElement[Decimal]:
    return type_coerce(func.sum(Receivable.amount - Receivable.paid), Scaled(2))


def _open() -> Select[Any]:
    """What is owed: a draft's plan is not, until it is signed."""
    return select(Receivable).where(*is_owed())


def totals(session: Session, day: date) -> dict[str, dict[Bucket, Decimal]]:
    """Currency → bucket → what is still owed."""
    unpaid = _unpaid()
    bucket = bucket_column(day).label("bucket")
    asked = _open().with_only_columns(Receivable.currency, bucket, unpaid)
    found: dict[str, dict[Bucket, Decimal]] = {}
    for currency, name, owed in session.execute(asked.group_by(Receivable.currency, bucket)):
        found.setdefault(currency, dict.fromkeys(Bucket, Decimal(0)))[Bucket[name]] = owed
    return found


def counts(session: Session, day: date) -> dict[str, dict[Bucket, int]]:
    """Currency → bucket → of how many receivables; what has none is left out."""
    bucket, rows = bucket_column(day).label("bucket"), func.count()
    asked = _open().with_only_columns(Receivable.currency, bucket, rows)
    found: dict[str, dict[Bucket, int]] = {}
    for currency, name, count in session.execute(asked.group_by(Receivable.currency, bucket)):
        found.setdefault(currency, {})[Bucket[name]] = count
    return found


def totals_in_yuan(session: Session, day: date) -> InYuan:
    """The sums of all currencies, each amount at the rate its own row states.

    A bucket is rounded to cents once, after it was added up, so that no cent is lost on the way.
    Rows of a foreign currency that state no rate cannot be added; they are counted instead.
    """
    bucket, rows = bucket_column(day).label("bucket"), func.count()
    key = (Receivable.currency, Receivable.rate)
    asked = _open().with_only_columns(*key, bucket, _unpaid(), rows).group_by(*key, bucket)
    exact, unrated = dict.fromkeys(Bucket, Decimal(0)), dict[str, int]()
    for currency, rate, name, owed, count in session.execute(asked):
        if currency != BASE_CURRENCY and rate is None:
            unrated[currency] = unrated.get(currency, 0) + count
        else:
            exact[Bucket[name]] += owed * (rate if rate is not None else 1)
    return InYuan({bucket: to_cents(sum_) for bucket, sum_ in exact.items()}, unrated)


def by_customer(session: Session, day: date, limit: int = MOST) -> Sequence[Owed]:
    """The customers that owe most, each by bucket."""
    unpaid = _unpaid()
    key = (Receivable.customer_id, Receivable.currency)
    most = _open().with_only_columns(*key, unpaid.label("owed")).group_by(*key)
    rows = session.execute(most.order_by(unpaid.desc(), *key).limit(limit)).all()
    names = _names(session, {row.customer_id for row in rows})
    parts = _parts(session, day, {row.customer_id for row in rows})
    return [
        Owed(row.customer_id, names.get(row.customer_id), row.currency, row.owed,
             parts[row.customer_id, row.currency])
        for row in rows
    ]  # fmt: skip


def _names(session: Session, ids: set[int]) -> dict[int, str]:
    asked = select(CustomerHeading.id, CustomerHeading.name).where(among(CustomerHeading.id, ids))
    return {row[0]: row[1] for row in session.execute(asked)}


def _parts(
    session: Session, day: date, ids: set[int]
) -> dict[tuple[int, str], dict[Bucket, Decimal]]:
    unpaid = _unpaid()
    bucket = bucket_column(day).label("bucket")
    key = (Receivable.customer_id, Receivable.currency)
    asked = (
        _open().with_only_columns(*key, bucket, unpaid).where(among(Receivable.customer_id, ids))
    )
    found: dict[tuple[int, str], dict[Bucket, Decimal]] = {}
    for pk, currency, name, owed in session.execute(asked.group_by(*key, bucket)):
        place = found.setdefault((pk, currency), dict.fromkeys(Bucket, Decimal(0)))
        place[Bucket[name]] = owed
    return found
