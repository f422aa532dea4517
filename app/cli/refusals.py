"""How a command refuses."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from app.core.words import RuleError
from app.exchange.telling import told_of


def refusing(command: Callable[..., Any]) -> Callable[..., Any]:
    """A refusal is one sentence on standard error and exit status 2."""

    @wraps(command)
    def told(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except RuleError as refusal:
            click.echo(told_of(refusal), err=True)
            sys.exit(2)

    return told
