"""The commands of ``flask --app run …``. A refusal prints one sentence and returns 2."""

from flask import Flask

from app.cli.files import export_command, import_command
from app.cli.keys import keys
from app.cli.people import user
from app.cli.places import department_of
from app.cli.running import audit, demo_command, index, jobs, setup_command

__all__ = ["department_of", "register"]


def register(app: Flask) -> None:
    """Add our commands to Flask's own."""
    for command in (setup_command, demo_command, import_command, export_command):
        app.cli.add_command(command)
    for group in (jobs, audit, index, user, keys):
        app.cli.add_command(group)
