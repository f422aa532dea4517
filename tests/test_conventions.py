"""What holds everywhere and no linter knows: nobody goes past the gate, rules stay pure."""

import ast
import tomllib
from pathlib import Path

from flask_appbuilder.fields import QuerySelectField, QuerySelectMultipleField

from app.core.forms import columns_of
from app.customers.layout import FORMS
from tests.test_registers import screens

ROOT = Path(__file__).parents[1]
#: Who writes or reads a table itself, where the gate does not look, and why that is right.
WAYS = {
    "app/audit/chain.py": "the trail itself: appended to and verified, never asked for a reader",
    "app/core/bulk.py": "the bulk door, which the gate watches by its own hooks",
    "app/core/derived.py": "values that follow from others; the record was read through the gate",
    "app/core/search.py": "the index answers with ids, which are read through the gate",
    "app/core/search_tables.py": "makes the indexes",
    "app/core/staging.py": "erases what was only held a while",
    "app/core/stored.py": "files' own table, which names nobody",
    "app/core/triggers.py": "makes the triggers",
    "app/customers/billing.py": "a second class on the customer's row, with a gate of its own",
    "app/customers/employers.py": "links and scores of a contact that was read through the gate",
    "app/customers/feed.py": "a contact's name beside its link, which was read through the gate",
    "app/customers/headings.py": "a second class on the customer's row, with a gate of its own",
    "app/exchange/reading.py": "rows of a batch that was read through the gate",
    "app/exchange/rows.py": "rows of a batch that was read through the gate",
    "app/health.py": "asks whether the database answers",
    "app/jobs/heartbeat.py": "the queue, which names no customer",
    "app/jobs/runner.py": "the queue, which names no customer",
    "app/security/canary.py": "the trail, asked at start whether the keys are its own",
    "app/security/logins.py": "login counters, before anybody is known",
    "app/security/past.py": "a table's name",
    "app/security/sessions.py": "sessions, before anybody is known",
    "app/security/shares.py": "part of the gate",
    "app/security/unscoped.py": "the one place that asks past the gate, each time with its reason",
    "app/setup.py": "makes the database",
    "app/work/lease.py": "the queue, which names no customer",
    "app/work/queue.py": "the queue, which names no customer",
}


def sources():
    return sorted((ROOT / "app").rglob("*.py"))


def goes_past(tree):
    """Whether a module touches a table itself, or says its SQL by hand."""
    by_hand = {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "sqlalchemy"
        for name in node.names
        if name.name == "text"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"__table__", "from_statement"}:
            return True
        if isinstance(node, ast.Name) and (node.id in by_hand or node.id == "__table__"):
            return True
    return False


def test_nobody_goes_past_the_gate_unnamed():
    found = {
        path.relative_to(ROOT).as_posix()
        for path in sources()
        if goes_past(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found == set(WAYS)


def test_a_way_past_the_gate_is_seen():
    assert goes_past(ast.parse("Customer.__table__.select()"))
    assert goes_past(ast.parse("from sqlalchemy import text as say\nsay('SELECT 1')"))
    assert goes_past(ast.parse("select(Customer).from_statement(told)"))
    assert not goes_past(ast.parse("from app.exchange.values import text\ntext('x')"))


def test_every_module_of_rules_is_held_to_be_pure():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (pure,) = (c for c in told["tool"]["importlinter"]["contracts"] if "pure" in c["name"])
    named = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sources()
        if path.stem == "rules" or path.stem.endswith("_rules")
    }
    assert named <= set(pure["source_modules"])


def test_no_form_lists_a_whole_table():
    """What grows is searched while typing; FAB's own fields would load all of it."""
    for screen in screens():
        for form in (screen.add_form, screen.edit_form) if hasattr(screen, "add_form") else ():
            for name, field in vars(form or object).items():
                made = getattr(field, "field_class", type(None))
                whole = (QuerySelectField, QuerySelectMultipleField)
                assert not issubclass(made, whole), (screen, name)


def test_a_refusal_names_a_field_that_a_form_has():
    """Under another name it would stand above the form, far from what is wrong."""
    told = {
        argument.value.value
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "RuleError"
        for argument in node.keywords
        if argument.arg == "at" and isinstance(argument.value, ast.Constant)
    }
    forms = [getattr(screen, "form_sections", ()) for screen in screens()]
    asked = {name for form in (*forms, *FORMS.values()) for name in columns_of(form)}
    assert told
    assert told <= asked


def test_every_screen_names_its_permission_itself():
    """A right follows its screen when a class is renamed: roles in use name it."""
    for screen in screens():
        own = [cls for cls in screen.__mro__ if "class_permission_name" in vars(cls)]
        assert own[0].__module__.startswith("app."), screen
        assert own[0].class_permission_name, screen
