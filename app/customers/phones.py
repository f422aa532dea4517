"""Telephone numbers and e-mail addresses: one spelling to store, or a sentence why not."""

import re
import unicodedata
from functools import cache
from typing import Any, Literal, NamedTuple

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumber, PhoneNumberType
from phonenumbers.shortnumberinfo import is_valid_short_number_for_region

from app.core.words import N_, RuleError

PhoneKind = Literal["mobile", "landline", "either", "service"]

#: What may be a mobile: where the number does not tell, it may.
MOBILES: frozenset[PhoneKind] = frozenset({"mobile", "either"})
NO_PHONE = N_("This is no complete phone number; a landline needs its area code.")
TWO_PHONES = N_("Enter one phone number only.")
NO_MOBILE = N_("This is no mobile number; a landline belongs in the field for telephones.")

QQ = re.compile(r"[1-9][0-9]{4,10}")
_MOBILE = {PhoneNumberType.MOBILE}
_LANDLINE = {PhoneNumberType.FIXED_LINE}
# In North America and elsewhere the number does not tell which it is.
_EITHER = {PhoneNumberType.FIXED_LINE_OR_MOBILE}
# phonenumbers reads ext., x and # itself; these are how Chinese writers mark an extension.
_SPOKEN_EXTENSION = re.compile(
    r"^(.+?)\s*[(]?(?:转接?|轉接?|分机号?|分機號?|内线|內線)[:.]?\s*(\d{1,6})[)]?$"
)
_DASHED_EXTENSION = re.compile(r"^(.*\d\)?)\s*[-—–_]\s*(\d{1,6})$")
# Anything beside a number, "张三 138…", is a second fact that must not vanish unseen.
_NUMBER = re.compile(
    r"(?:tel:)?[+(]?[\d\s().\-‐–—]+(?:(?:;ext=|ext\.?|x|#)\s*\d{1,6})?", re.IGNORECASE
)
# How nearly every Chinese number is written; the library takes 0.1 ms for one.
_CHINESE = re.compile(r"(?P<mobile>1\d{10})|0(?P<area>[1-9]\d{1,2})-?(?P<local>[2-8]\d{6,7})")
_SEPARATORS = re.compile(r"[/;,、|]|\s和\s|\s或\s")


class Phone(NamedTuple):
    """A valid number: ``number`` is +8675525317099 (ITU-T E.164), or 95588 for a short one."""

    number: str
    extension: str
    kind: PhoneKind

    @property
    def stored(self) -> str:
        """The one spelling for storing, comparing and dialling (RFC 3966 without tel:)."""
        return f"{self.number};ext={self.extension}" if self.extension else self.number


def read_phone(text: str, region: str = "CN") -> Phone:
    """The number in any common spelling; RuleError if it is none.

    ``region`` (ISO 3166) is where a number without + or 00 belongs.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    phone = _read(plain, region)
    if phone:
        return phone
    raise RuleError(TWO_PHONES if _SEPARATORS.search(plain) else NO_PHONE)


def read_mobile(text: str, region: str = "CN") -> Phone:
    """The number of a mobile, as far as a number tells; RuleError if it is none."""
    phone = read_phone(text, region)
    if phone.kind in MOBILES:
        return phone
    raise RuleError(NO_MOBILE)


def plain_phone(text: str, region: str = "CN") -> str:
    """The one spelling of a number; RuleError if it is none."""
    return read_phone(text, region).stored


def phone_key(text: str | None, region: str | None = None) -> str | None:
    """The spelling two records of one number share; None where there is no number."""
    try:
        return plain_phone(text, region or "CN") if text else None
    except RuleError:
        return None


def _read(text: str, region: str) -> Phone | None:
    """The dash in 0755-2531-7099 is no extension, in 0755-25317099-8001 it is: try whole first."""
    if region == "CN" and (known := _chinese(text)):
        return known
    if spoken := _SPOKEN_EXTENSION.match(text):
        return _valid(spoken[1], region, spoken[2])
    whole = _valid(text, region)
    if whole:
        return whole
    dashed = _DASHED_EXTENSION.match(text)
    return _valid(dashed[1], region, dashed[2]) if dashed else None


def _chinese(text: str) -> Phone | None:
    """A plainly written Chinese number, by the library's own patterns; None leaves it to them."""
    if found := _CHINESE.fullmatch(text):
        is_mobile = found["mobile"] is not None
        national = found["mobile"] or found["area"] + found["local"]
        if _pattern(is_mobile=is_mobile).fullmatch(national):
            return Phone(f"+86{national}", "", "mobile" if is_mobile else "landline")
    return None


@cache
def _pattern(*, is_mobile: bool) -> re.Pattern[str]:
    china: Any = PhoneMetadata.metadata_for_region("CN")
    kind = china.mobile if is_mobile else china.fixed_line
    return re.compile(kind.national_number_pattern)


def _valid(text: str, region: str, extension: str = "") -> Phone | None:
    if not _NUMBER.fullmatch(text):
        return None
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    if phonenumbers.is_valid_number(number):
        e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        return Phone(e164, extension or number.extension or "", _kind(number))
    if not extension and is_valid_short_number_for_region(number, region):
        return Phone(str(number.national_number), "", "service")
    return None


def _kind(number: PhoneNumber) -> PhoneKind:
    kind = phonenumbers.number_type(number)
    if kind in _MOBILE:
        return "mobile"
    if kind in _EITHER:
        return "either"
    return "landline" if kind in _LANDLINE else "service"


def read_qq(text: str) -> str:
    """A QQ number as it is kept: 5 to 11 digits; RuleError if it is none."""
    number = unicodedata.normalize("NFKC", text).strip()
    if not QQ.fullmatch(number):
        raise RuleError(N_("A QQ number has 5 to 11 digits."))
    return number


def read_email(text: str) -> str:
    """The address with its domain in lower case (RFC 5321, RFC 6531); RuleError if it is none.

    Whether the mailbox exists is not asked: nothing here touches the network.
    """
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise RuleError(N_("This is not one e-mail address.")) from None
