"""``python -m bench``: fill the databases, measure, write docs/benchmarks.md (bench/README.md)."""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bench import business_rows, drive, own_business, peers, rate, report, seed
from bench.places import DATA, RESULTS, ROOT, VENVS, data_folder
from bench.rows import SIZES
from bench.target import Target

STEPS = ("fill", "pages", "export", "rate", "business", "import", "report")
IMPORT_SIZE = "100k"
TARGETS: dict[str, Any] = tomllib.loads((ROOT / "bench" / "targets.toml").read_text("utf-8"))


def main() -> None:
    told = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # So that the targets are stopped too.
    RESULTS.mkdir(parents=True, exist_ok=True)
    DATA.mkdir(parents=True, exist_ok=True)
    _install()
    for database in told.databases:
        for size in told.sizes:
            _measure(database, size, told)
    if "report" in told.steps:
        report.main()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", choices=list(SIZES), default=["10k", "100k"])
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--targets", nargs="+", choices=list(TARGETS), default=list(TARGETS))
    parser.add_argument("--steps", nargs="+", choices=STEPS, default=list(STEPS))
    parser.add_argument("--pages", nargs="+", choices=drive.PAGES, default=list(drive.PAGES))
    parser.add_argument("--port", type=int, default=5440, help="the first target's; others follow")
    parser.add_argument("-n", type=int, default=20, help="requests per page and target")
    return parser.parse_args()


def _install() -> None:
    """The peers' environments, from their pinned lists."""
    for name in ("fab", "django", "limit"):
        folder = VENVS / name
        wanted = ROOT / "bench" / "targets" / f"requirements-{name}.txt"
        mark = folder / ".installed"
        if mark.exists() and mark.read_bytes() == wanted.read_bytes():
            continue
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)  # noqa: S603
        pip = [str(folder / "bin" / "pip"), "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", str(wanted)], check=True)  # noqa: S603
        mark.write_bytes(wanted.read_bytes())


def _measure(database: str, size: str, told: argparse.Namespace) -> None:
    if "fill" in told.steps:
        _fill(database, size, business=_has_business(size, told))
    emit = _writer(database, size)
    if {"pages", "export", "rate"} & set(told.steps):
        _ask(database, size, told, emit)
    if "rate" in told.steps:
        _start(database, size, told, emit)
    if _has_business(size, told):
        _ask_business(database, size, told, emit)
    if "import" in told.steps and size == IMPORT_SIZE:
        _import(database, size, told, emit)


def _has_business(size: str, told: argparse.Namespace) -> bool:
    return "business" in told.steps and size in business_rows.SIZES


def _fill(database: str, size: str, *, business: bool) -> None:
    """Both databases anew; what was measured over the old ones is forgotten."""
    _book(database, size).unlink(missing_ok=True)
    begun = time.perf_counter()
    peers.fill(database, size, business=business)
    between = time.perf_counter()
    app = seed.seed(database, size)
    if business:
        own_business.seed(app, database, size)
    taken = f"peers {between - begun:.0f} s, ours {time.perf_counter() - between:.0f} s"
    sys.stdout.write(f"{database} {size} filled: {taken}\n")


def _writer(database: str, size: str) -> Callable[..., None]:
    """Adds a line to the results of this database and size, and shows it."""
    book = _book(database, size)

    def emit(**figures: Any) -> None:
        line = {"database": database, "size": size}
        with book.open("a", encoding="utf-8") as file:
            now = {"at": time.strftime("%Y-%m-%d %H:%M"), "load": os.getloadavg()[0]}
            file.write(json.dumps({**now, **line, **figures}, ensure_ascii=False) + "\n")
        sys.stdout.write(f"{database} {size} {_short(figures)}\n")
        sys.stdout.flush()

    return emit


def _book(database: str, size: str) -> Path:
    return RESULTS / f"{database}_{size}.jsonl"


def _short(figures: dict[str, Any]) -> str:
    return " ".join(
        f"{name}={value:.2f}" if isinstance(value, float) else f"{name}={value}"
        for name, value in figures.items()
    )


def _ask(database: str, size: str, told: argparse.Namespace, emit: Callable[..., None]) -> None:
    targets = _started(_having(told.targets, "pages"), database, size, told.port)
    try:
        if "pages" in told.steps:
            drive.pages(targets, told.pages, told.n, emit)
            drive.saves(targets, told.n, emit)
        if "export" in told.steps and size == IMPORT_SIZE:
            drive.exports(targets, emit)
        if "rate" in told.steps:
            rate.rates(targets, emit)
    finally:
        for target in targets:
            target.stop()


def _start(database: str, size: str, told: argparse.Namespace, emit: Callable[..., None]) -> None:
    """Alone: nothing of the others may stand in memory yet."""
    names = [name for name in _having(told.targets, "pages") if "beside" not in TARGETS[name]]
    made = [partial(Target, name, TARGETS[name], database, size) for name in names]
    rate.starts(made, told.port, emit)


def _ask_business(
    database: str, size: str, told: argparse.Namespace, emit: Callable[..., None]
) -> None:
    """In its own start: it is read by other people, and its peers are fewer."""
    targets = _started(_having(told.targets, "business"), database, size, told.port)
    try:
        drive.pages(targets, drive.BUSINESS, told.n, emit, part="business")
    finally:
        for target in targets:
            target.stop()


def _having(names: Sequence[str], part: str) -> list[str]:
    return [name for name in names if part in TARGETS[name]]


def _import(database: str, size: str, told: argparse.Namespace, emit: Callable[..., None]) -> None:
    """Last of all, for it leaves more customers behind."""
    chosen = [name for name in told.targets if "import" in TARGETS[name]]
    targets = _started(chosen, database, size, told.port)
    try:
        drive.imports(targets, emit)
    finally:
        for target in targets:
            target.stop()
    if (data_folder(database, size) / "readers.json").exists():
        drive.our_import(database, size, emit)


def _started(names: Sequence[str], database: str, size: str, port: int) -> list[Target]:
    found: dict[str, Target] = {}
    try:
        for number, name in enumerate(names):
            target = found[name] = Target(name, TARGETS[name], database, size)
            if "beside" in target.spec:
                target.join(found[target.spec["beside"]])
            else:
                target.start(port + number)
            target.log_in()
    except BaseException:
        for target in found.values():
            target.stop()
        raise
    return list(found.values())


if __name__ == "__main__":
    main()
