"""The tables of what customers bought and had done: three readers of ours beside the peers."""

from collections.abc import Iterator, Mapping
from typing import Any

from bench.business_rows import SERVICES, TRADES
from bench.drive import BUSINESS
from bench.goals import BOTH
from bench.rows import SIZES

Figures = Mapping[str, Any] | None
OURS = {
    "kedang_leader": "Kedang, company",
    "kedang_clerk": "on duty",
    "kedang_archivist": "archivist",
}
PEERS = {"django": "Django admin", "limit": "limit"}
TRIPLES = {"CPU ms": "min_cpu_ms", "SQL": "sql", "KB": "kb"}
FULL = 25
HEAD = """## Business

Ten transactions and two service records a customer. *on duty* is a clerk of the department that
enters them: sees those of every customer but the trade secrets, and no file. *archivist* sees the
records of 0.2 % of the customers. Django's tab is its list narrowed to the customer, as its own
links are. *search* is part of a number, or what a service was about. Times are least / median in
ms: of requests asked in turn the least suffers least from other work, and the ratios are of these.
Processor time (least), statements and page weight are for Kedang's three readers, Django, limit.
"""


def tables(found: Mapping[tuple[str, str, str, str], Mapping[str, Any]]) -> Iterator[str]:
    """Nothing where it was not measured."""
    places = [
        (database, size)
        for database in BOTH
        for size in SIZES
        if any(key[:2] == (database, size) and key[2] in BUSINESS for key in found)
    ]
    if places:
        yield HEAD
    for database, size in places:
        rows = SIZES[size]
        yield (
            f"### {database}, {TRADES * rows:,} transactions and {SERVICES * rows:,} service"
            f" records of {rows:,} customers\n"
        )
        lines = (_line(page, _told(found, database, size, page)) for page in BUSINESS)
        yield "\n".join([*_head(), *lines]) + "\n"


def _told(found: Mapping[Any, Any], database: str, size: str, page: str) -> dict[str, Figures]:
    return {name: found.get((database, size, page, name)) for name in (*OURS, *PEERS)}


def _head() -> Iterator[str]:
    heads = ["page", *OURS.values(), *PEERS.values(), *(f"× {name}" for name in PEERS.values())]
    heads += TRIPLES
    yield "| " + " | ".join(heads) + " |"
    yield "|---" * len(heads) + "|"


def _line(page: str, told: Mapping[str, Figures]) -> str:
    cells = [page, *(_cell(told[name], page, name) for name in (*OURS, *PEERS))]
    cells += [_times(told["kedang_leader"], told[peer]) for peer in PEERS]
    cells += [
        ", ".join(f"{one[figure]:.0f}" if one else "–" for one in told.values())
        for figure in TRIPLES.values()
    ]
    return "| " + " | ".join(cells) + " |"


def _cell(told: Figures, page: str, name: str) -> str:
    if not told:
        return "–"
    may_be_short = page.endswith(("_tab", "_search")) or name == "kedang_archivist"
    mark = "" if may_be_short or told["shown"] == FULL else " †"
    return f"{told['min_ms']:.1f} / {told['median_ms']:.1f}{mark}"


def _times(mine: Figures, theirs: Figures) -> str:
    return f"{mine['min_ms'] / theirs['min_ms']:.2f}" if mine and theirs else "–"
