"""The one database handle, and the base every table stands on."""

import sqlite3
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Context, Decimal
from typing import Any

from flask_appbuilder import Model
from flask_appbuilder.models.sqla.base import SQLA
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Index,
    Integer,
    TypeDecorator,
    column,
    event,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import (
    ColumnProperty,
    InstrumentedAttribute,
    Mapped,
    declared_attr,
    mapped_column,
)

from app.core.clock import now
from app.core.gate import Gate, Open
from app.core.words import Choice

Model.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

#: False while a request only reads: SQLite then takes no write lock (see ``_begin``).
writing: ContextVar[bool] = ContextVar("writing", default=True)

LongId = BigInteger().with_variant(Integer, "sqlite")


class Instant(TypeDecorator[datetime]):
    """A moment in UTC; comes back aware on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: Wide enough for every number a column holds: the usual context would round at 28 digits.
EXACT = Context(prec=80)


class Scaled(TypeDecorator[Decimal]):
    """An exact number kept as an integer of its smallest unit: SQLite sums decimals as floats."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        """ValueError for what is not exact: a float, or more decimals than are kept."""
        if value is None:
            return None
        if isinstance(value, float):
            raise ValueError(f"a float is not exact: {value!r}")
        units = Decimal(value).scaleb(self.places, EXACT)
        whole = units.to_integral_value()
        if whole != units:
            raise ValueError(f"more than {self.places} decimals: {value}")
        return int(whole)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)


Model.registry.update_type_annotation_map(
    {
        Choice: Enum(Choice, native_enum=False, create_constraint=True, length=32),
        datetime: Instant(),
    }
)
db = SQLA(model_class=Model)


class Table(Model):
    """Any table of ours. It must say who may see its rows: a Gate, or Open with the reason."""

    __abstract__ = True
    __table_args__: Any = ()  # FAB's default would hide a name clash.
    __gate__: Gate | Open


class Record(Table):
    """One business fact with a past: when it came, when it last changed, which version it is."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by_id: Mapped[int | None] = mapped_column(Integer)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    updated_by_id: Mapped[int | None] = mapped_column(Integer)
    version: Mapped[int]

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}  # A second writer of the same row is refused.


def unique_where(name: str, column: InstrumentedAttribute[Any], where: ColumnElement[bool]) -> None:
    """Uniqueness among the rows that match ``where``, kept by the database itself."""
    Index(name, column, unique=True, sqlite_where=where, postgresql_where=where)


def index_where_told(name: str, *columns: str) -> Index:
    """An index of the rows whose first column is told. Those without would fill it with one
    value, and SQLite, which knows averages only, would then rather read the whole table.
    """
    return index_where(name, column(columns[0]).is_not(None), *columns)


def index_where(name: str, told: ColumnElement[bool], *columns: str) -> Index:
    """An index of the rows something holds for; a query must say it in the same words."""
    return Index(name, *columns, sqlite_where=told, postgresql_where=told)


@event.listens_for(Engine, "connect")
def _tune(connection: DBAPIConnection, _record: object) -> None:
    """SQLite: readers beside a writer, an acknowledged row survives a power cut, keys hold."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # We say BEGIN ourselves, below.
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=20000",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "cache_size=-32000",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Any) -> None:
    """A transaction that will write takes SQLite's lock at once; upgrading later can deadlock."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")


@event.listens_for(Model, "attribute_instrument", propagate=True)
def _remember_old(_entity: type[Any], _key: str, attribute: Any) -> None:
    """An expired value is read again before it is replaced: the audit trail needs the old one."""
    if hasattr(attribute, "property") and isinstance(attribute.property, ColumnProperty):
        attribute.impl.active_history = True
