"""Which passwords are good enough (ASVS 6.2), and how one is kept."""

import re
from functools import cache
from pathlib import Path

from werkzeug.security import generate_password_hash

from app.core.words import N_, RuleError

METHOD = "scrypt:131072:8:1"
SHORTEST, LONGEST = 12, 128
COMMON = Path(__file__).with_name("common_passwords.txt")
DISTINCT = 5
#: So many characters at least must belong to nothing that is common.
OWN = 6
#: A part of a name or an address says who somebody is from this length on.
TELLING = 4
#: Days as people write them, telephone and document numbers, one character again and again.
NUMBERS = re.compile(
    r"(?=((?:19|20)\d\d[-./]?(?:0[1-9]|1[0-2])[-./]?(?:0[1-9]|[12]\d|3[01])"
    r"|\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|1[3-9]\d{9}|[1-9]\d{16}[\dx]|(?:19|20)\d\d|(.)\2{2,}))"
)
#: Signs people write for letters, one spelling for both.
SPELLED = str.maketrans("@$013457!", "asoieastl")


@cache
def common() -> frozenset[str]:
    """Pieces of passwords many people use, in China and elsewhere, lower case."""
    lines = COMMON.read_text(encoding="utf-8").split("\n")
    return frozenset(line for line in lines if line and not line.startswith("# "))


@cache
def _longest() -> int:
    return max(map(len, common()))


def check_password(password: str, own_words: tuple[str, ...] = ()) -> None:
    """RuleError unless the password is long, uncommon, and not the user's own name."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise RuleError(
            N_("A password has %(low)s to %(high)s characters."), low=SHORTEST, high=LONGEST
        )
    lower = password.lower()
    if _names(lower, own_words):
        raise RuleError(N_("A password must not contain your own name or address."))
    if len(set(lower)) < DISTINCT or _is_common(lower):
        raise RuleError(N_("This password is too easy to guess."))


def _names(lower: str, own_words: tuple[str, ...]) -> bool:
    """Whether the own name or address is in it: in parts, backwards, or with signs for letters."""
    told = {part for word in own_words for part in (word, *re.split(r"[\W_]+", word or "")) if part}
    parts = {part.lower() for part in told if len(part) >= TELLING} - {"localhost"}
    spellings = (lower, lower[::-1], lower.translate(SPELLED))
    return any(part in spelling for part in parts for spelling in spellings)


def _is_common(lower: str) -> bool:
    """Hardly anything is left of it without its common pieces (woaini1314520, zhangwei1990)."""
    own = min(_uncovered(spelling) for spelling in {lower, lower.translate(SPELLED)})
    return own < OWN


def _uncovered(text: str) -> int:
    """The fewest characters that no choice of common pieces, side by side, covers."""
    numbers = {(found.start(), found.end(1)) for found in NUMBERS.finditer(text)}
    pieces, longest = common(), _longest()
    left = [0] * (len(text) + 1)
    for end in range(1, len(text) + 1):
        best = left[end - 1] + 1
        for start in range(max(0, end - longest), end - 2):
            if left[start] < best and (text[start:end] in pieces or (start, end) in numbers):
                best = left[start]
        for start, stop in numbers:
            if stop == end:
                best = min(best, left[start])
        left[end] = best
    return left[-1]


def hash_password(password: str) -> str:
    """The hash that is stored."""
    return generate_password_hash(password, METHOD)
