"""What a row's codes and coordinates say together, whatever stands in its file already. Pure."""

from collections.abc import Callable
from typing import Any

from app.customers.identifiers import org_code_in
from app.customers.rules import check_point, check_same_org_code


def check_place(value: Callable[[str], Any]) -> None:
    """RuleError where half a coordinate, or another organisation's code, stands in the row.

    ``value`` gives what a field would hold once the row is written.
    """
    check_point(value("longitude"), value("latitude"))
    check_same_org_code(value("org_code"), org_code_in(value("uscc")))
