"""``flask keys …``: a new key for sealed fields, and what older keys still seal."""

from collections import Counter

import click
from flask import current_app
from flask.cli import AppGroup

from app.cli.refusals import refusing
from app.core.db import db
from app.security.actor import acting_as, system
from app.security.canary import plant, retire
from app.security.keys import add_key, check_retiring, drop_key
from app.security.resealing import keys_in_use, reseal
from app.security.sealed import ring

keys = AppGroup("keys", help="The key ring.")


@keys.command("rotate")
def keys_rotate() -> None:
    """Add a key that new values are sealed with; what is sealed stays readable.

    Running processes take it up by themselves. Then: flask keys reseal.
    """
    with acting_as(system("cli")):
        held = add_key(current_app.config["FIELD_KEYS"])
        plant(db.session(), held)
        db.session.commit()
    click.echo(
        f"{held.current} is the current key; keep a copy of {current_app.config['FIELD_KEYS']}"
    )


@keys.command("reseal")
def keys_reseal() -> None:
    """Seal with the current key what older keys sealed; may be stopped and started again."""
    seen: Counter[str] = Counter()
    renewed: Counter[str] = Counter()
    for step in reseal(db.engine, ring()):
        seen[step.place] += step.seen
        renewed[step.place] += step.renewed
        click.echo(f"{step.place}  {seen[step.place]} seen, {renewed[step.place]} sealed anew")
    click.echo(f"{renewed.total()} sealed anew with {ring().current}")


@keys.command("retire")
@click.argument("kid")
@refusing
def keys_retire(kid: str) -> None:
    """Take a key out of the ring that seals nothing any more.

    The trail is told first: a ring that lost the key before it would be refused at the next start.
    """
    path = current_app.config["FIELD_KEYS"]
    check_retiring(ring(), kid, keys_in_use(db.engine)[kid])
    with acting_as(system("cli")):
        retire(db.session(), kid)
        db.session.commit()
    drop_key(path, kid)
    click.echo(f"{kid} is retired; keep a copy of it for as long as a backup holds what it sealed")


@keys.command("list")
def keys_list() -> None:
    """Each key and how many values it seals."""
    held, used = ring(), keys_in_use(db.engine)
    for kid in held.keys:
        roles = [
            role
            for role, name in (("current", held.current), ("indexes", held.fixed))
            if name == kid
        ]
        click.echo(f"{kid}  {used[kid]}  {', '.join(roles)}".rstrip())
