"""When may a customer file move on, and who may move it? Pure: no database, no web, no clock."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from app.core.words import N_, Choice, RuleError


class CustomerKind(Choice):
    """客户类别 (S6.四.1): each has its own form and its own required elements."""

    individual = N_("Individual")
    enterprise = N_("Enterprise")
    government = N_("Government body")
    other = N_("Other organisation")


class Market(Choice):
    """市场范围 (S11): an indirect customer is reached through an intermediary."""

    domestic = N_("Domestic")
    intl_direct = N_("International, direct")
    intl_indirect = N_("International, indirect")


class TimeStatus(Choice):
    """客户状态 by time (S9.3)."""

    prospective = N_("Prospective")
    active = N_("Active")
    dormant = N_("Dormant")
    lost = N_("Lost")
    ended = N_("Ended")


class IdType(Choice):
    """证件类型."""

    id_card = N_("Resident identity card")
    passport = N_("Passport")
    travel_permit = N_("Hong Kong, Macao or Taiwan permit")
    other = N_("Other document")


class Gender(Choice):
    """性别."""

    male = N_("Male")
    female = N_("Female")
    unknown = N_("Not stated")


class GovernmentLevel(Choice):
    """行政级别."""

    central = N_("Central")
    province = N_("Province")
    city = N_("City")
    county = N_("County")
    town = N_("Township")


class Basis(Choice):
    """处理依据: why personal data may be kept (PIPL article 13)."""

    consent = N_("Consent of the person")
    contract = N_("Needed for a contract")
    duty = N_("Legal duty")
    published = N_("Published by the person")
    other = N_("Other basis in law")


class EntryStatus(Choice):
    """录入状态 (S3.收集, S6.五.1)."""

    draft = N_("Draft")
    submitted = N_("Submitted")
    returned = N_("Returned")
    reviewed = N_("Reviewed")
    filed = N_("Filed")


class Step(Choice):
    """What moves a file on."""

    submit = N_("Submit")
    send_back = N_("Send back")
    review = N_("Pass review")
    reopen = N_("Review again")  # No button: a change of the contents does it.
    file = N_("File")


NEXT = {
    (EntryStatus.draft, Step.submit): EntryStatus.submitted,
    (EntryStatus.returned, Step.submit): EntryStatus.submitted,
    (EntryStatus.submitted, Step.send_back): EntryStatus.returned,
    (EntryStatus.submitted, Step.review): EntryStatus.reviewed,
    (EntryStatus.reviewed, Step.send_back): EntryStatus.returned,
    (EntryStatus.reviewed, Step.reopen): EntryStatus.submitted,
    (EntryStatus.reviewed, Step.file): EntryStatus.filed,
}

#: After filing these change only through an approved change request: the registered name in either
#: script, every number a register or an authority gave, who stands for it, and who a card is of.
IDENTITY = (
    "kind", "name", "name_local", "uscc", "org_code", "tax_number", "legal_representative",
    "id_type", "id_no_index", "birthday",
)  # fmt: skip

#: Facts of the file and not of the customer: nobody ticks them, and changing them is no change of
#: what a review looked at.
OF_THE_FILE = frozenset({"time_status", "security", "department", "account_manager", "remark"})

#: Nothing to rely on yet: a draft, or one sent back to be mended (S5.3.1.1).
WITHOUT_FILE = (EntryStatus.draft, EntryStatus.returned)

#: On its way through the review: a change now is one nobody has looked at.
ON_ITS_WAY = (EntryStatus.submitted, EntryStatus.reviewed)


def after(status: EntryStatus, step: Step) -> EntryStatus:
    """The status a step leads to; RuleError when the file is not at that point."""
    if (status, step) not in NEXT:
        raise RuleError(N_("The file's status does not allow this step."))
    return NEXT[status, step]


def check_reviewer(reviewer_id: int | None, *makers: int | None) -> None:
    """Nobody reviews or files what they entered or submitted themselves (S1.4(2))."""
    if reviewer_id is not None and reviewer_id in makers:
        raise RuleError(N_("Somebody else must review what you entered."))


def check_basis(basis: Basis | None, notice_version: str | None, given_on: date | None) -> None:
    """Personal data is kept on a basis; consent names the notice it was given to, and the day."""
    if basis is None:
        raise RuleError(N_("State on which basis this person's data is kept."), at="basis")
    if basis is Basis.consent and not (notice_version and given_on):
        raise RuleError(
            N_("Consent needs the version of the notice and the day it was given."),
            at="notice_version",
        )


def check_route(market: Market, has_intermediary: bool) -> None:
    """An indirect customer is reached through somebody (S11)."""
    if (market is Market.intl_indirect) != has_intermediary:
        raise RuleError(
            N_("Name the intermediary of an indirect customer, and of no other customer."),
            at="intermediary",
        )


def check_not_itself(is_itself: bool) -> None:
    """Nobody is reached through themselves."""
    if is_itself:
        raise RuleError(N_("A customer is not its own intermediary."), at="intermediary")


def check_point(longitude: Decimal | None, latitude: Decimal | None) -> None:
    """A place on the map has both coordinates, in degrees."""
    if (longitude is None) != (latitude is None):
        raise RuleError(N_("Give longitude and latitude together, or neither."), at="longitude")
    bounded = ((longitude, 180), (latitude, 90))
    if any(value is not None and abs(value) > most for value, most in bounded):
        raise RuleError(
            N_("Longitude lies between -180 and 180 degrees, latitude between -90 and 90.")
        )


def check_same_org_code(org_code: str | None, inside: str | None) -> None:
    """Characters 9 to 17 of a credit code are the organisation code (GB 32100-2015)."""
    if org_code and inside and org_code != inside:
        raise RuleError(
            N_("The organisation code differs from the one in the credit code."), at="org_code"
        )


def check_born(birthday: date | None, on_card: date) -> date:
    """The birth date of the card; a typed one must agree with it."""
    if birthday is not None and birthday != on_card:
        raise RuleError(N_("The birth date differs from the one in the ID number."), at="birthday")
    return on_card


def check_term(from_on: date | None, to_on: date | None) -> None:
    """Nothing ends before it began."""
    if from_on and to_on and to_on < from_on:
        raise RuleError(N_("The end lies before the beginning."), at="to_on")


def age_on(birthday: date, today: date) -> int:
    """Full years lived; someone born on 29 February grows older on 1 March."""
    return today.year - birthday.year - ((today.month, today.day) < (birthday.month, birthday.day))


def check_reason(reason: str) -> str:
    """A reason others can act on: at least five characters."""
    if len(reason.strip()) < 5:  # noqa: PLR2004
        raise RuleError(N_("Give a reason of at least five characters."))
    return reason.strip()


def check_unlocked(status: EntryStatus, changed: set[str]) -> None:
    """A filed customer keeps its identity (S11.2)."""
    if status is EntryStatus.filed and changed & set(IDENTITY):
        raise RuleError(N_("This file is closed: its identity changes only by change request."))


def check_same_manager(before: Sequence[int | None], changed: set[str]) -> None:
    """A maintainer is replaced by handing over, with a reason, never in passing (S5.3.3.1)."""
    if "account_manager_id" in changed and any(before):
        raise RuleError(N_("Hand the customer over instead: it takes a reason and keeps a line."))
