"""How long an export takes, when its first byte comes, and what memory it needs.

``PYTHONPATH=. .venv/bin/python tools/export_bench.py [rows]`` fills a temporary SQLite file.
"""

import multiprocessing
import random
import resource
import sys
import tempfile
import time

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, update

from app import create_app
from app.core.clock import now
from app.core.db import db
from app.customers.models import Customer
from app.security.actor import acting_as, system
from app.security.models import RoleTerms
from app.setup import setup
from tests.factories import make_user, root

BLOCK = 5_000
PLACES = (("广东", "深圳市"), ("浙江", "杭州市"), ("四川", "成都市"), ("北京", "北京市"))


def main(rows: int) -> None:
    """The rows are made by another process, so that this one's peak is the export's own."""
    with tempfile.TemporaryDirectory() as folder:
        with multiprocessing.get_context("spawn").Pool(1) as other:
            user = other.apply(_made, (folder, rows))
        app = _app(folder)
        app.config["WTF_CSRF_ENABLED"] = False
        browser = app.test_client()
        with browser.session_transaction() as visit:
            visit["_user_id"], visit["_fresh"] = str(user), True
        browser.get("/customers/list/")
        for kind in ("csv", "xlsx"):
            print(kind, _measure(browser, kind))


def _app(folder: str) -> Flask:
    return create_app({"KEDANG_DATA_DIR": folder, "KEDANG_DEMO": "0"})


def _made(folder: str, rows: int) -> int:
    with _app(folder).app_context():
        setup()
        with acting_as(system("bench")):
            return _fill(rows)


def _fill(rows: int) -> int:
    """Seeded customers by block, and a leader whose cap they fit in."""
    chance = random.Random(42)  # noqa: S311 - rows of a bench
    place = root().id
    for start in range(0, rows, BLOCK):
        block = [_customer(chance, n, place) for n in range(start, min(start + BLOCK, rows))]
        db.session.connection().execute(insert(Customer), block)
        db.session.commit()
    db.session.connection().execute(update(RoleTerms.__table__).values(export_cap=rows))
    user = make_user(role="Leader").id
    db.session.commit()
    return user


def _customer(chance: random.Random, n: int, place: int) -> dict[str, object]:
    name = "".join(chance.choices("星辰南山海天蓝图远方同创华信金石", k=4)) + f"{n}有限公司"
    province, city = chance.choice(PLACES)
    stamps = {"created_at": now(), "updated_at": now(), "version": 1}
    keys = {"name_key": name, "pinyin": "x", "initials": "x"}
    where = {"department_id": place, "province": province, "city": city, "industry": "C 制造业"}
    return {"number": f"KH{n:010}", "name": name, **stamps, **keys, **where}


def _measure(browser: FlaskClient, kind: str) -> str:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, size, first = time.perf_counter(), 0, 0.0
    with browser.post(f"/customers/export/{kind}", buffered=False) as answer:
        for piece in answer.iter_encoded():
            first = first or time.perf_counter() - start
            size += len(piece)
    took = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (
        f"{answer.status_code} {took:.2f} s, first byte {first:.3f} s, {size:,} bytes,"
        f" peak {after // 1024} MB ({(after - before) // 1024} MB more than before)"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
