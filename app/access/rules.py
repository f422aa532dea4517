"""Who may be given what, by whom: roles, grants, shares. Pure."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from app.core.words import N_, Choice, RuleError
from app.security.rules import REACHES, Reach

Pair = tuple[str, str]  # (verb, screen), as FAB keeps a right
ROLE_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{1,39}")
LARGEST_CAP = 1_000_000
LONGEST_SHARE = timedelta(days=366)
#: So many unanswered questions about unseen customers a person may have open.
MOST_ASKS = 20
#: Somebody must always hold these, or nobody could ever give them back.
KEYS: tuple[Pair, ...] = (("can_edit", "Roles"), ("can_edit", "People"), ("can_add", "Grants"))
#: Who holds it is the second person; whoever administers must not become them by a side door.
CONFIRM: Pair = ("can_confirm", "Grants")


class GrantKind(Choice):
    """What a grant changes about a person."""

    add_role = N_("Give a role")
    remove_role = N_("Take a role away")
    clearance = N_("Change the clearance")
    department = N_("Move to a department")


class GrantStatus(Choice):
    """How far a grant has come."""

    proposed = N_("Waiting for confirmation")
    confirmed = N_("Confirmed")
    refused = N_("Refused")
    withdrawn = N_("Withdrawn")


class GrantStep(Choice):
    """What people do to a grant."""

    confirm = N_("Confirm")
    refuse = N_("Refuse")
    withdraw = N_("Withdraw")


NEXT = {
    (GrantStatus.proposed, GrantStep.confirm): GrantStatus.confirmed,
    (GrantStatus.proposed, GrantStep.refuse): GrantStatus.refused,
    (GrantStatus.proposed, GrantStep.withdraw): GrantStatus.withdrawn,
}


def after(status: GrantStatus, step: GrantStep) -> GrantStatus:
    """The status a step leads to; RuleError where the grant was decided before."""
    if (status, step) not in NEXT:
        raise RuleError(N_("This grant has already been decided or withdrawn."))
    return NEXT[status, step]


def check_decider(decider: int, proposer: int, person: int) -> None:
    """Three people: who proposes, who decides, whom it is about (the first may be the last)."""
    if decider == proposer:
        raise RuleError(N_("Nobody decides on what they proposed themselves."))
    if decider == person:
        raise RuleError(N_("Nobody decides on their own rights."))


def check_until(until: datetime, at: datetime) -> None:
    """A share ends within a year, and not before it began."""
    if until <= at:
        raise RuleError(N_("The last day lies in the past."))
    if until > at + LONGEST_SHARE:
        raise RuleError(N_("A share lasts a year at most."))


def check_ask(open_asks: int, *, is_repeated: bool) -> None:
    """Asking to see what one does not see: once about each number, and not by the hundred."""
    if is_repeated:
        raise RuleError(N_("You have asked for this number already."))
    if open_asks >= MOST_ASKS:
        raise RuleError(N_("You have asked for many customers already; wait, or withdraw some."))


def check_role_key(key: str) -> str:
    """An own role's key: ASCII for ever, like the shipped ones."""
    if not ROLE_KEY.fullmatch(key) or key.lower() in {"admin", "public"}:
        raise RuleError(N_("A role key has 2 to 40 letters and digits, beginning with a letter."))
    return key


def check_labels(zh: str | None, en: str | None) -> tuple[str, str]:
    """Both names of an own role."""
    if not zh or not en:
        raise RuleError(N_("A role needs a Chinese and an English name."))
    return zh, en


def check_cap(cap: int) -> int:
    if not 0 <= cap <= LARGEST_CAP:
        raise RuleError(N_("The export limit lies between 0 and 1,000,000 rows."))
    return cap


def check_menu(rights: Collection[Pair], opening: Mapping[str, Pair]) -> None:
    """A menu entry leads somewhere: its holder holds the right that opens its page."""
    shut = [
        s for v, s in rights if v == "menu_access" and s in opening and opening[s] not in rights
    ]
    if shut:
        raise RuleError(
            N_("A menu entry needs the right to open its page: %(screens)s."),
            screens=", ".join(sorted(shut)),
        )


def check_not_widened(
    old: tuple[Collection[Pair], Reach, int], new: tuple[Collection[Pair], Reach, int]
) -> None:
    """Nobody gives themselves more through a role they hold."""
    wider = set(new[0]) - set(old[0]) or new[2] > old[2]
    if wider or REACHES.index(new[1]) > REACHES.index(old[1]):
        raise RuleError(N_("You hold this role yourself: you may narrow it, never widen it."))


def check_confirmers(old: Collection[Pair], new: Collection[Pair], holders: int) -> None:
    """The right to confirm comes to people by a confirmed grant, not with a role they hold."""
    if holders and CONFIRM in new and CONFIRM not in old:
        raise RuleError(
            N_("People hold this role: the right to confirm grants comes with a new role.")
        )


def check_reset(held: Collection[Pair]) -> None:
    """A confirmer's password in the hands of a proposer would make one person of two."""
    if CONFIRM in held:
        raise RuleError(
            N_("Whoever confirms grants gets a new password on the server: flask user reset.")
        )


def check_keys_held(held: Collection[Pair]) -> None:
    """After any change somebody can still administer roles, people and grants."""
    if set(KEYS) - set(held):
        raise RuleError(N_("Then nobody could administer roles and people any more."))
