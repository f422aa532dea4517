"""Who else bears a name, a number or a way to be reached, in whichever department: asked past the
gate, answered with masks, or with the very values that were asked about.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, literal_column, or_, select

from app.core.db import Model, db
from app.core.search import holding
from app.security.actor import unscoped
from app.security.masking import mask_name, mask_word

BLOCK = 500
#: Of those that may be namesakes so many are read, and so many of them compared in full.
NEIGHBOURS = 150
HOLDING = 200
COMPARED = 40
HINTS = 5
LAST = "\U0010ffff"


class Hint(NamedTuple):
    """A customer of any department that may be the one being entered: its name is masked."""

    id: int
    masked: str
    likeness: float


class Kin(NamedTuple):
    """What a name's likes are found by: its key, how that begins, texts one of which they hold.

    ``rough`` compares with a key and says whom to compare in full; ``exact`` compares with a name.
    """

    key: str
    prefix: str
    stems: Sequence[str]
    rough: Callable[[str], float]
    exact: Callable[[str], float]
    least: float


def customers_named_like(kin: Kin) -> list[Hint]:
    """Living customers of the same key, beside it in the keys' order, or that hold a stem.

    Each question is answered by an index and bounded, however many begin alike.
    """
    table = Model.metadata.tables["customer"]
    columns = (table.c.id, table.c.name, table.c.kind, table.c.name_key)
    asked = select(*columns).where(table.c.voided_at.is_(None))
    with unscoped("a namesake is a namesake in every department"):
        rows = {row.id: row for part in _kin(asked, table, kin) for row in _rows(part)}
    first = sorted(rows.values(), key=lambda row: -kin.rough(row.name_key))[:COMPARED]
    hints = [_hint(row, kin.exact(row.name)) for row in first]
    found = [hint for hint in hints if hint.likeness >= kin.least]
    return sorted(found, key=lambda hint: -hint.likeness)[:HINTS]


def _kin(asked: Select[Any], table: Table, kin: Kin) -> list[Select[Any]]:
    """The question, narrowed each time to some rows that may be alike."""
    key = table.c.name_key
    begins = asked.where(_begins(key, kin.prefix))
    beside = [
        begins.where(side).order_by(order).limit(NEIGHBOURS)
        for side, order in _beside(key, kin.key)
    ]
    ids = {pk for stem in kin.stems for pk in holding(db.session(), "customer", stem, HOLDING)}
    held = [asked.where(table.c.id.in_(ids))] if ids else []
    return [asked.where(key == kin.key).limit(HINTS), *beside, *held]


def _beside(
    column: ColumnElement[str], key: str
) -> list[tuple[ColumnElement[bool], ColumnElement[str]]]:
    """After a key and before it, in the order of the column's index: its next on either side."""
    if db.engine.dialect.name == "sqlite":
        return [(column > key, column.asc()), (column < key, column.desc())]
    up: ColumnElement[str] = literal_column("customer.name_key USING ~<~")
    down: ColumnElement[str] = literal_column("customer.name_key USING ~>~")
    return [(column.bool_op("~>~")(key), up), (column.bool_op("~<~")(key), down)]


def _begins(column: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """Between two ends of the index on both databases: a LIKE may be planned without it."""
    if db.engine.dialect.name == "sqlite":
        return (column >= prefix) & (column < prefix + LAST)
    return column.bool_op("~>=~")(prefix) & column.bool_op("~<~")(prefix + LAST)


def _rows(asked: Select[Any]) -> Sequence[Any]:
    found: Sequence[Any] = db.session.execute(asked).all()
    return found


def _hint(row: Any, likeness: float) -> Hint:
    """A person's name is shorter than a company's, and told by one character."""
    is_person = row.kind.name == "individual"
    return Hint(row.id, (mask_word if is_person else mask_name)(row.name), likeness)


def customers_having(same: Sequence[tuple[str, object]], but: int | None) -> list[Hint]:
    """Living customers with one of these values, each in an indexed column; all ``but`` one."""
    columns = Model.metadata.tables["customer"].c
    asked = select(columns.id, columns.name, columns.kind).where(columns.id != (but or 0))
    return [_hint(row, 1.0) for row in _with_one(asked, columns, same)]


def contacts_having(
    same: Sequence[tuple[str, object]], but: int | None, at: int | None
) -> list[Hint]:
    """Living contacts with one of these values, but this one and those of the customer ``at``."""
    columns = Model.metadata.tables["contact"].c
    asked = select(columns.id, columns.name).where(
        columns.id != (but or 0), columns.customer_id != (at or 0)
    )
    found = _with_one(asked, columns, same)
    return [Hint(row.id, mask_word(row.name), 1.0) for row in found]


def _with_one(
    asked: Select[Any], columns: Any, same: Sequence[tuple[str, object]]
) -> Sequence[Any]:
    one = or_(*(columns[name] == value for name, value in same))
    with unscoped("the same number is the same number in every department"):
        return _rows(asked.where(one, columns.voided_at.is_(None)).limit(HINTS))


def taken_usccs(codes: Iterable[str]) -> set[str | None]:
    """Which of these credit codes a living customer of any department has."""
    return set(_taken("uscc", codes, "uscc"))


def taken_names(names: Iterable[str], *, uncoded: bool = False) -> set[str]:
    """Which of these names a living customer bears (one without a credit code, if ``uncoded``)."""
    return set(_taken("name", names, "" if uncoded else "name"))


def taken_numbers(numbers: Iterable[str]) -> set[str]:
    """Which of these customer numbers belong to a living customer of any department."""
    return set(_taken("number", numbers, "number"))


def taken_identities(indexes: Iterable[bytes]) -> set[bytes]:
    """Which of these document numbers (as blind indexes) a living individual of any department
    has.
    """
    return set(_having("id_no_index", indexes, "id_no_index"))


def taken_mobiles(indexes: Iterable[bytes]) -> set[tuple[str, bytes]]:
    """Living individuals with one of these mobiles (as blind indexes), by name and mobile."""
    return set(_having("mobile_index", indexes, "name", "mobile_index"))


def _having(column: str, values: Iterable[Any], *told: str) -> Iterator[Any]:
    """``told`` of the living customers with one of these values: the value, or a row of them."""
    table: Table = Model.metadata.tables["customer"]
    wanted = iter(set(values))
    with unscoped("a namesake is a namesake in every department"):
        while block := list(islice(wanted, BLOCK)):
            asked = select(*(table.c[name] for name in told)).where(table.c[column].in_(block))
            rows = db.session.execute(asked.where(table.c.voided_at.is_(None)))
            yield from (tuple(row) if len(told) > 1 else row[0] for row in rows)


def _taken(column: str, values: Iterable[str], present: str) -> Iterator[str]:
    """``present`` names a column that must hold a value; without it, the credit code must not."""
    table: Table = Model.metadata.tables["customer"]
    wanted = iter(set(values))
    with unscoped("a duplicate is a duplicate in every department"):
        while block := list(islice(wanted, BLOCK)):
            asked = select(table.c[column]).where(table.c[column].in_(block))
            having = table.c[present].is_not(None) if present else table.c.uscc.is_(None)
            yield from db.session.scalars(asked.where(table.c.voided_at.is_(None), having))
