"""Which passwords are good enough (ASVS 6.2), and how one is kept."""

from functools import cache
from pathlib import Path

from werkzeug.security import generate_password_hash

from app.core.words import N_, RuleError

METHOD = "scrypt:131072:8:1"
SHORTEST, LONGEST = 12, 128
COMMON = Path(__file__).with_name("common_passwords.txt")
DISTINCT = 5


@cache
def common() -> frozenset[str]:
    """Stems of passwords many people use, in China and elsewhere, lower case."""
    lines = COMMON.read_text(encoding="utf-8").split("\n")
    return frozenset(line for line in lines if line and not line.startswith("#"))


def check_password(password: str, own_words: tuple[str, ...] = ()) -> None:
    """RuleError unless the password is long, uncommon, and not the user's own name."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise RuleError(
            N_("A password has %(low)s to %(high)s characters."), low=SHORTEST, high=LONGEST
        )
    lower = password.lower()
    if any(word and len(word) > 3 and word.lower() in lower for word in own_words):  # noqa: PLR2004
        raise RuleError(N_("A password must not contain your own name or address."))
    if len(set(lower)) < DISTINCT or _is_common(lower):
        raise RuleError(N_("This password is too easy to guess."))


def _is_common(lower: str) -> bool:
    """The whole is common, or a common stem with little around it (woaini1314520)."""
    return any(stem in lower and len(lower) - len(stem) < 6 for stem in common())  # noqa: PLR2004


def hash_password(password: str) -> str:
    """The hash that is stored."""
    return generate_password_hash(password, METHOD)
