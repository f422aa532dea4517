"""How a sensitive value is shown to who may see the record but has no reason to read it. Pure."""

import re

STARS = "****"


def mask_identity(text: str) -> str:
    """``110***********1234``, ``110********1123`` of the old ones; other documents keep their first
    and last two characters.
    """
    is_old_card = len(text) == 15 and text.isascii() and text.isdigit()  # noqa: PLR2004
    if len(text) == 18 or is_old_card:  # noqa: PLR2004 - GB 11643-1999 and the number before it
        return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}"
    return f"{text[:1]}{'*' * max(1, len(text) - 3)}{text[-2:]}" if len(text) > 3 else STARS  # noqa: PLR2004


def mask_phone(text: str) -> str:
    """``138****8000`` for a Chinese mobile, the last four digits of any other number."""
    digits = text.split(";", maxsplit=1)[0]
    if re.fullmatch(r"\+861\d{10}", digits):
        return f"{digits[3:6]}{STARS}{digits[-4:]}"
    return f"{STARS}{digits[-4:]}" if len(digits) > 6 else STARS  # noqa: PLR2004


def mask_account(text: str) -> str:
    """The last four digits."""
    return f"{STARS} {text[-4:]}" if len(text) > 6 else STARS  # noqa: PLR2004


def mask_email(text: str) -> str:
    """``l***@example.com``."""
    name, _, host = text.rpartition("@")
    return f"{name[:1]}***@{host}" if name else STARS


def mask_word(text: str) -> str:
    """The first character, for a WeChat name."""
    return f"{text[:1]}{STARS}"


def mask_place(text: str) -> str:
    """An address down to its city or district: the first six characters."""
    return f"{text[:6]}{STARS}" if len(text) > 6 else STARS  # noqa: PLR2004


def mask_birthday(text: str) -> str:
    """The year alone."""
    return f"{text[:4]}-**-**"


def mask_name(name: str) -> str:
    """Enough to ask about a customer of another department, too little to know it."""
    return f"{name[:2]}{'*' * 4}{name[-2:] if len(name) > 6 else ''}"  # noqa: PLR2004
