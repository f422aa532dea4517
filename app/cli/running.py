"""The archive itself: set up, filled to look around in, its jobs, its trail, its index."""

import secrets
import sys

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from app.audit.checking import check_all
from app.cli.refusals import refusing
from app.core import search_tables
from app.core.db import db
from app.core.words import N_, RuleError
from app.jobs.runner import run_job
from app.jobs.serve import serve, slot_now
from app.jobs.timetable import TIMETABLE
from app.jobs.verify_audit import place
from app.security.actor import acting_as, system
from app.setup import setup

jobs = AppGroup("jobs", help="The timetable.")
audit = AppGroup("audit", help="The audit trail.")
index = AppGroup("search", help="The search index.")


@click.command("setup", help="Make or migrate the database, permissions, roles, first users.")
def setup_command() -> None:
    with current_app.app_context():
        for name, password in setup().items():
            click.echo(f"{name}  {password}")


@click.command("demo", help="Fill an archive with made-up customers to look around in.")
@click.option("--customers", "count", type=click.IntRange(1, 5_000), default=200)
@click.option("--seed", type=int, default=1, help="Another seed makes other customers.")
@click.option("--more", is_flag=True, help="Add them beside the customers that are there.")
@with_appcontext
@refusing
def demo_command(count: int, seed: int, more: bool) -> None:
    if current_app.config["MODE"] == "production":
        raise RuleError(N_("Made-up customers do not belong into an archive in production."))
    from app.demo.filling import fill_archive  # noqa: PLC0415 - no server needs its words

    with acting_as(system("cli")):
        made = fill_archive(db.session(), count, seed, is_more=more)
    click.echo(f"{made} customers")


@jobs.command("list")
def jobs_list() -> None:
    for name, job in TIMETABLE.items():
        click.echo(f"{name}\t{job.hour}:{job.minute}")


@jobs.command("run")
@click.argument("name", type=click.Choice(list(TIMETABLE)))
def jobs_run(name: str) -> None:
    click.echo(run_job(name, f"{slot_now()}/{secrets.token_hex(3)}"))


@jobs.command("serve")
@click.option("--follow", type=int, help="End when this process, which started it, ends.")
def jobs_serve(follow: int | None) -> None:
    serve(current_app._get_current_object(), follow)  # type: ignore[attr-defined]


@audit.command("verify")
def audit_verify() -> None:
    """The whole trail, its head and its anchors; what does not hold is remembered and shown."""
    with acting_as(system("cli")):
        verdict, anchors = check_all(db.session(), place())
    click.echo(f"{verdict.entries} entries hold")
    click.echo(f"{anchors} anchors read")
    if not verdict.whole:
        click.echo(f"entry {verdict.broken_at}: {verdict.reason}", err=True)
        sys.exit(1)


@index.command("rebuild")
def search_rebuild() -> None:
    """Fill every index again from its table."""
    with acting_as(system("cli")):
        for entity in search_tables.indexed_entities():
            click.echo(f"{entity.__tablename__}  {search_tables.rebuild(db.session(), entity)}")
