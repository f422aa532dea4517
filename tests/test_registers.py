"""The registers are complete: nothing exists that they do not name."""

import re
from pathlib import Path

import pytest

from app import models, views
from app.core.api import Resource
from app.core.db import Model, Table
from app.core.gate import Gate, Open
from app.core.screens import Screen
from app.customers.contact_link_views import LinkView
from app.security.roles import ROLES

BASES = {LinkView}
ROOT = Path(__file__).parents[1]
SPRITE = ROOT / "app/static/icons.svg"
TOP = {
    "app", "translations", "migrations", "tests", "config.py", "run.py", "README.md",
    "app/models.py", "app/views.py", "app/security", "app/jobs", "app/core", "app/audit",
    "app/reference", "app/cli", "app/customers", "app/exchange", "app/templates", "app/static",
    ".ci/run", "Makefile", "docs/benchmarks.md", "docs/endurance.md", "pyproject.toml", "STYLE.md",
    "DECISIONS.md", "CHANGELOG.md", "app/access", "app/approvals", "app/care", "app/contracts",
    "app/demo", "app/desk", "app/dictionaries", "app/service", "app/work", "app/workday",
    "app/factory.py", "app/setup.py", "app/health.py",
}  # fmt: skip


def all_below(cls):
    for child in cls.__subclasses__():
        yield child
        yield from all_below(child)


def screens():
    """Every screen that shows a table, without the bases they share."""
    return {screen for screen in all_below(Screen) if hasattr(screen, "plan")} - BASES


def mapped(base):
    return {cls for cls in all_below(base) if "__tablename__" in vars(cls)}


def test_the_prescribed_names_are_there():
    assert [name for name in sorted(TOP) if not (ROOT / name).exists()] == []


def test_every_record_with_a_page_has_words_for_its_title():
    told = {screen: screen.datamodel.obj.__str__ for screen in screens()}
    assert [screen for screen, words in told.items() if words is object.__str__] == []


def test_every_table_is_in_the_register():
    names = {cls.__name__ for cls in mapped(Table)} | {"Person"}
    assert names == set(models.__all__)


def test_every_table_says_who_may_see_it():
    for table in mapped(Table):
        declared = table.__gate__
        assert isinstance(declared, Gate | Open), table
        if isinstance(declared, Open):
            assert declared.reason
        else:
            assert declared.retention


def test_no_two_tables_share_a_name():
    names = [mapper.local_table.name for mapper in Model.registry.mappers]
    # Person widens FAB's own user table; heading and billing are a customer's row cut down.
    assert len(names) - len(set(names)) == 3


def test_every_screen_is_on_the_menu():
    pages = {screen for _, _, screens in views.MENU.values() for screen in screens}
    on_menu = {screen for screen in pages if issubclass(screen, Screen)}
    below = {child for children in views.TABS.values() for child in children}
    tables = {screen for screen in on_menu if issubclass(screen, Screen)}  # Others are one form.
    assert screens() == tables | below


def test_every_resource_is_served():
    made = {cls for cls in all_below(Resource) if cls.__module__.startswith("app.")}
    assert made == set(views.RESOURCES)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_names_only_rights_that_exist(role):
    known = {}
    for screen in (*(s for _, _, group in views.MENU.values() for s in group), *views.OFF_MENU):
        known.setdefault(screen.class_permission_name, set()).update(screen.base_permissions)
    for name, rights in ROLES[role].screens.items():
        assert set(rights) <= known[name], name
    assert set(ROLES[role].menu) <= {*views.MENU, *known}


def test_every_column_on_screen_has_a_name():
    for screen in screens():
        shown = {*screen.plan.columns, *screen.plan.filters, *screen.plan.more}
        shown |= {n for _, names in (*screen.sections, *screen.form_sections) for n in names}
        assert shown <= set(screen.labels), screen


def test_a_list_sorts_only_by_columns_that_are_never_empty():
    for screen in screens():
        table = screen.plan.entity.__mapper__
        assert not [n for n in screen.plan.ranked if table.columns[n].nullable], screen


def named_icons():
    """Every icon a screen, a step, a menu or a template names, with who names it."""
    for screen in screens():
        yield screen.menu_icon, screen
        for step in getattr(screen, "steps", ()):
            yield step.icon, screen
    for label, icon, entries in views.MENU.values():
        yield icon, label
        yield from ((entry.menu_icon, entry) for entry in entries)
    for page in sorted((ROOT / "app/templates").rglob("*.html")):
        for icon in re.findall(r'icon\("([a-z-]+)"\)', page.read_text(encoding="utf-8")):
            yield icon, page.name


def test_every_icon_that_is_named_is_drawn():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8")))
    assert [(icon, str(who)) for icon, who in named_icons() if icon and icon not in drawn] == []
