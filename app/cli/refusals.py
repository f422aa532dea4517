"""How a command refuses: in one sentence, what people asked for and what a disk does not do."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

import click

from app.core.words import N_, RuleError
from app.exchange.telling import told_of

NO_FILE = N_("The file “%(file)s” cannot be read or written: %(why)s.")


def refusing(command: Callable[..., Any]) -> Callable[..., Any]:
    """A refusal is one sentence on standard error and exit status 2."""

    @wraps(command)
    def told(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except RuleError as refusal:
            _refuse(refusal)
        except OSError as fault:
            if fault.filename is None:
                raise  # No file of whoever asked; a torn pipe or line is another's to tell.
            _refuse(RuleError(NO_FILE, file=fault.filename, why=fault.strerror))

    return told


def _refuse(refusal: RuleError) -> NoReturn:
    click.echo(told_of(refusal), err=True)
    sys.exit(2)
