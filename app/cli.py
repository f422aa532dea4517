"""The commands of ``flask --app run …``. A refusal prints one sentence and returns 2."""

import secrets
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from app.access.people import break_glass
from app.audit.chain import Event, verify
from app.audit.listener import note
from app.core import search_tables
from app.core.clock import local, now
from app.core.db import db
from app.core.encodings import ENCODINGS
from app.core.words import N_, RuleError
from app.customers.rules import Basis
from app.demo.filling import fill_archive
from app.exchange.exporting import export_list
from app.exchange.importing import Options, Report, import_file
from app.exchange.mappings import read_mapping
from app.exchange.rules import Key, Mode
from app.exchange.subjects import SUBJECTS
from app.exchange.telling import told_of
from app.jobs.runner import run_job
from app.jobs.serve import serve, slot_now
from app.jobs.timetable import TIMETABLE
from app.security.acting import acting_user
from app.security.actor import acting_as, system
from app.security.models import Department, Person
from app.security.passwords import check_password, hash_password
from app.security.roles import ROLES
from app.setup import add_person, setup

jobs = AppGroup("jobs", help="The timetable.")
audit = AppGroup("audit", help="The audit trail.")
index = AppGroup("search", help="The search index.")
user = AppGroup("user", help="People who log in.")
#: What is called otherwise than its table.
SHORT = {"service": "service_record"}


def register(app: Flask) -> None:
    """Add our commands to Flask's own."""
    for command in (setup_command, demo_command, import_command, export_command):
        app.cli.add_command(command)
    for group in (jobs, audit, index, user):
        app.cli.add_command(group)


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


@click.command("setup", help="Make or migrate the database, permissions, roles, first users.")
def setup_command() -> None:
    with current_app.app_context():
        for name, password in setup().items():
            click.echo(f"{name}  {password}")


@click.command("import", help="Bring a CSV or XLSX file in.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--as",
    "subject",
    type=click.Choice([*(f"{name}s" for name in SUBJECTS), *SHORT]),
    default="customers",
)
@click.option(
    "--encoding",
    type=click.Choice(list(ENCODINGS)),
    default=None,
    help="Of a text file; without it the file itself is judged.",
)
@click.option(
    "--sheet", default=None, help="Of a workbook, by name; else the first that is such a list."
)
@click.option("--department", "code", default="")
@click.option("--user", "username", default="")
@click.option(
    "--map",
    "mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Headers and the fields they mean: JSON, or CSV with two columns.",
)
@click.option("--update-by", type=click.Choice(list(Key.__members__)), default=None)
@click.option("--create/--no-create", default=True, help="Whether rows without the key are new.")
@click.option(
    "--basis",
    type=click.Choice(list(Basis.__members__)),
    default=None,
    help="On which the people of the file are kept whose row states none.",
)
@click.option("--dry-run", is_flag=True)
@click.option("--stop-on-error", is_flag=True)
@click.option("--report", type=click.Path(path_type=Path), default=None)
@refusing
def import_command(  # noqa: PLR0913, PLR0917 - one argument for each option
    file: Path,
    subject: str,
    encoding: str | None,
    sheet: str | None,
    code: str,
    username: str,
    mapping: Path | None,
    update_by: str | None,
    create: bool,
    basis: str | None,
    dry_run: bool,
    stop_on_error: bool,
    report: Path | None,
) -> None:
    name = SHORT.get(subject, subject.removesuffix("s"))
    options = Options(
        subject=name,
        headers=read_mapping(mapping, name) if mapping else {},
        mode=(Mode.both if create else Mode.update) if update_by else Mode.create,
        key=Key[update_by] if update_by else Key.number,
        basis=Basis[basis] if basis else None,
        dry_run=dry_run,
        stop_on_error=stop_on_error,
        encoding=encoding,
        sheet=sheet,
    )
    who = acting_user(username) if username else system()
    with acting_as(who):
        place = department_of(code, who.department_id)
        done = import_file(file, place, options)
    told = done.write(report) if report else None
    if done.other_sheets:
        click.echo(f"sheet {done.sheet}; not read: {', '.join(done.other_sheets)}")
    click.echo(done.line())
    if done.refused:
        click.echo(_first_reasons(done) if told is None else str(told))
    sys.exit(1 if done.refused else 0)


@click.command("export", help="Write a list to a CSV or XLSX file.")
@click.argument("resource")
@click.option("--filter", "question", default="", help="As in an address: entry_status=filed&q=…")
@click.option("--to", "file", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--user", "username", default="")
@with_appcontext
@refusing
def export_command(resource: str, question: str, file: Path, username: str) -> None:
    with acting_as(acting_user(username) if username else system()):
        parcel = export_list(resource, question, file)
    click.echo(f"{parcel.rows} rows, {parcel.size} bytes, no. {parcel.number}")


@click.command("demo", help="Fill an archive with made-up customers to look around in.")
@click.option("--customers", "count", type=click.IntRange(1, 5_000), default=200)
@click.option("--seed", type=int, default=1, help="Another seed makes other customers.")
@click.option("--more", is_flag=True, help="Add them beside the customers that are there.")
@with_appcontext
@refusing
def demo_command(count: int, seed: int, more: bool) -> None:
    if current_app.config["MODE"] == "production":
        raise RuleError(N_("Made-up customers do not belong into an archive in production."))
    with acting_as(system("cli")):
        made = fill_archive(db.session(), count, seed, is_more=more)
    click.echo(f"{made} customers")


def _first_reasons(done: Report) -> str:
    return "\n".join(f"{row.line}: {row.reason}" for row in done.rows if row.reason)[:2000]


def department_of(code: str, own: int | None) -> Department:
    """The department named, else the acting user's, else the root."""
    asked = select(Department)
    if code:
        asked = asked.where(Department.code == code)
    else:
        asked = asked.where(Department.id == own if own else Department.parent_id.is_(None))
    found: Department = db.session.scalars(asked.limit(1)).one()
    return found


@jobs.command("list")
def jobs_list() -> None:
    for name, job in TIMETABLE.items():
        click.echo(f"{name}\t{job.hour}:{job.minute}")


@jobs.command("run")
@click.argument("name", type=click.Choice(list(TIMETABLE)))
def jobs_run(name: str) -> None:
    click.echo(run_job(name, f"{slot_now()}/{secrets.token_hex(3)}"))


@jobs.command("serve")
@click.option("--follow", is_flag=True, help="End when the process that started this one ends.")
def jobs_serve(follow: bool) -> None:
    serve(current_app._get_current_object(), follow)  # type: ignore[attr-defined]


@audit.command("verify")
def audit_verify() -> None:
    with db.engine.connect() as connection:
        verdict = verify(connection, current_app.extensions["keyring"].derive("audit"))
    click.echo(f"{verdict.entries} entries hold")
    if not verdict.whole:
        click.echo(f"entry {verdict.broken_at}: {verdict.reason}", err=True)
        sys.exit(1)


@index.command("rebuild")
def search_rebuild() -> None:
    """Fill every index again from its table."""
    with acting_as(system("cli")):
        for entity in search_tables.indexed_entities():
            click.echo(f"{entity.__tablename__}  {search_tables.rebuild(db.session(), entity)}")


@user.command("create")
@click.argument("name")
@click.option("--role", type=click.Choice(list(ROLES)), required=True)
@click.option("--department", "code", default="")
@click.option("--password-stdin", is_flag=True)
@refusing
def user_create(name: str, role: str, code: str, password_stdin: bool) -> None:
    password = sys.stdin.readline().rstrip("\n") if password_stdin else ""
    if password:
        check_password(password, (name,))
    with acting_as(system("cli")):
        place = department_of(code, None)
        made = add_person(name, name, role, place, password)
        db.session.commit()
    click.echo(name if password else f"{name}  {made}")


@user.command("break-glass")
@click.argument("name")
@click.option("--reason", required=True)
@refusing
def user_break_glass(name: str, reason: str) -> None:
    """Every row for 60 minutes, in an emergency; the trail keeps it."""
    with acting_as(system("cli")):
        person = db.session.scalar(select(Person).where(Person.username == name))
        if person is None:
            raise RuleError(N_("There is no active user “%(name)s”."), name=name)
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
    password = secrets.token_urlsafe(12)
    with acting_as(system("cli")):
        person = db.session.scalars(select(Person).where(Person.username == name)).one()
        person.password, person.epoch = hash_password(password), person.epoch + 1
        note(db.session(), Event("password reset", "ab_user", person.id))
        db.session.commit()
    click.echo(f"{name}  {password}")
