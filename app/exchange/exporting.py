"""Lists to a file from the command line: the same checks, watermark and entries as on screen."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from flask import current_app

from app.core.api import Resource
from app.core.exporting import WRITERS
from app.core.words import N_, RuleError
from app.security.actor import Actor, actor
from app.security.exporting import Parcel, Signature, pack, pieces

#: A worksheet holds no more, less the watermark and the header.
MOST_ROWS = 1_048_574


def export_list(resource: str, question: str, file: Path) -> Parcel:
    """Write the list a resource's address would show; RuleError when the actor may not."""
    screen, kind = _screen_of(resource), file.suffix.removeprefix(".").lower()
    if kind not in WRITERS:
        raise RuleError(N_("The file ends in .csv or .xlsx."))
    by = Signature(actor().who.actor, actor().who.actor, secrets.token_hex(8))
    columns = list(screen.plan.columns)
    parcel = pack(screen, kind, _args(screen, question), _cap(screen, actor()), by, columns)
    part = file.with_name(f"{file.name}.part")
    with open(part, "wb", opener=_private) as out:
        out.writelines(pieces(parcel))
    part.replace(file)
    return parcel


def _screen_of(resource: str) -> Any:
    views = current_app.appbuilder.baseviews  # type: ignore[attr-defined]
    resources = (view for view in views if isinstance(view, Resource))
    names = {view.resource_name: view.screen for view in resources if not view.screen.is_own}
    if resource not in names:
        raise RuleError(N_("There is no list “%(name)s”."), name=resource)
    return names[resource]


def _args(screen: Any, question: str) -> Mapping[str, str]:
    """``status=filed&q=…``, as in a list's address; a field that is not there is refused."""
    args = dict(parse_qsl(question))
    strangers = set(args) - {"q", "sort", *screen.plan.filters}
    if strangers:
        raise RuleError(
            N_("There is no field “%(name)s” to filter by."), name=", ".join(sorted(strangers))
        )
    return args


def _cap(screen: Any, who: Actor) -> int:
    """A person's own cap and right; the machine itself is bounded by the sheet alone."""
    if who.user_id is None:
        return MOST_ROWS
    terms = current_app.appbuilder.sm.terms_of(who.role_ids)  # type: ignore[attr-defined]
    may = ("can_export", screen.class_permission_name) in terms.rights
    return int(terms.export_cap) if may else 0


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
