"""The one gate: which rows the actor sees and may change. Every door passes through it.

Reading: a session-wide listener adds the row criteria of every gated table a statement names,
so lists, pages, tabs, selects, actions, API, search and export cannot disagree. Writing is
``app/security/writes.py``'s.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, event, false, inspect, or_, select, true
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, with_loader_criteria

from app.audit.chain import Who
from app.audit.listener import is_audited
from app.core.db import Model, db
from app.core.gate import Gate, Link, gate_of
from app.security.actor import Actor, actor, is_unscoped, maybe_actor, system
from app.security.criteria import Criteria, at_levels
from app.security.rules import Reach, Security
from app.security.shares import are_few, forget, shared, shares_of, writes_shares

CRITERIA = "criteria"


class UnguardedError(RuntimeError):
    """A mass write on a gated or audited table; use app/core/bulk or load the rows."""


def guard(factory: Any) -> None:
    """Attach the gate to a session factory."""
    event.listen(factory, "do_orm_execute", _narrow)
    event.listen(factory, "after_flush", _forget)
    for moment in ("after_commit", "after_rollback"):
        event.listen(factory, moment, _forget)


def visible(entity: type[Any], who: Actor) -> ColumnElement[bool]:
    """The rows of ``entity`` that ``who`` may see."""
    gate = gate_of(entity)
    assert gate is not None
    return and_(*conditions(entity, gate, who).values())


def conditions(entity: type[Any], gate: Gate, who: Actor) -> dict[str, ColumnElement[bool]]:
    """All that must hold for a row to be visible, each by its name."""
    found = {"reach": _reached(entity, gate, who)}
    if gate.security:
        found["security"] = at_levels(getattr(entity, gate.security), who.levels)
    if gate.voided:
        found["living"] = getattr(entity, gate.voided).is_(None)
    return found


def _reached(entity: type[Any], gate: Gate, who: Actor) -> ColumnElement[bool]:
    if gate.via:
        return _with_parent(entity, gate.via, who, serves=bool(gate.kind in who.kinds))
    if gate.through:
        return _by_link(entity, gate.through, who)
    return or_(*grounds(entity, gate, who).values())


def grounds(entity: type[Any], gate: Gate, who: Actor) -> dict[str, ColumnElement[bool]]:
    """What may bring a row within reach, each by its name; one of them is enough.

    ``col IN (…)`` and ``id IN (SELECT …)``: a correlated EXISTS under OR would scan.
    """
    if who.reach is Reach.company:
        return {"company": true()}
    if who.reach is Reach.none or who.user_id is None:
        return {"none": false()}
    if gate.kind in who.kinds or (gate.heading and who.kinds):
        return {"duty": true()}
    found = _owned(entity, gate, who) or {"none": false()}
    if who.reach is Reach.department and gate.department:
        found["department"] = getattr(entity, gate.department).in_(sorted(who.departments))
    return found


def _owned(entity: type[Any], gate: Gate, who: Actor) -> dict[str, ColumnElement[bool]]:
    if not gate.owner:
        return {}
    found = {"owner": getattr(entity, gate.owner) == who.user_id}
    if gate.giver:
        found["giver"] = getattr(entity, gate.giver) == who.user_id
    shares, table = shares_of(db.session(), who), str(inspect(entity).local_table.name)
    ids = sorted(share.subject_id for share in shares if share.subject == table)
    if not are_few(shares):
        found["share"] = entity.id.in_(shared(table, who))
    elif ids:
        found["share"] = entity.id.in_(ids)
    return found


def _with_parent(entity: type[Any], key: str, who: Actor, *, serves: bool) -> ColumnElement[bool]:
    """Visible with its parent, asked row by row: such rows are read below one parent.

    Who is on duty for the kind (``serves``) sees it at every customer within their clearance.
    """
    column, parent = getattr(entity, key), parent_of(entity, key)
    if serves:
        parent = heading_of(parent)
    seen = select(parent.id).where(parent.id == column, visible(parent, who))
    return seen.correlate(entity).exists()


def _by_link(entity: type[Any], link: Link, who: Actor) -> ColumnElement[bool]:
    """Visible when one of the linked rows is: of who sees nearly all asked row by row, else by the
    few parents.
    """
    between = entity_of(link.table)
    parent = parent_of(between, link.target)
    own, target = getattr(between, link.own), getattr(between, link.target)
    if who.reach is Reach.company:
        seen = select(parent.id).where(parent.id == target, own == entity.id, visible(parent, who))
        return seen.correlate(entity).exists()
    parents = select(parent.id).where(visible(parent, who))
    return entity.id.in_(select(own).where(target.in_(parents)))  # type: ignore[no-any-return]


def parent_of(entity: type[Any], key: str) -> type[Any]:
    """The entity a foreign key points at."""
    target = next(iter(inspect(entity).columns[key].foreign_keys)).column.table
    return entity_of(target.name)


def heading_of(entity: type[Any]) -> type[Any]:
    """What a department on duty reads of these rows: their headings, where there are such."""
    table = inspect(entity).local_table
    return _headings().get(table, entity)


@cache
def _headings() -> dict[Any, type[Any]]:
    """Table → what is mapped of it as its heading."""
    gated = ((mapper, gate_of(mapper.class_)) for mapper in Model.registry.mappers)
    return {m.local_table: m.class_ for m, gate in gated if gate and gate.heading}


@cache
def entity_of(table: str) -> type[Any]:
    """The gated entity a table holds."""
    found: Iterable[type[Any]] = (m.class_ for m in Model.registry.mappers)
    return next(c for c in found if getattr(c, "__tablename__", "") == table and gate_of(c))


def _narrow(state: ORMExecuteState) -> None:
    if state.is_update or state.is_delete or state.is_insert:
        _refuse_mass(mapper.class_ for mapper in state.all_mappers)
    gated = [mapper.class_ for mapper in state.all_mappers if gate_of(mapper.class_)]
    if is_unscoped() or state.is_column_load or not state.is_select:
        return
    if gated:
        actor()
    told = state.statement._with_options  # A question for related rows brings its asker's along.
    state.statement = state.statement.options(*(c for c in _criteria() if c not in told))


def _refuse_mass(entities: Iterable[type[Any]]) -> None:
    """Neither the gate nor the trail would see which rows; short-lived rows say that of themselves
    (``__unaudited__``).
    """
    for entity in entities:
        if gate_of(entity) or is_audited(entity):
            raise UnguardedError(f"mass write on {entity.__name__}")


def _criteria() -> Sequence[Any]:
    """The criteria of all gated tables, for subqueries and joins name more than the mappers do.

    Building them costs more than most questions, so they are kept: for who sees the whole company
    they follow from the levels alone, for others from their place and what is shared with them.
    """
    who = maybe_actor()
    if who is None:
        return ()
    if who.reach is Reach.company:
        return _of_company(who.levels)
    kept = db.session().info.setdefault(CRITERIA, {})
    if who not in kept:
        kept[who] = _of_reader(who)
    return kept[who]  # type: ignore[no-any-return]


def _forget(session: Session, *rest: object) -> None:
    """What is shown may have changed, and with it what follows from it."""
    is_flush = bool(rest)
    if not is_flush or writes_shares(session):
        forget(session)
        session.info.pop(CRITERIA, None)


def _of_reader(who: Actor) -> Sequence[Any]:
    has_rows = who.reach is not Reach.none and who.user_id is not None
    shares = shares_of(db.session(), who) if has_rows else ()
    if not are_few(shares):
        return _built(who)  # These are asked for within each question, at its own moment.
    return _of_place(replace(who, who=Who("")), tuple(map(tuple, shares)))


@lru_cache(maxsize=64)
def _of_place(who: Actor, shares: tuple[tuple[Any, ...], ...]) -> Sequence[Any]:
    return _built(who)


@lru_cache(maxsize=64)
def _of_company(levels: tuple[Security, ...]) -> Sequence[Any]:
    return _built(replace(system(), levels=levels))


def _built(who: Actor) -> Sequence[Any]:
    each = [
        with_loader_criteria(
            entity, visible(entity, who), include_aliases=True, propagate_to_loaders=False
        )
        for entity in gated_entities()
    ]
    return (Criteria(each),) if each else ()


@cache
def gated_entities() -> Sequence[type[Any]]:
    """Every mapped table with a Gate."""
    return [mapper.class_ for mapper in Model.registry.mappers if gate_of(mapper.class_)]


@event.listens_for(Mapper, "after_mapper_constructed")
def _grow(_mapper: object, _entity: object) -> None:
    """A table more: what was worked out without it no longer holds."""
    for kept in (gated_entities, entity_of, _headings, _of_company, _of_place):
        kept.cache_clear()
