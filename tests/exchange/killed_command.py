"""The import command in a process of its own, which kills itself at a row's block or breaks there.

``python -m tests.exchange.killed_command FILE USER N kill|fail``: at its N-th block.
"""

import os
import signal
import sys
from itertools import count

from app import create_app
from app.exchange import reading, rows, writing

MODULES = (reading, writing)


def main(file, user, number, how):
    blocks, settled = count(1), rows.settle

    def settle(*told):
        settled(*told)
        if next(blocks) == number:
            if how == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError("the disk is full")

    for module in MODULES:
        module.settle = settle
    app = create_app()
    with app.app_context():
        app.cli.main(["import", file, "--user", user], prog_name="flask")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
