"""A process that writes and says so, until it is killed: ``python -m tests.endurance.writer``.

It prints the number of a customer once its transaction is acknowledged, and nothing before.
"""

import json
import os
import sys
from pathlib import Path

from app import create_app
from app.core.db import db
from app.core.saving import save
from app.exchange.importing import import_customers
from app.security.actor import acting_as, system
from tests.factories import make_customer, root


def say(word: str) -> None:
    os.write(1, f"{word}\n".encode())


def save_for_ever() -> None:
    made: list[str] = []
    while True:
        refusal = save(db.session, lambda: made.append(make_customer().number), {})
        assert refusal is None
        say(made[-1])
        db.session.remove()


def import_file(path: Path) -> None:
    say("begun")
    import_customers(path, root())
    say("done")


def main() -> None:
    environ = json.loads(sys.argv[1])
    app = create_app(environ)
    with app.app_context(), acting_as(system("endurance")):
        if sys.argv[2] == "save":
            save_for_ever()
        else:
            import_file(Path(sys.argv[2]))


if __name__ == "__main__":
    main()
