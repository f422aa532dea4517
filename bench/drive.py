"""Ask the targets in turn, request by request, so that the machine's noise falls on all alike."""

import os
import re
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench import seed
from bench.browser import Answer, Forms
from bench.places import DATA, ROOT
from bench.rows import FIRST_IMPORTED, write_for_peers, write_for_us
from bench.target import Target, memory

PAGES = (
    "list", "deep", "filter", "search", "search_common", "sort",
    "detail", "contacts_tab", "edit_form", "contact_form",
)  # fmt: skip
BUSINESS = (
    "trade_list", "trade_deep", "trade_filter", "trade_search", "trade_sort", "trade_tab",
    "service_list", "service_deep", "service_filter", "service_search", "service_tab",
)  # fmt: skip
NUMBER = re.compile(
    rb"C0\d{8}|(?:KH|JY|FW)\d{10,11}[0-9A-Z]"
)  # How the rows a page really shows are counted
WARM = 3
FEW = 5
BUDGET = 15.0  # Seconds per page and target after which a few requests say enough.
SLOW_FORMS = 100_000  # Above, a peer's contact form holds a million customers.
IMPORTED = 100_000
TOLD = DATA / "import_kedang.log"
GLANCE = 0.1
MIB = 2**20
Emit = Callable[..., None]


def pages(
    targets: Sequence[Target],
    chosen: Sequence[str],
    times: int,
    emit: Emit,
    part: str = "pages",
) -> None:
    """Each chosen page of each target that has it."""
    for page in chosen:
        live = [target for target in targets if _has(target, part, page)]
        taken: dict[str, list[Answer]] = {target.name: [] for target in live}
        for turn in range(times + WARM):
            for target in live:
                _ask(target, target.spec[part][page], turn, taken[target.name])
        for target in live:
            emit(target=target.name, page=page, **_told(taken[target.name]))


def _has(target: Target, part: str, page: str) -> bool:
    is_peer = target.spec["owner"] != "kedang"
    too_slow = page == "contact_form" and is_peer and target.rows > SLOW_FORMS
    return page in target.spec[part] and not too_slow


def _ask(target: Target, address: str, turn: int, taken: list[Answer]) -> None:
    """One request more, unless the page is so slow that a few of them say enough."""
    if sum(answer.seconds for answer in taken) > BUDGET and len(taken) >= FEW:
        return
    answer = target.client.get(target.path(address, turn))
    if turn >= WARM or answer.seconds > BUDGET / FEW:
        taken.append(answer)


def _told(taken: Sequence[Answer]) -> dict[str, Any]:
    """``shown`` is the smallest number of customers any of the answers showed."""
    last, ordered = taken[-1], sorted(answer.seconds * 1000 for answer in taken)
    spent = [float(answer.headers["X-CPU-Ms"]) for answer in taken]
    return {
        "status": max(answer.status for answer in taken),
        "n": len(ordered),
        "median_ms": statistics.median(ordered),
        "min_ms": ordered[0],
        "p95_ms": ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))],
        "cpu_ms": statistics.median(spent),
        "min_cpu_ms": min(spent),
        "sql": max(int(answer.headers["X-SQL-Count"]) for answer in taken),
        "sql_ms": statistics.median(float(answer.headers["X-SQL-Ms"]) for answer in taken),
        "kb": last.size / 1024,
        "shown": min(len(set(NUMBER.findall(answer.body))) for answer in taken),
    }


def saves(targets: Sequence[Target], times: int, emit: Emit) -> None:
    """Another telephone number for another customer, through the form as a browser sends it."""
    live = [target for target in targets if "save" in target.spec]
    taken: dict[str, list[Answer]] = {target.name: [] for target in live}
    for turn in range(times + WARM):
        for target in live:
            answer = _save(target, turn)
            if turn >= WARM:
                taken[target.name].append(answer)
    for target in live:
        emit(target=target.name, page="save", **_told(taken[target.name]))


def _save(target: Target, turn: int) -> Answer:
    path, field = target.path(target.spec["save"]["path"], turn), target.spec["save"]["field"]
    form = Forms(target.client.get(path).body.decode()).having(field)
    answer = target.client.send(path, form, {field: f"139{time.time_ns() % 10**8:08d}"})
    if answer.status not in {302, 303}:
        raise SystemExit(f"{target.name}: saving {path} answered {answer.status}")
    return answer


def exports(targets: Sequence[Target], emit: Emit) -> None:
    """The whole table as CSV and XLSX, where the target has it."""
    for target in targets:
        for kind, told in target.spec.get("export", {}).items():
            idle = target.resident()
            target.forget_peak()
            out = DATA / f"exported.{kind}"
            answer = _export(target, told, out)
            emit(
                target=target.name, export=kind, status=answer.status, seconds=answer.seconds,
                first_s=answer.first, mb=answer.size / MIB, peak_mb=target.peak(), idle_mb=idle,
                shown=len(set(NUMBER.findall(out.read_bytes()))) if kind == "csv" else None,
            )  # fmt: skip


def _export(target: Target, told: dict[str, Any], out: Path) -> Answer:
    path = target.path(told["path"])
    with out.open("wb") as sink:
        if "form_with" not in told:
            return target.client.get(path, sink)
        page = target.path(told.get("page", told["path"]))
        form = Forms(target.client.get(page).body.decode()).having(told["form_with"])
        form.action = path  # The page's form, sent by the button that names this address.
        return target.client.send(page, form, told["set"], sink)


def imports(targets: Sequence[Target], emit: Emit) -> None:
    """A file of new customers through each peer's own steps; these change their databases."""
    path = DATA / "import_peers.csv"
    write_for_peers(path, IMPORTED)
    for target in (found for found in targets if "import" in found.spec):
        target.forget_peak()
        page, place = None, ""
        for step in target.spec["import"]:
            if "path" in step:
                place = target.path(step["path"])
                page = target.client.get(place)
            assert page is not None
            form = Forms(page.body.decode()).having(step["form_with"])
            if "path" in step:
                page = target.client.upload(place, form, step["set"], step["form_with"], path)
            else:
                page = target.client.send(place, form, {})
            emit(
                target=target.name, imported=step["form_with"], status=page.status,
                seconds=page.seconds, peak_mb=target.peak(), sql=page.headers.get("X-SQL-Count"),
            )  # fmt: skip


def our_import(database: str, size: str, emit: Emit) -> None:
    """The same customers by ``flask import``, from starting the command to its end.

    A file of one customer tells first what the command takes before it reads.
    """
    idle, _, _ = _imported(database, size, FIRST_IMPORTED + IMPORTED, 1)
    peak, seconds, status = _imported(database, size, FIRST_IMPORTED, IMPORTED)
    emit(
        target="kedang_leader", imported="flask import", status=status, seconds=seconds,
        peak_mb=peak, idle_mb=idle, told=TOLD.read_text(encoding="utf-8")[:200],
    )  # fmt: skip


def _imported(database: str, size: str, first: int, count: int) -> tuple[float, float, int]:
    """Peak in MiB, seconds and exit code of one import.

    The peak is looked up while it runs: what the system tells at the end counts this process too,
    of which the other began as a copy.
    """
    path = DATA / "import_kedang.csv"
    write_for_us(path, first, count)
    flask = str(ROOT / ".venv" / "bin" / "flask")
    command = [flask, "--app", "run", "import", str(path), "--as", "customers"]
    begun, peak = time.perf_counter(), 0.0
    with TOLD.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, env={**os.environ, **seed.environ(database, size)},
            stdout=log, stderr=log,
        )  # fmt: skip
        while process.poll() is None:
            peak = max(peak, memory(process.pid, "VmHWM:"))
            time.sleep(GLANCE)
    return peak, time.perf_counter() - begun, process.returncode
