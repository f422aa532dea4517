"""What a form's fields are doubted for while one types: said beside, never refused. Pure."""

from collections.abc import Mapping

from app.customers.identifiers import tw_number_problem, uscc_problem, uscc_warnings
from app.customers.spelling import normalise

TAIWAN = "TW"


def doubts_of(typed: Mapping[str, str]) -> list[str]:
    """The sentences for what is typed now; what a rule refuses the field itself says."""
    return [*_of_credit_code(typed.get("uscc", "")), *_of_tax_number(typed)]


def _of_credit_code(text: str) -> list[str]:
    code = normalise(text)
    return uscc_warnings(code) if code and uscc_problem(code) is None else []


def _of_tax_number(typed: Mapping[str, str]) -> list[str]:
    number = normalise(typed.get("tax_number", ""))
    is_taiwan = typed.get("country_code") == TAIWAN
    problem = tw_number_problem(number) if number and is_taiwan else None
    return [problem] if problem else []
