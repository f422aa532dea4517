"""The rights there are, read from the registered screens themselves, in the menu's order."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from app.access.rules import Pair
from app.core.words import N_

#: The verbs with a column of their own; all others are named beside their checkbox.
COLUMNS = {
    "can_list": N_("List"),
    "can_show": N_("View"),
    "can_add": N_("Add"),
    "can_edit": N_("Edit"),
    "can_history": N_("History"),
    "can_export": N_("Export"),
    "menu_access": N_("Menu"),
}
#: Verbs without a column; a verb missing here bears the name of the screen's step.
VERBS = {
    "can_confirm": N_("Confirm or refuse"),
    "can_disable": N_("Disable and enable"),
    "can_decide": N_("Decide"),
    "can_download": N_("Download files"),
    "can_end": N_("End early"),
    "can_file": N_("File"),
    "can_password": N_("Change own password"),
    "can_read": N_("Read a filled sheet"),
    "can_reveal": N_("Show masked values"),
    "can_reset": N_("Reset password"),
    "can_review": N_("Review"),
    "can_use": N_("Use"),
    "can_void": N_("Void"),
    "can_watch": N_("Look on at all"),
    "can_withdraw": N_("Withdraw"),
}
ELSEWHERE = N_("Without a menu entry")


@dataclass(frozen=True)
class Row:
    """One screen: its permission name, its label, its verbs, the right its page opens with."""

    screen: str
    label: str
    verbs: tuple[str, ...]
    opening: Pair | None
    steps: Mapping[str, str]

    @property
    def pairs(self) -> list[Pair]:
        return [(verb, self.screen) for verb in self.verbs]

    def word(self, verb: str) -> str:
        """A verb as people read it."""
        named = COLUMNS.get(verb) or VERBS.get(verb)
        return str(named) if named else self.steps.get(verb, verb)


@dataclass(frozen=True)
class Group:
    """One category of the menu and its screens; ``category`` is its own menu entry's name."""

    category: str | None
    label: str
    rows: tuple[Row, ...]


def read(builder: Any) -> list[Group]:
    """Every screen that asks for a right, grouped as in the menu."""
    groups = [
        Group(top.name, gettext(str(top.label)), tuple(_row(item.baseview, item) for item in items))
        for top in builder.menu.get_list()
        if (items := [item for item in top.childs if item.baseview is not None])
    ]
    seen = {row.screen for group in groups for row in group.rows}
    return [*groups, Group(None, str(ELSEWHERE), tuple(_others(builder, seen)))]


def _row(view: Any, item: Any) -> Row:
    """One screen's row; a menu entry is a right like the others."""
    verbs = [*dict.fromkeys(view.base_permissions or ()), *(["menu_access"] if item else [])]
    label = gettext(str(item.label)) if item else str(getattr(view, "menu_name", ""))
    steps = {step.right: str(step.label) for step in getattr(view, "steps", ())}
    name = view.class_permission_name
    return Row(name, label or name, tuple(verbs), _opening(view), steps)


def _opening(view: Any) -> Pair | None:
    method = getattr(view, getattr(view, "default_view", ""), None)
    verb = getattr(method, "_permission_name", None)
    return (f"can_{verb}", view.class_permission_name) if verb else None


def _others(builder: Any, seen: set[str]) -> Iterator[Row]:
    """Of screens that share a name, the one with the most verbs: a tab only lists."""
    fullest: dict[str, Any] = {}
    for view in builder.baseviews:
        name, verbs = str(view.class_permission_name), view.base_permissions or ()
        if not verbs or name in seen:
            continue
        if name not in fullest or len(verbs) > len(fullest[name].base_permissions):
            fullest[name] = view
    yield from (_row(view, None) for view in fullest.values())


def all_pairs(groups: Collection[Group]) -> frozenset[Pair]:
    """Every right the matrix shows."""
    return frozenset(pair for group in groups for row in group.rows for pair in row.pairs)


def openings(groups: Collection[Group]) -> dict[str, Pair]:
    """Menu entry → the right its page opens with."""
    rows = (row for group in groups for row in group.rows)
    return {row.screen: row.opening for row in rows if row.opening}


def with_categories(groups: Collection[Group], rights: Collection[Pair]) -> frozenset[Pair]:
    """A category is on the menu exactly when one of its entries is."""
    categories = {("menu_access", group.category) for group in groups if group.category}
    shown = {
        ("menu_access", group.category)
        for group in groups
        if group.category and any(("menu_access", row.screen) in rights for row in group.rows)
    }
    return frozenset((set(rights) - categories) | shown)


def labels_of(groups: Collection[Group]) -> dict[str, str]:
    """A right as the trail keeps it → as people read it."""
    return {
        key(pair): f"{row.label} · {row.word(pair[0])}"
        for group in groups
        for row in group.rows
        for pair in row.pairs
    }


def key(pair: Pair) -> str:
    """A right in one word: ``can_edit:Customers``."""
    return f"{pair[0]}:{pair[1]}"


def pairs_from(keys: Collection[str]) -> frozenset[Pair]:
    """The rights named in a form."""
    return frozenset((verb, screen) for verb, _, screen in (k.partition(":") for k in keys))
