"""docs/benchmarks.md from what ``make bench`` wrote down; no figure in it is typed by hand."""

import json
import os
import platform
import sqlite3
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench import business_report, goals, rate
from bench.drive import IMPORTED, PAGES
from bench.places import RESULTS, ROOT
from bench.rows import SIZES
from tests import servers
from tools.tasks import section_of, with_section

PAGE = ROOT / "docs" / "benchmarks.md"
COLUMNS = {
    "ours": "Kedang, company",
    "kedang_archivist": "archivist",
    "kedang_staff": "staff",
    "fab": "plain FAB",
    "django": "Django admin",
    "limit": "limit",
}
PEERS = ("fab", "django", "limit")
TRIPLES = {"CPU ms": "cpu_ms", "SQL": "sql", "KB": "kb"}
FULL = 25
MUST_BE_FULL = {"list", "deep", "filter", "search_common", "sort"}
HEAD = """# Benchmarks

Written by `make bench` (`bench/report.py`) from its own results; nothing here is typed by hand.

* Measured: {days}. Machine: {cpu}, {cores} cores, {memory} GiB, {system}; **shared with other
  work while measuring** (load {load}), so compare figures of one table with each other, never
  milliseconds across tables.
* Python {python}, SQLite {sqlite}, PostgreSQL {postgres} (the server's own settings as found).
* Kedang on Flask-AppBuilder {fab_version}, SQLAlchemy {sqlalchemy}; peers: {peers}.
* Command: `make bench SIZES="{sizes}" DATABASES="{databases}"`.

## How to read it

* The same customers everywhere: one generator, two contacts each. All targets run at once, each
  under gunicorn with two synchronous workers, and are asked in turn, request by request.
* Times are median / p95 in ms of {times} requests; a page of many seconds gets five. A list, deep
  page, filter, common search or sort that does not show its 25 rows is marked † and counts for
  nothing.
* *Kedang, company* reads as a leader who sees every customer; forms and saves as a chief
  archivist, who sees as much and writes. *archivist* keeps a department of 0.2 % of the customers.
  *staff* sees their own and 20 shared ones. The peers are asked as their administrator: they have
  no row scope.
* *limit* is plain SQL with the right indexes and Jinja2 without any framework, session store,
  permission or form protection: what the machine could do. It is no product.
* *deep* is 90 % down: a cursor for Kedang and limit, a page number for the others. *filter* is two
  conditions that 3 % of the customers meet. *search* is two characters that few names hold,
  *search_common* two that many hold. Kedang searches seven columns, the peers one. *sort* is by the
  last change for Kedang, by sales for the others.
* Django's detail is its form, with both contacts in it; Kedang's contacts are a tab with a request
  of its own (*contacts_tab*), so compare the sum. Flask-AppBuilder's detail holds them too.
* A save of Kedang writes its audit entry into a hash chain and waits for the disk
  (`synchronous=FULL`); Django's writes a log row, plain FAB's nothing, both with
  `synchronous=NORMAL` on SQLite.
* The last three columns are for Kedang, plain FAB, Django, limit: processor time of the web process
  (other work on the machine disturbs it least; PostgreSQL's own is not in it), statements, page
  weight. BEGIN, which most drivers send unseen, is not counted as a statement.
* Every database has its statistics (ANALYZE). On SQLite they decide which way a reader of one
  department is served; see the archivist's searches.
* Kedang's rows are seeded without audit entries; what the trail costs is in *save* and in the
  import.
"""

Found = dict[tuple[str, str, str, str], dict[str, Any]]


def main() -> None:
    """Write the page; what the browser walks wrote into it stays."""
    found = _found()
    walked = section_of(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else ""
    parts = [
        HEAD.format(**_machine(found)),
        *_tables(found),
        *business_report.tables(found),
        *_files(found),
        *_servers(found),
        _goals(found),
    ]
    PAGE.write_text(with_section("\n".join(parts), walked), encoding="utf-8")


def _found() -> Found:
    """The newest figures by database, size, page and target; an import's steps are one."""
    found: Found = {}
    for path in sorted(RESULTS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            page = told.get("page") or told.get("export") or "import"
            key = (told["database"], told["size"], page, told["target"])
            found[key] = _with_file_figures(told, found.get(key) if page == "import" else None)
    return found


def _with_file_figures(told: dict[str, Any], before: dict[str, Any] | None) -> dict[str, Any]:
    if "seconds" not in told:
        return told
    seconds = told["seconds"] + (before["seconds"] if before and "peer" in before else 0)
    more = {"seconds": seconds, "median_ms": seconds * 1000}
    if told.get("imported", "flask import") != "flask import":
        more["peer"] = True
    if "idle_mb" in told:
        more["grown_mb"] = told["peak_mb"] - told["idle_mb"]
    return {**told, **more}


def _machine(found: Found) -> dict[str, Any]:
    days = sorted({told["at"][:10] for told in found.values()})
    loads = [told["load"] for told in found.values() if "load" in told]
    return {
        "days": ", ".join(days),
        "cpu": _line_of("/proc/cpuinfo", "model name"),
        "cores": os.cpu_count(),
        "memory": int(_line_of("/proc/meminfo", "MemTotal").split()[0]) // 2**20,
        "system": f"{platform.system()} {platform.release()}",
        "load": f"{min(loads):.1f} to {max(loads):.1f}" if loads else "not known",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgres": servers.version(servers.server_url()).split()[0],
        "fab_version": version("flask-appbuilder"),
        "sqlalchemy": version("sqlalchemy"),
        "peers": _pinned(),
        "sizes": " ".join(size for size in SIZES if any(key[1] == size for key in found)),
        "databases": " ".join(d for d in goals.BOTH if any(key[0] == d for key in found)),
        "times": max((told.get("n", 0) for told in found.values()), default=0),
    }


def _line_of(path: str, name: str) -> str:
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return next((x.partition(":")[2].strip() for x in lines if x.startswith(name)), "unknown")


def _pinned() -> str:
    wanted = ("flask-appbuilder", "django==", "django-import-export", "gunicorn", "jinja2")
    lines: dict[str, None] = {}
    for path in sorted((ROOT / "bench" / "targets").glob("requirements-*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.lower().startswith(wanted):
                lines[line.replace("==", " ")] = None
    return ", ".join(lines)


def _tables(found: Found) -> Iterator[str]:
    for database in goals.BOTH:
        for size, rows in SIZES.items():
            if (database, size, "list", "kedang_leader") in found:
                yield f"## {database}, {rows:,} customers\n"
                yield "\n".join(_table(found, database, size)) + "\n"


def _table(found: Found, database: str, size: str) -> Iterator[str]:
    ratios = [f"× {COLUMNS[peer]}" for peer in PEERS]
    heads = ["page", *COLUMNS.values(), *ratios, *TRIPLES]
    yield "| " + " | ".join(heads) + " |"
    yield "|---" * len(heads) + "|"
    for page in (*PAGES, "save"):
        mine = goals.ours(found, database, size, page)
        theirs = {name: found.get((database, size, page, name)) for name in COLUMNS}
        row = {**theirs, "ours": mine}
        cells = [page, *(_cell(row[name], page, name) for name in COLUMNS)]
        cells += [_times(mine, row[peer]) for peer in PEERS]
        counted = [row[name] for name in ("ours", "fab", "django", "limit")]
        cells += [_triple(counted, figure) for figure in TRIPLES.values()]
        yield "| " + " | ".join(cells) + " |"


def _triple(counted: list[Mapping[str, Any] | None], figure: str) -> str:
    return ", ".join(f"{told[figure]:.0f}" if told and figure in told else "–" for told in counted)


def _cell(told: Mapping[str, Any] | None, page: str, name: str) -> str:
    if not told:
        return "–"
    narrow = name in {"kedang_archivist", "kedang_staff"}  # They may see fewer than a page.
    short = page in MUST_BE_FULL and not narrow and told["shown"] != FULL
    return f"{told['median_ms']:.1f} / {told['p95_ms']:.0f}" + (" †" if short else "")


def _times(mine: Mapping[str, Any] | None, theirs: Mapping[str, Any] | None) -> str:
    return f"{mine['median_ms'] / theirs['median_ms']:.2f}" if mine and theirs else "–"


def _files(found: Found) -> Iterator[str]:
    yield f"## Exports and imports of {IMPORTED:,} customers\n"
    yield "| what | database | target | seconds | first byte, s | peak MB | over idle MB | note |"
    yield "|---|---|---|---|---|---|---|---|"
    for (database, _, page, target), told in found.items():
        if "seconds" in told:
            yield _file_line(database, page, target, told)
    yield (
        "\nDjango's import is django-import-export with its documented bulk options: preview and"
        " confirmation added up. Kedang's is `flask import` from start to end, with checks,"
        " duplicates, audit entries and the record of what became of each row. Plain FAB has"
        " neither import nor export.\n"
    )


def _file_line(database: str, page: str, target: str, told: Mapping[str, Any]) -> str:
    there = told["status"] in {0, 200, 302}
    note = "" if there else f"not there (answered {told['status']})"
    seconds = f"{told['seconds']:.1f}" if there else "–"
    first = f"{told['first_s']:.2f}" if there and "first_s" in told else "–"
    grown = f"{told['grown_mb']:.0f}" if there and "grown_mb" in told else "–"
    peak = f"{told['peak_mb']:.0f}" if there else "–"
    if there and told.get("shown") not in {None, SIZES[told["size"]]}:
        note = f"held {told['shown']:,} customers"
    cells = (page, database, target, seconds, first, peak, grown, note)
    return "| " + " | ".join(cells) + " |"


def _servers(found: Found) -> Iterator[str]:
    """Nothing where it was not measured."""
    places = [(d, s) for d in goals.BOTH for s in SIZES if (d, s, "rate", "kedang_leader") in found]
    if not places:
        return
    yield f"## Many at once, and a start\n\n{rate.ABOUT}"
    yield "| database | customers | target | lists a second | seconds to the first page | MB |"
    yield "|---|---|---|---|---|---|"
    for database, size in places:
        for name in ("kedang_leader", *PEERS):
            given, begun = (found[database, size, page, name] for page in ("rate", "start"))
            cells = f"{given['per_second']:.0f} | {begun['start_s']:.1f} | {begun['held_mb']:.0f}"
            yield f"| {database} | {SIZES[size]:,} | {name} | {cells} |"
    yield ""


def _goals(found: Found) -> str:
    head = [
        "## Goals\n",
        "A change below a *gate* is not done; *stretch* is what we want to say in public. A goal"
        " for 1m is judged at the largest size measured, which is named. Verdicts go by the clock;"
        " the ratio of processor times stands beside, for the clock suffers from other work.\n",
        "| # | what | where | measured | gate | stretch | verdict |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *goals.lines(found)]) + "\n"
