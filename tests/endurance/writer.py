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
from typing import Any

from app import create_app
from app.core.db import db
from app.core.pinyin import pinyin_of
from app.core.saving import save
from app.exchange import importing, writing
from app.exchange.rules import BatchStep
from app.exchange.subjects import SUBJECTS
from app.security.actor import acting_as, system
from tests.factories import make_customer, root

#: Rows in one transaction, for these tests: many blocks in a small file.
BLOCK = 100
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([__name__])
pinyin_of("客")  # Its table is made once, in the server, not before the rows of every child.


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
    """Speaks as each step begins and after each block of rows that is acknowledged."""
    enter, settled = importing._step, writing.settle

    def tell(batch_id: int, step: BatchStep) -> None:
        enter(batch_id, step)
        mouth.send_bytes(step.name.encode())

    def settle(*told: Any) -> None:
        settled(*told)
        mouth.send_bytes(b"block")

    importing._step, writing.settle = tell, settle
    SUBJECTS["customer"] = SUBJECTS["customer"]._replace(block=BLOCK)
    importing.import_file(path, root())
    mouth.send_bytes(b"done")
