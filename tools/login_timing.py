"""Whether a login tells by its time who exists: medians for a known and an unknown name.

``PYTHONPATH=. .venv/bin/python tools/login_timing.py [tries]``; the goal is under 5 % difference.
"""

import statistics
import sys
import tempfile
import time

from flask.testing import FlaskClient
from sqlalchemy import delete

from app import create_app
from app.core.db import db
from app.security.actor import acting_as, system
from app.security.models import LoginCounter
from app.setup import setup
from tests.factories import make_user


def main(tries: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"KEDANG_DATA_DIR": folder, "KEDANG_DEMO": "0"})
        with app.app_context(), acting_as(system("bench")):
            setup()
            make_user(username="known")
            db.session.commit()
        browser, taken = app.test_client(), {"known": [0.0], "nobody": [0.0]}
        for name in list(taken) * tries:
            with app.app_context(), db.engine.begin() as connection:
                connection.execute(delete(LoginCounter.__table__))
            taken[name].append(_seconds(browser, name))
    medians = {name: statistics.median(seconds[1:]) for name, seconds in taken.items()}
    apart = abs(medians["known"] - medians["nobody"]) / max(medians.values())
    told = ", ".join(f"{name} {seconds * 1000:.1f} ms" for name, seconds in medians.items())
    print(f"{told}: {apart:.1%} apart at n = {tries}")


def _seconds(browser: FlaskClient, name: str) -> float:
    start = time.perf_counter()
    answer = browser.post(
        "/api/v1/security/login", json={"username": name, "password": "a wrong password"}
    )
    assert answer.status_code == 401  # noqa: PLR2004
    return time.perf_counter() - start


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
