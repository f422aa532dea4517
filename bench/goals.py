"""What the product promises, each promise beside what was measured."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

Results = Mapping[tuple[str, str, str, str], Mapping[str, Any]]  # database, size, page, target
SIZES = ("1m", "100k", "10k")
COMPANY = {"edit_form": "kedang_chief", "contact_form": "kedang_chief", "save": "kedang_chief"}
READERS = (
    "kedang_leader", "kedang_chief", "kedang_archivist", "kedang_staff", "kedang_clerk",
)  # fmt: skip
BOTH = ("sqlite", "postgresql")


class Ratio(NamedTuple):
    """Our median over a peer's. ``gate`` is the floor; ``stretch`` is what we say in public."""

    row: int
    page: str
    size: str
    base: str
    gate: float
    stretch: float
    databases: tuple[str, ...] = BOTH


class Most(NamedTuple):
    """The most of something a page may have, for any of our readers."""

    row: int
    page: str
    figure: str
    gate: float
    stretch: float


LISTS = ("list", "deep", "filter", "search", "search_common", "sort")
LITE, POSTGRES = ("sqlite",), ("postgresql",)
#: Of what customers bought and had done: the same promises at a million transactions.
BUSINESS = ("trade", "service")
BUSINESS_LISTS = (
    "trade_list", "trade_deep", "trade_filter", "trade_search", "trade_sort",
    "service_list", "service_deep", "service_filter", "service_search",
)  # fmt: skip
RATIOS = (
    Ratio(1, "list", "10k", "django", 0.6, 0.4),
    Ratio(1, "list", "10k", "fab", 0.5, 0.5),
    Ratio(2, "list", "1m", "django", 0.2, 0.1, POSTGRES),
    Ratio(2, "list", "1m", "django", 0.6, 0.4, LITE),
    Ratio(3, "deep", "1m", "django", 0.1, 0.05),
    Ratio(3, "deep", "1m", "fab", 0.35, 0.35),
    Ratio(4, "filter", "1m", "django", 0.15, 0.08, POSTGRES),
    Ratio(4, "filter", "1m", "django", 0.35, 0.2, LITE),
    Ratio(5, "search", "1m", "django", 0.15, 0.08),
    Ratio(5, "search_common", "1m", "django", 0.15, 0.08),
    Ratio(6, "sort", "1m", "django", 0.15, 0.15, POSTGRES),
    Ratio(6, "sort", "1m", "fab", 0.5, 0.5, LITE),
    Ratio(10, "contact_form", "100k", "django", 0.02, 0.02),
    Ratio(10, "contact_form", "100k", "fab", 0.02, 0.02),
    Ratio(11, "csv", "100k", "django", 0.2, 0.12),
    Ratio(12, "xlsx", "100k", "django", 0.15, 0.08),
    Ratio(14, "import", "100k", "django", 0.15, 0.08),
    Ratio(16, "save", "1m", "django", 1.0, 0.8),
    Ratio(17, "detail + contacts_tab", "1m", "django", 0.6, 0.4),
    *(Ratio(20, page, "1m", "limit", 10, 6) for page in LISTS),
    *(Ratio(2, f"{kind}_list", "100k", "django", 0.2, 0.1, POSTGRES) for kind in BUSINESS),
    *(Ratio(2, f"{kind}_list", "100k", "django", 0.6, 0.4, LITE) for kind in BUSINESS),
    *(Ratio(3, f"{kind}_deep", "100k", "django", 0.1, 0.05) for kind in BUSINESS),
    *(Ratio(4, f"{kind}_filter", "100k", "django", 0.15, 0.08, POSTGRES) for kind in BUSINESS),
    *(Ratio(4, f"{kind}_filter", "100k", "django", 0.35, 0.2, LITE) for kind in BUSINESS),
    *(Ratio(5, f"{kind}_search", "100k", "django", 0.15, 0.08) for kind in BUSINESS),
    Ratio(6, "trade_sort", "100k", "django", 0.15, 0.15, POSTGRES),
    *(Ratio(20, page, "100k", "limit", 10, 6) for page in BUSINESS_LISTS),
)
MOSTS = (
    *(Most(8, page, "sql", 8, 6) for page in (*LISTS, "detail", "contacts_tab", "edit_form")),
    Most(8, "save", "sql", 15, 15),
    *(Most(9, page, "kb", 50, 35) for page in LISTS),
    *(Most(8, page, "sql", 8, 6) for page in (*BUSINESS_LISTS, "trade_tab", "service_tab")),
    *(Most(9, page, "kb", 50, 35) for page in BUSINESS_LISTS),
)
GROWTH = 7, 1.5, 1.2
ABSOLUTE = (
    (11, "csv", "first_s", "s to the first byte", 0.5, 0.5),
    (12, "xlsx", "first_s", "s to the first byte", 0.5, 0.5),
    (13, "csv", "grown_mb", "MB over idle", 30, 15),
    (13, "xlsx", "grown_mb", "MB over idle", 30, 15),
    (15, "import", "grown_mb", "MB over idle", 60, 60),
)
#: Row, figure, what it is called, size, peer, floor or ceiling, what we say in public, databases.
#: Of lists given in a second more is better, of seconds and memory less.
SERVERS = (
    (18, "rate", "per_second", "requests/s", "10k", "django", 1.5, 2.5, POSTGRES),
    (18, "rate", "per_second", "requests/s", "1m", "django", 4.0, 10.0, POSTGRES),
    (19, "start", "start_s", "seconds to the first page", "10k", "fab", 1.3, 1.0, BOTH),
    (19, "start", "held_mb", "MB held by a worker", "10k", "fab", 1.3, 1.0, BOTH),
)
UNITS = {"sql": "statements", "kb": "KB"}


def lines(found: Results) -> Iterator[str]:
    """The rows of the table of goals: what, where, measured, gate, stretch, verdict."""
    for ratio in RATIOS:
        for database in ratio.databases:
            yield _ratio(found, ratio, database)
    yield from _servers(found)
    for database in BOTH:
        yield from _mosts(found, database)
        yield from _growths(found, database)
        yield from _absolutes(found, database)


def ours(found: Results, database: str, size: str, page: str) -> Mapping[str, Any] | None:
    """What the reader who sees the whole company met; a detail with its tab is their sum."""
    if " + " in page:
        parts = [ours(found, database, size, part) for part in page.split(" + ")]
        whole = [part for part in parts if part]
        figures = ("median_ms", "cpu_ms")
        told = {name: sum(part.get(name, 0) for part in whole) for name in figures}
        return told if len(whole) == len(parts) else None
    return found.get((database, size, page, COMPANY.get(page, "kedang_leader")))


def _ratio(found: Results, goal: Ratio, database: str) -> str:
    what = f"{goal.row} | {goal.page}, × {goal.base}"
    for size in SIZES[SIZES.index(goal.size) :]:
        mine = ours(found, database, size, goal.page)
        theirs = found.get((database, size, goal.page.split(" + ")[0], goal.base))
        if mine and theirs and _is_whole(mine) and _is_whole(theirs):
            reached = mine["median_ms"] / theirs["median_ms"]
            shown = f"{reached:.2f}{_by_processor(mine, theirs)}"
            return _line(what, f"{database} {size}", shown, reached, goal)
    return f"| {what} | {database} {goal.size} | – | {goal.gate} | {goal.stretch} | not measured |"


def _servers(found: Results) -> Iterator[str]:
    for row, page, figure, unit, size, peer, gate, stretch, databases in SERVERS:
        for database in databases:
            what, where = f"{row} | {page}, {unit}, × {peer}", f"{database} {size}"
            mine = found.get((database, size, page, "kedang_leader"))
            theirs = found.get((database, size, page, peer))
            if not (mine and theirs):
                wanted = f"{gate:g} | {stretch:g} | not measured |"
                yield f"| {what} | {where} | – | {wanted}"
                continue
            reached = mine[figure] / theirs[figure]
            goal = Most(row, page, figure, gate, stretch)
            is_floor = figure == "per_second"
            yield _line(what, where, f"{reached:.2f}", reached, goal, is_floor=is_floor)


def _by_processor(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> str:
    """The same ratio of the web processes' own time, where both told it."""
    if not (mine.get("cpu_ms") and theirs.get("cpu_ms")):
        return ""
    return f" (CPU {mine['cpu_ms'] / theirs['cpu_ms']:.2f})"


def _is_whole(figures: Mapping[str, Any]) -> bool:
    return bool(figures.get("status", 200) in {0, 200, 302})


def _line(
    what: str, where: str, shown: str, reached: float, goal: Any, *, is_floor: bool = False
) -> str:
    gate, stretch, sign = goal.gate, goal.stretch, "≥" if is_floor else "≤"
    missed, short = (reached < gate, reached < stretch) if is_floor else (
        reached > gate, reached > stretch)  # fmt: skip
    verdict = "**not met**" if missed else "met" if short else "met, stretch"
    return f"| {what} | {where} | {shown} | {sign} {gate:g} | {sign} {stretch:g} | {verdict} |"


def _mosts(found: Results, database: str) -> Iterator[str]:
    for goal in MOSTS:
        seen = [
            float(figures[goal.figure])
            for (place, _, page, target), figures in found.items()
            if place == database and page == goal.page and target in READERS
        ]
        if seen:
            what = f"{goal.row} | {goal.page}, {UNITS[goal.figure]}, any reader"
            yield _line(what, database, f"{max(seen):.0f}", max(seen), goal)


def _growths(found: Results, database: str) -> Iterator[str]:
    row, gate, stretch = GROWTH
    for page in (*LISTS, *BUSINESS_LISTS):
        small = ours(found, database, "10k", page)
        size = next((s for s in SIZES[:-1] if ours(found, database, s, page)), None)
        if small and size:
            large = ours(found, database, size, page)
            assert large is not None
            grown = large["median_ms"] / small["median_ms"]
            goal = Most(row, page, "", gate, stretch)
            yield _line(
                f"{row} | {page}, growth", f"{database} 10k → {size}", f"{grown:.2f}", grown, goal
            )


def _absolutes(found: Results, database: str) -> Iterator[str]:
    for row, page, figure, unit, gate, stretch in ABSOLUTE:
        mine = ours(found, database, "100k", page)
        if mine and _is_whole(mine):
            goal = Most(row, page, figure, gate, stretch)
            reached = mine[figure]
            yield _line(
                f"{row} | {page}, {unit}", f"{database} 100k", f"{reached:.2f}", reached, goal
            )
