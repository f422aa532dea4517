"""How complete is a customer's file, and what still stops it? Pure: values in, a verdict out."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from app.core.words import N_, Choice, RuleError, listed


class ElementRule(Choice):
    """要素要求."""

    required = N_("Required")
    expected = N_("Expected")


class EvidenceKind(Choice):
    """佐证类别."""

    licence = N_("Business licence")
    identity = N_("Copy of identity document")
    authorisation = N_("Authorisation")
    questionnaire = N_("Questionnaire")
    photo = N_("Photograph")
    other = N_("Other evidence")


#: What this country's register issues → what stands for it where a customer is registered abroad.
ABROAD = {EvidenceKind.licence: N_("Foreign registration document")}


def proof_word(kind: EvidenceKind, *, is_domestic: bool) -> EvidenceKind | N_:
    """What a kind of evidence is called for such a customer."""
    return kind if is_domestic else ABROAD.get(kind, kind)


#: A value of the standard that is not a column of the customer: somebody to talk to there.
CONTACT = "contact"


class Element(NamedTuple):
    """One element of a standard: a field, a piece of evidence, or a field with its evidence."""

    field: str | None
    weight: int
    rule: ElementRule
    evidence: EvidenceKind | None = None
    is_domestic: bool = True

    @property
    def key(self) -> str:
        """What marks and links call it."""
        return self.field or f"evidence-{self.evidence.name if self.evidence else ''}"


#: What only the registers of this country give: nobody abroad has it.
DOMESTIC_ONLY = frozenset({"uscc"})


def asked_of(elements: Iterable[Element], *, is_domestic: bool) -> list[Element]:
    """The elements a customer can have at all: a foreign one is not asked for a credit code, and
    proves its registration by the document of its own country.
    """
    if is_domestic:
        return [*elements]
    return [e._replace(is_domestic=False) for e in elements if e.field not in DOMESTIC_ONLY]


class Verdict(NamedTuple):
    """The score of 0 to 100, and the elements that are not there."""

    score: int
    missing: tuple[Element, ...]

    @property
    def blocking(self) -> tuple[Element, ...]:
        return tuple(e for e in self.missing if e.rule is ElementRule.required)


def judge(
    elements: Iterable[Element], filled: Collection[str], evidence: Collection[EvidenceKind]
) -> Verdict:
    """The share of the weight that is there, rounded down: 100 means nothing is missing."""
    wanted = tuple(elements)
    missing = tuple(e for e in wanted if not _is_there(e, filled, evidence))
    whole = sum(element.weight for element in wanted)
    lost = sum(element.weight for element in missing)
    return Verdict(100 * (whole - lost) // whole if whole else 100, missing)


def _is_there(
    element: Element, filled: Collection[str], evidence: Collection[EvidenceKind]
) -> bool:
    has_value = element.field is None or element.field in filled
    has_proof = element.evidence is None or element.evidence in evidence
    return has_value and has_proof


def is_filled(value: object) -> bool:
    """Zero and no are values; nothing and blank are not."""
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def check_blocking(names: Collection[str]) -> None:
    """Refuse a submission, naming all that is missing at once (S1.4(1))."""
    if names:
        raise RuleError(
            N_("Before it is submitted the file still needs: %(names)s."), names=listed(names)
        )
