"""A process that writes and says so, until it is killed.

It says the number of a customer once its transaction is acknowledged, and nothing before. The
program is loaded once, in a server that forks a child for every kill (`multiprocessing`), so that
hundreds of kills are a matter of minutes.
"""

import multiprocessing
from collections.abc import Mapping
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from app import create_app
from app.core.db import db
from app.core.saving import save
from app.exchange import importing
from app.exchange.rules import BatchStep
from app.security.actor import acting_as, system
from tests.factories import make_customer, root

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([__name__])


def start(environ: Mapping[str, str], sheet: Path | None) -> tuple[BaseProcess, Connection]:
    """A writer of single customers, or of the file ``sheet``, and the pipe it speaks through."""
    ear, mouth = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=write, args=(dict(environ), sheet, mouth), daemon=True)
    process.start()
    mouth.close()
    return process, ear


def write(environ: Mapping[str, str], sheet: Path | None, mouth: Connection) -> None:
    """What the forked process does."""
    with create_app(environ).app_context(), acting_as(system("endurance")):
        if sheet is None:
            save_for_ever(mouth)
        else:
            import_file(sheet, mouth)


def save_for_ever(mouth: Connection) -> None:
    made: list[str] = []
    while True:
        refusal = save(db.session, lambda: made.append(make_customer().number), {})
        assert refusal is None
        mouth.send_bytes(made[-1].encode())
        db.session.remove()


def import_file(path: Path, mouth: Connection) -> None:
    """Speaks as each step begins: what is read and checked leaves no customer behind."""
    enter = importing._step

    def tell(batch_id: int, step: BatchStep) -> None:
        enter(batch_id, step)
        mouth.send_bytes(step.name.encode())

    importing._step = tell
    importing.import_file(path, root())
    mouth.send_bytes(b"done")
