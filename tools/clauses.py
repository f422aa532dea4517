"""Which test proves which policy clause: reads the marks in tests/ and lists them by clause.

A test names its clauses with ``@pytest.mark.clause("S1.2", "S4.2")``, on itself, on its class, on
one of its parameters or, for a whole module, in ``pytestmark``. Run ``python tools/clauses.py``.
"""

import ast
import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeGuard

ROOT = Path(__file__).resolve().parent.parent


class Clause(NamedTuple):
    """A line of docs/clauses.csv; ``kind`` F is done by the software, O supported by it."""

    id: str
    kind: str
    zh: str
    en: str


def read_clauses(root: Path = ROOT) -> list[Clause]:
    with (root / "docs" / "clauses.csv").open(encoding="utf-8", newline="") as file:
        return [Clause(**line) for line in csv.DictReader(file)]


def proofs(root: Path = ROOT) -> dict[str, list[str]]:
    """Clause id → the tests that name it, as pytest would call them."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((root / "tests").rglob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"), str(path))
        for test, ids in _tests(module, path.relative_to(root).as_posix(), set()):
            for clause in sorted(ids):
                found[clause].append(test)
    return dict(found)


def unknown(found: Iterable[str], clauses: Iterable[Clause]) -> list[str]:
    return sorted(set(found) - {clause.id for clause in clauses})


def table(clauses: Iterable[Clause], found: dict[str, list[str]]) -> str:
    lines = []
    for clause in clauses:
        first, *others = found.get(clause.id, ["–"])
        lines.append(f"{clause.id:<12} {clause.kind}  {first}")
        lines += [f"{'':<15} {test}" for test in others]
    return "\n".join(lines)


def count(clauses: list[Clause], found: dict[str, list[str]]) -> str:
    proved = sum(clause.id in found for clause in clauses)
    return f"{proved} proved, {len(clauses) - proved} not yet, of {len(clauses)} clauses"


def main() -> int:
    clauses, found = read_clauses(), proofs()
    mistakes = unknown(found, clauses)
    print(table(clauses, found))
    for clause in mistakes:
        print(f"No such clause: {clause}, named by {', '.join(found[clause])}", file=sys.stderr)
    print(count(clauses, found))
    return 1 if mistakes else 0


def _tests(
    scope: ast.Module | ast.ClassDef, name: str, inherited: set[str]
) -> Iterator[tuple[str, set[str]]]:
    """Every test below a module or class with the clauses it names or inherits."""
    shared = inherited | _ids(_pytestmark(scope))
    for node in scope.body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from _tests(node, f"{name}::{node.name}", shared | _ids(node.decorator_list))
        elif _is_test(node):
            yield f"{name}::{node.name}", shared | _ids(node.decorator_list)


def _is_test(node: ast.stmt) -> TypeGuard[ast.FunctionDef | ast.AsyncFunctionDef]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return isinstance(node, functions) and node.name.startswith("test")


def _pytestmark(scope: ast.Module | ast.ClassDef) -> Iterator[ast.expr]:
    for node in scope.body:
        if isinstance(node, ast.Assign) and "pytestmark" in map(ast.unparse, node.targets):
            yield node.value


def _ids(marks: Iterable[ast.expr]) -> set[str]:
    """The ids in every clause mark; what is not a plain string stands as its source text."""
    nodes = (node for mark in marks for node in ast.walk(mark))
    return {_text(argument) for node in nodes if _is_mark(node) for argument in node.args}


def _is_mark(node: ast.AST) -> TypeGuard[ast.Call]:
    marks = ("pytest.mark.clause", "mark.clause")
    return isinstance(node, ast.Call) and ast.unparse(node.func) in marks


def _text(argument: ast.expr) -> str:
    plain = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    return ast.literal_eval(argument) if plain else ast.unparse(argument)


if __name__ == "__main__":
    sys.exit(main())
