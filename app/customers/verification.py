"""Is the customer who they say, and allowed to trade? What checks together prove. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from app.core.words import N_, Choice, RuleError
from app.customers.rules import CustomerKind


class CheckKind(Choice):
    """核验类别."""

    identity = N_("Identity")
    legality = N_("Legality")


class CheckMethod(Choice):
    """核验方式."""

    original = N_("Original seen")
    register = N_("Public register")
    call_back = N_("Telephone call-back")
    site_visit = N_("Site visit")
    third_party = N_("Third-party report")


class CheckResult(Choice):
    """核验结果."""

    passed = N_("Passed")
    failed = N_("Not passed")
    unclear = N_("Unclear")


class Standing(Choice):
    """核验状态: what the newest checks say together."""

    open = N_("Not verified")
    verified = N_("Verified")
    failed = N_("Verification failed")


class Check(NamedTuple):
    """One check as the rules see it."""

    kind: CheckKind
    result: CheckResult
    on: date
    source: str


class Proof(NamedTuple):
    """What the checks prove, since when, by which sources."""

    standing: Standing
    on: date | None = None
    source: str | None = None


def needed(kind: CustomerKind) -> set[CheckKind]:
    """A person is identified; an organisation must be lawful as well."""
    return {CheckKind.identity} if kind is CustomerKind.individual else set(CheckKind)


def prove(kind: CustomerKind, checks: Iterable[Check]) -> Proof:
    """What the newest check of each kind says; ``checks`` come oldest first."""
    newest = {check.kind: check for check in checks}
    if any(check.result is CheckResult.failed for check in newest.values()):
        return Proof(Standing.failed)
    wanted = [newest.get(wanted) for wanted in CheckKind if wanted in needed(kind)]
    good = [check for check in wanted if check and check.result is CheckResult.passed]
    if len(good) < len(wanted):
        return Proof(Standing.open)
    sources = dict.fromkeys(check.source for check in good)
    return Proof(Standing.verified, max(c.on for c in good), "；".join(sources)[:200])


def check_standing(standing: Standing) -> None:
    """A file whose newest check failed goes no further (S5.3.1.2)."""
    if standing is Standing.failed:
        raise RuleError(
            N_("The newest identity or legality check was not passed; the file cannot go on.")
        )


def check_checked_on(on: date, today: date) -> None:
    if on > today:
        raise RuleError(N_("The day of the check lies in the future."), at="checked_on")
