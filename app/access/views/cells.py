"""The matrix as its page shows it: each right held or not, and whether it was shipped so."""

from collections.abc import Collection
from typing import Any

from app.access import matrix
from app.access.roles import Draft, shipped_draft
from app.access.rules import Pair
from app.security.models import RoleTerms


def differences(
    groups: list[matrix.Group], terms: RoleTerms, rights: Collection[Pair]
) -> int | None:
    """How many cells and fields of a shipped role are not as shipped; None for an own role."""
    shipped = shipped_draft(terms)
    if shipped is None:
        return None
    cells = (set(rights) ^ shipped.rights) & matrix.all_pairs(groups)
    return len(cells) + (terms.reach != shipped.reach) + (terms.export_cap != shipped.export_cap)


def group_cells(group: matrix.Group, draft: Draft, shipped: Draft | None) -> dict[str, Any]:
    return {"label": group.label, "rows": [_row(row, draft, shipped) for row in group.rows]}


def _row(row: matrix.Row, draft: Draft, shipped: Draft | None) -> dict[str, Any]:
    cells = {verb: _cell(row, verb, draft, shipped) for verb in row.verbs}
    return {
        "label": row.label,
        "screen": row.screen,
        "cells": [cells.get(verb) for verb in matrix.COLUMNS],
        "others": [cell for verb, cell in cells.items() if verb not in matrix.COLUMNS],
    }


def _cell(row: matrix.Row, verb: str, draft: Draft, shipped: Draft | None) -> dict[str, Any]:
    held = (verb, row.screen) in draft.rights
    return {
        "key": matrix.key((verb, row.screen)),
        "word": row.word(verb),
        "held": held,
        "differs": shipped is not None and held != ((verb, row.screen) in shipped.rights),
    }
