"""Seal again, with the current key, what older keys sealed: in blocks, at any time, and again.

Each block is one transaction, and a cell is replaced only while it is as it was read: people go
on working beside it, and a run that was cut off is simply started again. Blind indexes hang on
the ring's fixed key and stay as they are.
"""

import base64
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Engine, bindparam, column, select, table, update

from app.core.db import Model
from app.security.keys import KeyRing
from app.security.sealed import SealedText, key_of, seal, unseal

BLOCK = 1_000
SUFFIX = "_sealed"


class Cell(NamedTuple):
    """One sealed column: its table, its key column, and whether it lies in text."""

    table: str
    pk: str
    name: str
    place: str
    is_text: bool


class Step(NamedTuple):
    """How far one column is: cells looked at, and cells sealed anew."""

    place: str
    seen: int
    renewed: int


def cells() -> list[Cell]:
    """Every sealed column of every table."""
    found = []
    for one in Model.metadata.sorted_tables:
        for held in one.columns:
            is_text = isinstance(held.type, SealedText)
            if is_text or (held.info.get("secret") and held.name.endswith(SUFFIX)):
                (pk,) = one.primary_key.columns
                plain = f"{one.name}.{held.name.removesuffix(SUFFIX)}"
                place = held.type.place if isinstance(held.type, SealedText) else plain
                found.append(Cell(one.name, pk.name, held.name, place, is_text))
    return found


def reseal(engine: Engine, ring: KeyRing) -> Iterator[Step]:
    """Go through every sealed column block by block; each block is committed before it is told."""
    for cell in cells():
        last: Any = 0
        while True:
            with engine.begin() as connection:
                rows = connection.execute(_page(cell, last)).all()
                told = [new for row in rows if (new := _renewed(ring, cell, row)) is not None]
                done = connection.execute(_change(cell), told).rowcount if told else 0
            if not rows:
                break
            last = rows[-1][0]
            yield Step(cell.place, len(rows), done)


def keys_in_use(engine: Engine) -> Counter[str]:
    """How many cells each key's id sealed; a key that seals none may be put away."""
    found: Counter[str] = Counter()
    for cell in cells():
        last: Any = 0
        while True:
            with engine.connect() as connection:
                rows = connection.execute(_page(cell, last)).all()
            found.update(key_of(sealed) for row in rows if (sealed := _sealed(cell, row[1])))
            if not rows:
                break
            last = rows[-1][0]
    return found


def _page(cell: Cell, last: Any) -> Any:
    """Names alone, without the columns' types: what is read and written is the sealed bytes."""
    rows = _rows(cell)
    asked = select(rows.c[cell.pk], rows.c[cell.name], *([] if cell.is_text else [rows.c.rid]))
    asked = asked.where(rows.c[cell.pk] > last, rows.c[cell.name].is_not(None))
    return asked.order_by(rows.c[cell.pk]).limit(BLOCK)


def _rows(cell: Cell) -> Any:
    return table(cell.table, column(cell.pk), column(cell.name), column("rid"))


def _change(cell: Cell) -> Any:
    rows = _rows(cell)
    same = (rows.c[cell.pk] == bindparam("b_pk")) & (rows.c[cell.name] == bindparam("b_old"))
    return update(rows).where(same).values({cell.name: bindparam("b_new")})


def _sealed(cell: Cell, kept: Any) -> bytes | None:
    if not cell.is_text:
        return bytes(kept)
    is_sealed = kept.startswith(SealedText.mark)
    return base64.b64decode(kept[len(SealedText.mark) :]) if is_sealed else None


def _renewed(ring: KeyRing, cell: Cell, row: Any) -> dict[str, Any] | None:
    """What one row's cell becomes, or None where it is sealed with the current key already."""
    sealed, rid = _sealed(cell, row[1]), "" if cell.is_text else row[2]
    if sealed is None or key_of(sealed) == ring.current:
        return None
    fresh: Any = seal(ring, cell.place, rid, unseal(ring, cell.place, rid, sealed))
    if cell.is_text:
        fresh = SealedText.mark + base64.b64encode(fresh).decode()
    return {"b_pk": row[0], "b_old": row[1], "b_new": fresh}
