"""Who reads our customers, and which of them each one sees; decided by number, so by rule."""

from collections.abc import Iterable
from typing import Any

from bench.rows import CustomerRow, customers

DEPARTMENTS = 20
SMALL = 20  # This department holds 0.2 % of the customers.
KEEPERS = 100  # Account managers; the first of them is the reader ``staff``.
SHARES = 20
SAMPLE = 300

#: Reader → role and department. ``chief`` sees the whole company as ``leader`` does, and writes.
ACCOUNTS = {
    "leader": ("Leader", "ROOT"),
    "chief": ("ChiefArchivist", "ROOT"),
    "archivist": ("Archivist", f"D{SMALL}"),
    "staff": ("Staff", "D05"),
}


def is_restricted(number: int) -> bool:
    """One in a hundred is a trade secret."""
    return number % 100 == 7


def department_of(number: int, drawn: int) -> str:
    """The code of the customer's department; ``drawn`` is the one the peers have (1 to 40)."""
    small = number % 500 == 0
    return f"D{SMALL if small else (drawn - 1) % (DEPARTMENTS - 1) + 1:02d}"


def keeper_of(number: int) -> int | None:
    """Which account manager keeps the customer; seven in ten have none."""
    return number // 10 % KEEPERS if number % 10 < 3 else None


def shared(count: int) -> range:
    """The customers shown to ``staff`` beyond their own."""
    step = count // SHARES
    return range(step // 2 // 100 * 100 + 5, count, step)


def describe(count: int) -> dict[str, dict[str, Any]]:
    """Reader → how many rows they see, the last before the deep page, some to open and edit."""
    seen: dict[str, list[int]] = {name: [] for name in ACCOUNTS}
    formed: dict[str, list[int]] = {name: [] for name in ACCOUNTS}
    given = set(shared(count))
    for row in customers(count):
        for name in _seeing(row, given):
            seen[name].append(row.id)
            if row.kind == "enterprise":
                formed[name].append(row.id)
    return {name: _told(seen[name], formed[name]) for name in ACCOUNTS}


def _seeing(row: CustomerRow, given: set[int]) -> Iterable[str]:
    yield from ("leader", "chief")
    if department_of(row.id, row.department_id) == f"D{SMALL}":
        yield "archivist"
    mine = keeper_of(row.id) == 0 or row.id in given
    if mine and not is_restricted(row.id):
        yield "staff"


def _told(seen: list[int], enterprises: list[int]) -> dict[str, Any]:
    """Lists run from the newest id down, so 90 % deep lies a tenth from the oldest."""
    middle = max(0, len(enterprises) // 2 - SAMPLE // 2)
    return {
        "rows": len(seen),
        "deep": seen[len(seen) // 10],
        "ids": enterprises[middle : middle + SAMPLE],
    }
