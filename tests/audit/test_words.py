"""The trail on screen is told in words: who, and which table."""

import ast
from pathlib import Path

import pytest

from app.audit.listener import is_remembered
from app.audit.timeline import WORDS
from app.audit.words import SUBJECTS, actor_word, subject_word
from app.core.db import Model
from tests.factories import make_customer, make_user


def test_every_table_the_trail_names_has_a_word(app):
    silent = {"chain_head"}
    kept = [m for m in Model.registry.mappers if not getattr(m.class_, "__unaudited__", "")]
    ours = [m for m in kept if m.class_.__module__.startswith("app.")]
    missing = {m.local_table.name for m in ours if is_remembered(m.class_())} - silent
    assert missing - SUBJECTS.keys() == set()


@pytest.mark.parametrize(
    ("actor", "name", "told"),
    [
        ("user:wang", "王卷", "王卷 (wang)"),
        ("user:wang", None, "wang"),
        ("job:imports user:wang", "王卷", "王卷（后台任务）"),
        ("job:heartbeat", None, "后台任务 (job:heartbeat)"),
        ("anonymous", None, "未登录者 (anonymous)"),
        ("test", None, "test"),
    ],
)
def test_who_acted_is_said_in_words(app, actor, name, told):
    with app.test_request_context():
        assert actor_word(actor, name) == told


def test_a_table_is_said_in_words_and_found_by_its_name(app):
    with app.test_request_context():
        assert subject_word("customer") == "客户 (customer)"
        assert subject_word(None) is None


def test_the_list_names_people_and_tables(machine, sign_in):
    with machine():
        make_customer()
        make_user(username="wang")
    browser, _ = sign_in("Auditor")
    page = browser.get("/audit/list/").get_data(as_text=True)
    assert "客户 (customer)" in page
    assert "用户 (ab_user)" in page


ROOT = Path(__file__).parents[2]
SOURCES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): ast.parse(path.read_text())
    for path in (ROOT / "app").rglob("*.py")
}


def calls_of(name, home):
    """Each call of what a module calls ``name``, there or where it is imported: the call, the
    function around it, its module.
    """
    for place, module in SOURCES.items():
        if place != home and name not in taken_from(home, module):
            continue
        around = {}
        for node in ast.walk(module):  # From outside inwards: the last one named is the nearest.
            if isinstance(node, ast.FunctionDef):
                around |= {id(inner): node for inner in ast.walk(node)}
        calls = (node for node in ast.walk(module) if isinstance(node, ast.Call))
        yield from ((call, around.get(id(call)), place) for call in calls if called(call) == name)


def taken_from(home, module):
    nodes = [n for n in ast.walk(module) if isinstance(n, ast.ImportFrom) and n.module == home]
    return {one.name for node in nodes for one in node.names}


def called(call):
    return getattr(call.func, "id", None) or getattr(call.func, "attr", None)


def names_in(told, function, module):
    """The words an expression may stand for, wherever they were handed on from."""
    if isinstance(told, ast.Constant):
        return {told.value}
    if isinstance(told, ast.IfExp):
        return names_in(told.body, function, module) | names_in(told.orelse, function, module)
    assert isinstance(told, ast.Name), ast.dump(told)
    taken = [arg.arg for arg in function.args.args] if function else []
    if told.id in taken:
        place = taken.index(told.id) - (taken[0] == "self")
        found = [names_in(c.args[place], f, m) for c, f, m in calls_of(function.name, module)]
        assert found, function.name
        return set().union(*found)
    return constants_in(SOURCES[module])[told.id]


def constants_in(module):
    found = {}
    for node in module.body:
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            pairs = zip(
                getattr(target, "elts", [target]), getattr(value, "elts", [value]), strict=False
            )
            found |= {
                left.id: {right.value}
                for left, right in pairs
                if isinstance(left, ast.Name) and isinstance(right, ast.Constant)
            }
    return found


def test_every_event_the_trail_names_has_a_word():
    """However it is named: outright, by a constant, or by who calls the one that writes it."""
    named = set()
    for call, function, module in calls_of("Event", "app.audit.chain"):
        named |= names_in(call.args[0], function, module)
    assert {"download", "preview", "disabled", "key added", "login", "add"} <= named
    assert named - WORDS.keys() == set()
