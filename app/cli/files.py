"""Files in and out."""

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.cli.places import department_of
from app.cli.refusals import refusing
from app.core.encodings import ENCODINGS
from app.core.words import N_, RuleError
from app.customers.rules import Basis
from app.exchange.exporting import export_list
from app.exchange.importing import Options, Report, import_file
from app.exchange.mappings import read_mapping
from app.exchange.rules import Key, Mode
from app.exchange.subjects import SUBJECTS
from app.security.acting import acting_user
from app.security.actor import acting_as, system

#: What is called otherwise than its table.
SHORT = {"service": "service_record"}


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
@click.option(
    "--stop-on-error/--no-stop-on-error",
    default=None,
    help="Whether a refused row stops the file; else so for a user who is no reviewer.",
)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="Where refused rows go; without it into the data folder.",
)
@with_appcontext
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
    stop_on_error: bool | None,
    report: Path | None,
) -> None:
    _check_folder(report)
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
    path = report or (_own_report(done.number) if done.refused else None)
    told = done.write(path) if path else None
    if done.other_sheets:
        click.echo(f"sheet {done.sheet}; not read: {', '.join(done.other_sheets)}")
    click.echo(done.line())
    if done.refused:
        click.echo(str(told) if report else f"{_first_reasons(done)}\n{told}")
    sys.exit(1 if done.refused else 0)


def _check_folder(file: Path | None) -> None:
    """What has no place to go is refused before anything is done."""
    if file and not file.parent.is_dir():
        raise RuleError(N_("There is no folder “%(name)s”."), name=str(file.parent))


def _own_report(number: int) -> Path:
    """Where the rows an import refused lie if nobody said; they are people's, so for us alone."""
    folder: Path = current_app.config["DATA_DIR"] / "reports"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"import-{number}.csv"


def _first_reasons(done: Report) -> str:
    return "\n".join(f"{row.line}: {row.reason}" for row in done.rows if row.reason)[:2000]


@click.command("export", help="Write a list to a CSV or XLSX file.")
@click.argument("resource")
@click.option("--filter", "question", default="", help="As in an address: entry_status=filed&q=…")
@click.option("--to", "file", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--user", "username", default="")
@with_appcontext
@refusing
def export_command(resource: str, question: str, file: Path, username: str) -> None:
    _check_folder(file)
    with acting_as(acting_user(username) if username else system()):
        parcel = export_list(resource, question, file)
    click.echo(f"{parcel.rows} rows, {parcel.size} bytes, no. {parcel.number}")
