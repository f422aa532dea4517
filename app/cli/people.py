"""People who log in."""

import sys

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app.access.people import break_glass, check_username, one_time
from app.audit.chain import Event
from app.audit.listener import note
from app.cli.places import department_of
from app.cli.refusals import refusing
from app.core.clock import local, now
from app.core.db import db
from app.core.words import N_, RuleError
from app.security.actor import acting_as, system
from app.security.models import Person
from app.security.passwords import check_password
from app.security.roles import ROLES
from app.security.rules import Security
from app.setup import Newcomer, add_person

user = AppGroup("user", help="People who log in.")


@user.command("create")
@click.argument("name")
@click.option("--role", type=click.Choice(list(ROLES)), required=True)
@click.option("--department", "code", default="")
@click.option(
    "--clearance",
    type=click.Choice(list(Security.__members__)),
    default=None,
    help="The highest security class they see; without it the role's usual one.",
)
@click.option("--password-stdin", is_flag=True)
@refusing
def user_create(
    name: str, role: str, code: str, clearance: str | None, password_stdin: bool
) -> None:
    """Somebody who logs in. A password made here is for once: the first login asks for another."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else ""
    if password:
        check_password(password, (name,))
    with acting_as(system("cli")):
        check_username(db.session(), name)
        place = department_of(code, None)
        person = Newcomer(name, name, role, place, Security[clearance] if clearance else None)
        made = add_person(person, password)
        db.session.commit()
    click.echo(name if password else f"{name}  {made}")


@user.command("break-glass")
@click.argument("name")
@click.option("--reason", required=True)
@refusing
def user_break_glass(name: str, reason: str) -> None:
    """Every row for 60 minutes, in an emergency; the trail keeps it."""
    with acting_as(system("cli")):
        person = _named(name)
        break_glass(db.session(), person, reason, now())
        until = person.glass_until
        db.session.commit()
    assert until is not None
    click.echo(f"{name}  {local(until):%Y-%m-%d %H:%M}")


@user.command("reset")
@click.argument("name")
@refusing
def user_reset(name: str) -> None:
    """A new one-time password; every session of the user ends."""
    with acting_as(system("cli")):
        person = _named(name)
        password = one_time(person)
        person.epoch += 1
        note(db.session(), Event("password reset", "ab_user", person.id))
        db.session.commit()
    click.echo(f"{name}  {password}")


def _named(name: str) -> Person:
    asked = select(Person).where(Person.username == name)
    person: Person | None = db.session.scalar(asked)
    if person is None:
        raise RuleError(N_("There is no user “%(name)s”."), name=name)
    return person
