"""Many read while others write, over HTTP: none fails, and what was acknowledged is there."""

import http.client
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from app.audit.chain import verify
from app.customers.parts import InvoiceTitle
from tests.conftest import DATABASES
from tests.endurance.scale import SCALE, in_turn, write_down
from tests.factories import make_customer, make_user

READERS, WRITERS = 4, 2
SECONDS = min(2 * SCALE, 60)
PAGES = (
    "/customers/list/", "/customers/show/1", "/customers/list/?q=%E6%98%9F%E8%BE%B0",
    "/api/v1/customer/", "/invoice-titles/of/1",
)  # fmt: skip


@pytest.fixture
def port(unguarded):
    """Where the application is served, each request by a thread of its own."""
    server = make_server("127.0.0.1", 0, unguarded, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def cookies(app, machine):
    """The headings of one session for each caller."""
    with machine():
        for _ in range(30):
            make_customer()
        ids = [make_user(role="ChiefArchivist").id for _ in range(READERS + WRITERS)]
    return [signed(app, number) for number in ids]


def signed(app, number):
    browser = app.test_client()
    with browser.session_transaction() as visit:
        visit["_user_id"], visit["_fresh"] = str(number), True
    return {"Cookie": "; ".join(f"{c.key}={c.value}" for c in browser._cookies.values())}


def ask(connection, cookie, address, form=None):
    """One request; its status, and how many seconds it took."""
    start = time.perf_counter()
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    body = urlencode(form) if form else None
    connection.request("POST" if form else "GET", address, body, cookie | kind)
    answer = connection.getresponse()
    answer.read()
    return answer.status, time.perf_counter() - start


def call(port, place, cookie):
    """One caller, as long as it lasts: (status, seconds, the line it was told is kept)."""
    told, end = [], time.monotonic() + SECONDS
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while time.monotonic() < end:
        n = len(told)
        if place < READERS:
            told.append((*ask(connection, cookie, PAGES[n % len(PAGES)]), None))
            continue
        line = {"title": f"caller {place} line {n}", "kind": "company"}
        status, seconds = ask(connection, cookie, f"/invoice-titles/add?for={n % 30 + 1}", line)
        told.append((status, seconds, line["title"] if status == 302 else None))
    connection.close()
    return told


@pytest.mark.parametrize(("_", "database"), in_turn(["load"], DATABASES), scope="session")
def test_readers_and_writers_at_once_lose_nothing_and_break_nothing(
    app, machine, port, cookies, database, _
):
    with ThreadPoolExecutor(len(cookies)) as pool:
        places = range(len(cookies))
        told = [
            one for each in pool.map(call, [port] * len(places), places, cookies) for one in each
        ]
    statuses = Counter(status for status, _, _ in told)
    kept = Counter(title for *_, title in told if title)
    assert set(statuses) == {200, 302}
    assert statuses[302] == len(kept) >= WRITERS
    with machine() as session:
        assert Counter(session.scalars(select(InvoiceTitle.title))) == kept
        assert verify(session.connection(), app.extensions["keyring"].derive("audit")).whole
    slowest = sorted(seconds for _, seconds, _ in told)[int(len(told) * 0.95)]
    write_down(
        "load over HTTP", database, seconds=SECONDS, readers=READERS, writers=WRITERS,
        requests=len(told), saved=len(kept), failures=0, p95_ms=round(slowest * 1000),
    )  # fmt: skip
