"""Counts SQL statements and their wall time per request; the target answers with X-SQL-Count and X-SQL-Ms."""
import threading, time

local = threading.local()


def reset():
    local.n, local.ms, local.cpu = 0, 0.0, time.process_time()


def add(ms):
    local.n = getattr(local, "n", 0) + 1
    local.ms = getattr(local, "ms", 0.0) + ms


def hook_sqlalchemy(engine):
    from sqlalchemy import event

    @event.listens_for(engine, "before_cursor_execute")
    def before(conn, *_):
        conn.info["t0"] = time.perf_counter()

    @event.listens_for(engine, "after_cursor_execute")
    def after(conn, cursor, statement, *_):
        if statement not in ("BEGIN", "BEGIN IMMEDIATE"):        # drivers send it unseen elsewhere
            add((time.perf_counter() - conn.info["t0"]) * 1000)


def sqlite_pragmas(engine):
    from sqlalchemy import event
    if engine.dialect.name == "sqlite":
        @event.listens_for(engine, "connect")
        def connect(dbapi, _):
            dbapi.execute("PRAGMA journal_mode=WAL")
            dbapi.execute("PRAGMA synchronous=NORMAL")
            dbapi.execute("PRAGMA busy_timeout=10000")


def wsgi(app):
    """Wrap any WSGI app so that every response carries the headers."""
    def wrapped(environ, start_response):
        reset()

        def start(status, headers, exc_info=None):
            headers = list(headers) + [("X-SQL-Count", str(local.n)), ("X-SQL-Ms", f"{local.ms:.2f}"),
                                       ("X-CPU-Ms", f"{(time.process_time() - local.cpu) * 1000:.2f}")]
            return start_response(status, headers, exc_info)
        return app(environ, start)
    return wrapped
