"""Many ids as one value of a statement: on their way in one parameter, on their way out one row.

A thousand parameters, or a thousand rows of one number, take SQLAlchemy longer than the database.
"""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Boolean, Dialect, String, TypeDecorator, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


class Ids(TypeDecorator[list[int]]):
    """A list of ids: JSON on SQLite, an array on PostgreSQL."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        plain: TypeEngine[Any] = String() if dialect.name == "sqlite" else ARRAY(BigInteger)
        return dialect.type_descriptor(plain)

    def process_bind_param(self, value: Iterable[int] | None, dialect: Dialect) -> Any:
        numbers = list(value or ())
        return json.dumps(numbers) if dialect.name == "sqlite" else numbers

    def process_result_value(self, value: Any, dialect: Dialect) -> list[int]:
        return list(json.loads(value) if isinstance(value, str) else value or ())


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True
    name = "among"

    def self_group(self, against: Any = None) -> "_Among":
        """It compares already: SQLite would be asked whether the answer is 1, and use no index."""
        return self


class _Gathered(FunctionElement[list[int]]):
    type = Ids()
    inherit_cache = True
    name = "gathered"


def among(column: Any, ids: Iterable[int]) -> FunctionElement[bool]:
    """Whether the column is one of these."""
    return _Among(column, bindparam(None, list(ids), type_=Ids()))


def gathered(column: Any) -> FunctionElement[list[int]]:
    """All values of the column in one."""
    return _Gathered(column)


@compiles(_Among)
def _among(element: _Among, compiler: Any, **told: Any) -> str:
    column, ids = (compiler.process(part, **told) for part in element.clauses)
    if compiler.dialect.name == "sqlite":
        return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 - compiled
    return f"{column} = ANY ({ids})"


@compiles(_Gathered)
def _gathered(element: _Gathered, compiler: Any, **told: Any) -> str:
    function = "json_group_array" if compiler.dialect.name == "sqlite" else "array_agg"
    return f"{function}({compiler.process(element.clauses, **told)})"
