"""What holds everywhere and no linter knows: nobody goes past the gate, rules stay pure."""

import ast
import tomllib
from pathlib import Path

from flask_appbuilder.fields import QuerySelectField, QuerySelectMultipleField

from app.core.forms import columns_of
from app.customers.layout import FORMS
from tests import kept
from tests.test_registers import screens

ROOT = Path(__file__).parents[1]
#: Who writes or reads a table itself, where the gate does not look, and why that is right.
WAYS = {
    "app/audit/chain.py": "the trail itself: appended to and verified, never asked for a reader",
    "app/audit/checking.py": "the trail verified, on a connection of its own",
    "app/contracts/balance.py": "ids of a contract's earlier versions, nothing else of them",
    "app/contracts/effect.py": "whether a contract is signed, told beside what is owed under it",
    "app/core/bulk.py": "the bulk door, which the gate watches by its own hooks",
    "app/core/db.py": "begins transactions",
    "app/core/derived.py": "values that follow from others; the record was read through the gate",
    "app/core/numbers.py": "the number sequences, which name nobody",
    "app/core/search.py": "the index answers with ids, which are read through the gate",
    "app/core/search_tables.py": "makes the indexes",
    "app/core/staging.py": "erases what was only held a while",
    "app/core/stored.py": "files' own table, which names nobody",
    "app/core/triggers.py": "makes the triggers",
    "app/customers/billing.py": "a second class on the customer's row, with a gate of its own",
    "app/customers/contacts.py": "people beside links that were read through the gate",
    "app/customers/employers.py": "links and scores of a contact that was read through the gate",
    "app/customers/feed.py": "a contact's name beside its link, which was read through the gate",
    "app/customers/headings.py": "a second class on the customer's row, with a gate of its own",
    "app/exchange/reading.py": "rows of a batch that was read through the gate",
    "app/exchange/rows.py": "rows of a batch that was read through the gate",
    "app/health.py": "asks whether the database answers",
    "app/jobs/heartbeat.py": "the queue, which names no customer",
    "app/jobs/refresh_statistics.py": "the planner's figures",
    "app/jobs/runner.py": "the queue, which names no customer",
    "app/security/canary.py": "the trail, asked at start whether the keys are its own",
    "app/security/lists.py": "ids by the gate's own condition, said in full",
    "app/security/logins.py": "login counters, before anybody is known",
    "app/security/namesakes.py": "asks past the gate, each time with its reason",
    "app/security/past.py": "a table's name",
    "app/security/resealing.py": "seals cells again as they are; nothing that is read changes",
    "app/security/sessions.py": "sessions, before anybody is known",
    "app/security/shares.py": "part of the gate",
    "app/security/standing.py": "asks past the gate, each time with its reason",
    "app/security/unscoped.py": "asks past the gate, each time with its reason",
    "app/setup.py": "makes the database",
    "app/work/lease.py": "the queue, which names no customer",
    "app/work/queue.py": "the queue, which names no customer",
}


#: Who may open every row for a moment.
UNSCOPED = {f"app/security/{name}.py" for name in ("namesakes", "standing", "unscoped")}


def sources():
    return sorted((ROOT / "app").rglob("*.py"))


def goes_past(tree):
    """Whether a module touches a table itself, says its SQL by hand, or writes many rows where
    only a connection sees it.
    """
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


def asks_a_connection(tree):
    """Whether a module asks below the session, where the gate hears of nothing, or finds a table
    by its name.
    """
    modules = {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
        if name.name == "sqlalchemy"
    }
    return any(
        node.attr == "exec_driver_sql"
        or (node.attr == "tables" and getattr(node.value, "attr", "") == "metadata")
        or (node.attr == "text" and getattr(node.value, "id", "") in modules)
        or (node.attr in ASKING and bare_name(node.value) in CONNECTIONS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
    )


ASKING = {"execute", "executemany", "scalar", "scalars"}
CONNECTIONS = {"connection", "conn", "cursor", "connect", "begin"}


def bare_name(node):
    """``connection`` of ``connection``, of ``own.connection`` and of ``session.connection()``."""
    node = node.func if isinstance(node, ast.Call) else node
    return getattr(node, "id", getattr(node, "attr", ""))


def test_nobody_goes_past_the_gate_unnamed():
    found = {
        path.relative_to(ROOT).as_posix()
        for path in sources()
        for tree in [ast.parse(path.read_text(encoding="utf-8"))]
        if goes_past(tree) or asks_a_connection(tree)
    }
    assert found == set(WAYS)


def test_the_gate_is_left_only_where_it_is_said_why():
    """``unscoped`` opens every row: few modules may, and what they answer tells no record."""
    found = {
        path.relative_to(ROOT).as_posix()
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.ImportFrom) and node.module == "app.security.actor")
        if "unscoped" in {name.name for name in node.names}
    }
    assert found == UNSCOPED


def test_a_way_past_the_gate_is_seen():
    assert goes_past(ast.parse("Customer.__table__.select()"))
    assert goes_past(ast.parse("from sqlalchemy import text as say\nsay('SELECT 1')"))
    assert goes_past(ast.parse("select(Customer).from_statement(told)"))
    assert not goes_past(ast.parse("from app.exchange.values import text\ntext('x')"))
    for told in (
        "import sqlalchemy as sa\nsession.execute(sa.text('SELECT 1'))",
        "select(Model.metadata.tables['customer'])",
        "session.connection().exec_driver_sql('SELECT 1')",
        "connection.execute(delete(Customer))",
        "db.session.connection().scalars(select(Customer))",
        "with engine.begin() as conn:\n    conn.execute(update(Customer))",
        "db.engine.connect().execute(told)",
        "session.connection().execute(update(Product))",
        "db.engine.begin().execute(update(Product))",
    ):
        assert asks_a_connection(ast.parse(told)), told
    assert not asks_a_connection(ast.parse("session.execute(select(Customer))"))
    assert not asks_a_connection(ast.parse("from app import say\nsay.text('x')"))


def test_every_module_of_rules_is_held_to_be_pure():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (pure,) = (c for c in told["tool"]["importlinter"]["contracts"] if "pure" in c["name"])
    named = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sources()
        if path.stem == "rules" or path.stem.endswith("_rules")
    }
    assert named <= set(pure["source_modules"])


def fields_of(view):
    """(form, field, class) of each form a view made; FAB makes them when it is registered."""
    made = {form for pair in getattr(view, "forms", {}).values() for form in pair}
    made |= {getattr(view, name, None) for name in ("add_form", "edit_form", "search_form")}
    for form in filter(None, made):
        for name in dir(form):
            if kind := getattr(getattr(form, name), "field_class", None):
                yield form, name, kind


def test_no_form_lists_a_whole_table(app):
    """What grows is searched while typing; FAB's own fields would load all of it."""
    whole = (QuerySelectField, QuerySelectMultipleField)
    found = [(view, *told) for view in app.appbuilder.baseviews for told in fields_of(view)]
    assert not [told for told in found if issubclass(told[3], whole)]
    assert len({form for _, form, _, _ in found}) > 100
    assert len(found) > 600


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


def test_every_view_asks_for_the_rights_that_are_kept_for_it(app):
    """Roles in use name verb and screen: either under another name would be taken from them."""
    views = app.appbuilder.baseviews
    found = {(v, w.class_permission_name) for w in views for v in w.base_permissions or ()}
    kept.check("verbs", found)


def test_every_screen_names_its_permission_itself():
    """A right follows its screen when a class is renamed: roles in use name it."""
    for screen in screens():
        own = [cls for cls in screen.__mro__ if "class_permission_name" in vars(cls)]
        assert own[0].__module__.startswith("app."), screen
        assert own[0].class_permission_name, screen
