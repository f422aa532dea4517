"""How one record stands to somebody, and where it lies: asked past the gate for who watches over
rights or asks for access, answered with yes and no, a number or a mask.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table, select

from app.core.db import Model, db
from app.core.gate import gate_of
from app.core.values import id_told
from app.security.actor import Actor, unscoped
from app.security.masking import mask_name
from app.security.scope import conditions, grounds, visible

BLOCK = 500


def standing(entity: type[Any], told: str, who: Actor) -> dict[str, bool] | None:
    """How the record with this number or id stands to somebody: visible or not, and each ground.

    The database evaluates the gate's own expressions; only yes and no come back.
    """
    gate = gate_of(entity)
    assert gate is not None
    parts = conditions(entity, gate, who) | grounds(entity, gate, who)
    columns = [
        part.label(name) for name, part in (parts | {"visible": visible(entity, who)}).items()
    ]
    with unscoped("whoever watches over rights asks what somebody else sees"):
        row = db.session.execute(select(*columns).where(_named(entity, told))).mappings().first()
    return {name: bool(value) for name, value in row.items()} if row else None


class Place(NamedTuple):
    """Where a living record lies: whose it is, its number, and its name behind a mask."""

    id: int
    department_id: int
    number: str
    masked: str


def place_of(entity: type[Any], told: str) -> Place | None:
    """Whose record a number or id names; for a request that its own department decides on."""
    gate = gate_of(entity)
    assert gate is not None
    living = [getattr(entity, gate.voided).is_(None)] if gate.voided else []
    asked = select(entity.id, getattr(entity, gate.department or ""), entity.number, entity.name)
    with unscoped("whoever may not see a record may ask its department for it"):
        row = db.session.execute(asked.where(_named(entity, told), *living)).first()
    return Place(row[0], row[1], row[2], mask_name(row[3])) if row else None


def numbers_of(entity: type[Any], ids: Iterable[int]) -> dict[int, str]:
    """The numbers of records, nothing else of them."""
    asked = select(entity.id, entity.number).where(entity.id.in_(list(ids)[:BLOCK]))
    with unscoped("a share is told to its watchers by its record's number"):
        return {row[0]: row[1] for row in db.session.execute(asked)}


def _named(entity: type[Any], told: str) -> ColumnElement[bool]:
    number = id_told(told)
    named: ColumnElement[bool] = entity.id == number if number else entity.number == told.upper()
    return named


def customer_behind(table: str, number: int) -> int | None:
    """The customer a living record belongs to, by the keys its gate names; None where none is."""
    found: int | None = number
    with unscoped("whoever may not see a record may ask for the customer behind it"):
        for step, key, own in way_up(table):
            asked = select(step.c[key]).where(step.c[own] == found)
            if "voided_at" in step.c:
                asked = asked.where(step.c.voided_at.is_(None))
            found = db.session.scalar(asked.order_by(step.c.id).limit(1))
    return found


def way_up(table: str) -> list[tuple[Table, str, str]]:
    """The tables between a record and its customer: each with the key that leads on and the one it
    is found by. Empty where no customer stands at the end, or the table is the customers' own.
    """
    steps, name = list[tuple[Table, str, str]](), table
    while name != "customer":
        entity = next(
            (m.class_ for m in Model.registry.mappers if m.local_table.name == name), None
        )
        gate = gate_of(entity) if entity else None
        if gate is None or not (gate.via or gate.through):
            return []
        here = Model.metadata.tables[name]
        if gate.through:
            link = Model.metadata.tables[gate.through.table]
            steps += [(here, "id", "id"), (link, gate.through.target, gate.through.own)]
            name = next(iter(link.c[gate.through.target].foreign_keys)).column.table.name
        else:
            steps.append((here, str(gate.via), "id"))
            name = next(iter(here.c[str(gate.via)].foreign_keys)).column.table.name
    return steps
