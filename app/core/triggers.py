"""Triggers the database itself holds: what is written once stays written.

Batch migrations on SQLite rebuild tables and lose their triggers, so migrations call
``create`` again; ``make check`` compares the database with this list.
"""

from sqlalchemy import Connection, text

#: Tables the database refuses to change or erase.
APPEND_ONLY = ("audit_entry",)

REFUSE = "CREATE FUNCTION {t}_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
RAISE EXCEPTION '{t} is append-only'; END $$"


def statements(dialect: str) -> list[str]:
    """The DDL for one database; names are ours, never a user's."""
    return [line.format(t=table) for table in APPEND_ONLY for line in _LINES[dialect]]


_LINES = {
    "sqlite": (
        "CREATE TRIGGER {t}_no_update BEFORE UPDATE ON {t} "
        "BEGIN SELECT RAISE(ABORT, '{t} is append-only'); END",
        "CREATE TRIGGER {t}_no_delete BEFORE DELETE ON {t} "
        "BEGIN SELECT RAISE(ABORT, '{t} is append-only'); END",
    ),
    "postgresql": (
        REFUSE,
        "CREATE TRIGGER {t}_no_change BEFORE UPDATE OR DELETE ON {t} "
        "FOR EACH ROW EXECUTE FUNCTION {t}_stays()",
        "CREATE TRIGGER {t}_no_truncate BEFORE TRUNCATE ON {t} "
        "FOR EACH STATEMENT EXECUTE FUNCTION {t}_stays()",
    ),
}


def create(connection: Connection) -> None:
    """Create every trigger on the connection's database."""
    for statement in statements(connection.dialect.name):
        connection.execute(text(statement))


def drop(connection: Connection) -> None:
    """Take every trigger away again (a migration's way back)."""
    for table in APPEND_ONLY:
        if connection.dialect.name == "sqlite":
            connection.execute(text(f"DROP TRIGGER {table}_no_update"))
            connection.execute(text(f"DROP TRIGGER {table}_no_delete"))
        else:
            connection.execute(text(f"DROP FUNCTION {table}_stays() CASCADE"))


def missing(connection: Connection) -> set[str]:
    """Names of triggers that should be there and are not."""
    wanted = {
        f"{table}_{suffix}"
        for table in APPEND_ONLY
        for suffix in ("no_update", "no_delete")
        if connection.dialect.name == "sqlite"
    } | {
        f"{table}_{suffix}"
        for table in APPEND_ONLY
        for suffix in ("no_change", "no_truncate")
        if connection.dialect.name == "postgresql"
    }
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    return wanted - set(connection.scalars(text(catalogue[connection.dialect.name])))
