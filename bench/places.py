"""Where the benchmark keeps its databases, environments and results."""

import os
from pathlib import Path

import psycopg

from bench.rows import SIZES
from tests.servers import named, plain, server_url

ROOT = Path(__file__).parent.parent
HOME = ROOT / ".bench"
DATA, VENVS, RESULTS = HOME / "data", HOME / "venvs", HOME / "results"
#: Two runs on one server at once need databases of different names.
PREFIX = os.environ.get("KEDANG_BENCH_PREFIX", "kedang_bench")
PASSWORD = "correct horse 42 battery"  # noqa: S105 - of databases made for measuring


def address(database: str, size: str, owner: str) -> str:
    """The database of ``owner`` (kedang, peers, limit): ``sqlite:PATH`` or ``postgresql://…``."""
    assert size in SIZES
    if database == "sqlite":
        return f"sqlite:{DATA / f'{owner}_{size}.db'}"
    return plain(named(server_url(), database_name(size, owner)))


def database_name(size: str, owner: str) -> str:
    """The PostgreSQL database; ours is ``kedang_bench_10k``, the others say whose."""
    return f"{PREFIX}_{size}" if owner == "kedang" else f"{PREFIX}_{owner}_{size}"


def data_folder(database: str, size: str) -> Path:
    """Our own data directory beside that database: keys, the setup lock, the readers."""
    folder = DATA / f"kedang_{database}_{size}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def remake(name: str, template: str = "template0") -> None:
    """An empty PostgreSQL database of this name, or a copy of another."""
    with psycopg.connect(plain(server_url()), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def forget(path: Path) -> None:
    """Take a SQLite file and its companions away."""
    for ending in ("", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
