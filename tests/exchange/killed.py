"""A jobs process that takes one run and kills itself at its commit number N, before or after it.

``python -m tests.exchange.killed N before_commit|after_commit``
"""

import os
import signal
import sys
from itertools import count

from sqlalchemy import event

from app import create_app
from app.core.db import db
from app.jobs.worker import run_next


def main(number, moment):
    app = create_app()
    commits = count(1)

    @event.listens_for(db.session.session_factory, moment)
    def die(_session):
        if next(commits) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    with app.app_context():
        run_next()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
