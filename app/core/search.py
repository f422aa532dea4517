"""One search for every list: two characters, pinyin, initials, any part of a number.

Beside each searched table lies an index of character pairs (triples for Latin letters and digits),
an FTS5 table on SQLite, a GIN index on PostgreSQL. Pairs find candidates, the text itself decides.
The index answers with ids, which are then read through the gate.
"""

import re
import unicodedata
from collections.abc import Iterable
from operator import add
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, Integer, bindparam, inspect, text
from sqlalchemy import event as events
from sqlalchemy.orm import Session

from app.core.ids import Ids

#: More hits than this are walked in the list's own order instead: the next page is then near.
RARE = 3_000
SAMPLE = 1_250  # Of a common word so many are read: a list counts no further than 1,000.
SHORT_RUN = 14  # A number or a name's initials: pairs of these are indexed too.
_RUNS = re.compile(r"([a-z0-9]+)|([^\W_]+)")


class Hits(NamedTuple):
    """What a search found: the ids, or too many of them with a sample."""

    ids: list[int]
    is_common: bool


def plain(words: str) -> str:
    """Text as it is compared: half width, small letters."""
    return unicodedata.normalize("NFKC", words).casefold()


def tokens_of(text_: str) -> set[str]:
    """The tokens of a text that is already ``plain``."""
    found: set[str] = set()
    for latin, other in _RUNS.findall(text_):
        pairs = list(map(add, latin or other, (latin or other)[1:]))
        found.update(map(add, pairs, latin[2:]) if latin else other)
        found.update(pairs if other or len(latin) <= SHORT_RUN else ())
    return found


def tokens_asked(word: str) -> set[str]:
    """The fewest tokens that every text holding ``word`` has; none for one Latin letter."""
    found: set[str] = set()
    for latin, other in _RUNS.findall(word):
        if latin:
            found.update(_grams(latin, 3) or _grams(latin, 2))
        else:
            found.update(_grams(other, 2) or {other})
    return found


def _grams(run: str, size: int) -> set[str]:
    return {run[at : at + size] for at in range(len(run) - size + 1)}


def searched(entity: type[Any]) -> tuple[str, ...]:
    """The columns an entity is found by; empty where it has no index."""
    return getattr(entity, "__search__", ())


def text_of(entity: type[Any], row: Any) -> str:
    """What is kept of one row: its searched columns, one a line."""
    is_dict = isinstance(row, dict)
    values = (row.get(name) if is_dict else getattr(row, name) for name in searched(entity))
    return plain("\n".join(str(value) for value in values if value))


# ── asking ───────────────────────────────────────────────────────
def hits(session: Session, entity: type[Any], question: str) -> Hits:
    """The rows whose text holds every word of ``question``."""
    words = plain(question).split()
    asked = set().union(*(tokens_asked(word) for word in words))
    if not asked:
        return Hits([], is_common=True)
    return _ask(session.connection(), entity.__tablename__, asked, words)


def _ask(connection: Connection, table: str, asked: set[str], words: list[str]) -> Hits:
    """The ids of those whose text holds the words, up to one above the limit; of very many a
    sample. The texts themselves stay in the database: a thousand of them take longer to hand over
    than to read.
    """
    name, most = f"{table}_search", RARE + 1
    if connection.dialect.name == "sqlite":
        told: Any = " AND ".join(f'"{token}"' for token in sorted(asked))
        match = f"{name}_fts WHERE {name}_fts MATCH :told ORDER BY rowid DESC"
        hits, rows = f"SELECT rowid AS id FROM {match}", f"hit CROSS JOIN {name} USING (id)"  # noqa: S608
        place, together = "instr", "json_group_array"
    else:
        told, rows = sorted(asked), "hit"
        hits = f"SELECT id, plain FROM {name} WHERE tokens @> :told"  # noqa: S608
        place, together = "strpos", "array_agg"
    holds = " AND ".join(f"{place}(plain, :word{at}) > 0" for at in range(len(words)))
    found = text(
        f"WITH hit AS ({hits} LIMIT {most}), counted AS (SELECT count(*) AS number FROM hit),"  # noqa: S608
        f" few AS (SELECT id, plain FROM {rows} LIMIT"
        f" (SELECT CASE WHEN number > {RARE} THEN {SAMPLE} ELSE {most} END FROM counted))"
        f" SELECT (SELECT number FROM counted) AS number, {together}(id) AS ids FROM few"
        f" WHERE {holds}"
    ).columns(number=Integer, ids=Ids)
    params = {"told": told} | {f"word{at}": word for at, word in enumerate(words)}
    number, ids = connection.execute(found, params).one()
    return Hits(ids, is_common=number > RARE)


def holding(session: Session, table: str, words: str, most: int) -> list[int]:
    """The ids of rows whose text may hold ``words``, up to ``most``; the texts are not read."""
    told = sorted(tokens_asked(plain(words)))
    if not told:
        return []
    name, connection = f"{table}_search", session.connection()
    if connection.dialect.name == "sqlite":
        asked = f"SELECT rowid FROM {name}_fts WHERE {name}_fts MATCH :told"  # noqa: S608
        match: Any = " AND ".join(f'"{token}"' for token in told)
        order = "ORDER BY rowid DESC"
    else:
        asked, match, order = f"SELECT id FROM {name} WHERE tokens @> :told", told, ""  # noqa: S608
    found = connection.execute(text(f"{asked} {order} LIMIT {most}"), {"told": match})
    return list(found.scalars())


# ── keeping ──────────────────────────────────────────────────────
def listen(factory: Any) -> None:
    """Keep the index in the transaction of the records themselves."""

    @events.listens_for(factory, "after_flush")
    def keep(session: Session, _context: object) -> None:
        for is_new, records in ((True, session.new), (False, session.dirty)):
            for entity, group in _by_entity(records, is_new).items():
                put(session.connection(), entity.__tablename__, group, is_new=is_new)


def _by_entity(records: Iterable[Any], is_new: bool) -> dict[type[Any], list[tuple[int, str]]]:
    found: dict[type[Any], list[tuple[int, str]]] = {}
    for record in records:
        entity = type(record)
        if searched(entity) and (is_new or _is_touched(record)):
            found.setdefault(entity, []).append((record.id, text_of(entity, record)))
    return found


def _is_touched(record: Any) -> bool:
    attributes = inspect(record).attrs
    return any(attributes[name].history.has_changes() for name in searched(type(record)))


def put(
    connection: Connection, of_table: str, rows: list[tuple[int, str]], *, is_new: bool
) -> None:
    """Index rows of (id, text): new ones, or ones whose text has changed."""
    table = f"{of_table}_search"
    if not rows:
        return
    if not is_new:
        _forget(connection, table, [pk for pk, _ in rows])
    told = [{"id": pk, "plain": kept, "tokens": sorted(tokens_of(kept))} for pk, kept in rows]
    for statement in _puts(connection.dialect.name, table):
        connection.execute(text(statement), _as_lines(told, connection.dialect.name))


def _puts(dialect: str, table: str) -> tuple[str, ...]:
    if dialect == "sqlite":
        return (
            f"INSERT INTO {table} (id, plain) VALUES (:id, :plain)",  # noqa: S608
            f"INSERT INTO {table}_fts (rowid, tokens) VALUES (:id, :tokens)",  # noqa: S608
        )
    return (f"INSERT INTO {table} (id, plain, tokens) VALUES (:id, :plain, :tokens)",)  # noqa: S608


def _as_lines(rows: list[dict[str, Any]], dialect: str) -> list[dict[str, Any]]:
    """FTS5 takes its tokens as one line, PostgreSQL as an array."""
    if dialect != "sqlite":
        return rows
    return [{**row, "tokens": " ".join(row["tokens"])} for row in rows]


def _forget(connection: Connection, table: str, ids: list[int]) -> None:
    """Take rows out; a contentless FTS5 table wants to be told what it held."""
    chosen: BindParameter[int] = bindparam("ids", expanding=True)
    if connection.dialect.name == "sqlite":
        held = text(f"SELECT id, plain FROM {table} WHERE id IN :ids").bindparams(chosen)  # noqa: S608
        gone = [
            {"id": pk, "tokens": " ".join(sorted(tokens_of(kept)))}
            for pk, kept in connection.execute(held, {"ids": ids})
        ]
        if gone:
            fts = f"{table}_fts"
            drop = f"INSERT INTO {fts} ({fts}, rowid, tokens) VALUES ('delete', :id, :tokens)"  # noqa: S608
            connection.execute(text(drop), gone)
    gone_for_good = text(f"DELETE FROM {table} WHERE id IN :ids").bindparams(chosen)  # noqa: S608
    connection.execute(gone_for_good, {"ids": ids})
