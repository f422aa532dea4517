"""What a saved view may be called, and what of a list's address it remembers."""

from urllib.parse import parse_qsl, urlencode

from app.core.words import N_, RuleError

LONGEST_NAME = 40
LONGEST_QUERY = 2_000
MOST_VIEWS = 50
#: Where in a list one stands, and which view and columns one looks through, is no question.
PASSING = {"after", "before", "page", "last", "view", "cols", "csrf_token"}


def check_name(text: str) -> str:
    """The name as it is kept."""
    name = " ".join(text.replace("\0", "").split())
    if not name:
        raise RuleError(N_("Give the view a name."))
    if len(name) > LONGEST_NAME:
        raise RuleError(N_("A view's name has at most 40 characters."))
    return name


def check_room(held: int) -> None:
    if held >= MOST_VIEWS:
        raise RuleError(N_("You have 50 views of this list. Delete one first."))


def question_of(address: str) -> str:
    """The lasting part of a list's query string: search, filters, order and page size."""
    pairs = [(k, v) for k, v in parse_qsl(address.lstrip("?")) if k not in PASSING]
    told = urlencode(pairs)
    if len(told) > LONGEST_QUERY:
        raise RuleError(N_("This question is too long to be kept as a view."))
    return told
