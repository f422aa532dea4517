"""What a satisfaction survey asks, how its answers count, and which are low. Pure."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from app.core.words import N_, Choice, RuleError

CENT = Decimal("0.01")
#: Below so many of a hundred somebody must look into it.
LOW_SCORE = Decimal(60)
PROMOTER, DETRACTOR, MOST_POINTS = 9, 6, 10


class QuestionForm(Choice):
    """题型."""

    level = N_("Five levels")
    points = N_("0 to 10: would recommend us")
    text = N_("Free text")


class Dimension(Choice):
    """维度."""

    overall = N_("Overall")
    quality = N_("Quality")
    price = N_("Price level")
    delivery = N_("Delivery in time")
    service = N_("Service")


class Level(Choice):
    """满意程度, best first."""

    very_satisfied = N_("Very satisfied")
    satisfied = N_("Satisfied")
    neutral = N_("Neither nor")
    dissatisfied = N_("Dissatisfied")
    very_dissatisfied = N_("Very dissatisfied")


DISSATISFIED = (Level.dissatisfied, Level.very_dissatisfied)
#: Of a hundred.
WORTH = dict(zip(Level, (100, 80, 60, 40, 20), strict=True))


class SurveyStatus(Choice):
    """调查状态."""

    invited = N_("Invited")
    answered = N_("Answered")
    declined = N_("Declined")


class SurveyStep(Choice):
    """What happens to a survey."""

    answer = N_("Enter the answers")
    decline = N_("Declined")


S, T = SurveyStatus, SurveyStep
NEXT = {
    (S.invited, T.answer): S.answered,
    (S.answered, T.answer): S.answered,  # Corrected.
    (S.declined, T.answer): S.answered,  # They did after all.
    (S.invited, T.decline): S.declined,
}
#: An answer as it is kept: a level, points or words.
Answer = Level | int | str


def after(status: SurveyStatus, step: SurveyStep) -> SurveyStatus:
    """The status a step leads to; RuleError when the survey is not at that point."""
    if (status, step) not in NEXT:
        raise RuleError(N_("The survey's status does not allow this step."))
    return NEXT[status, step]


def check_points(points: int) -> None:
    if not 0 <= points <= MOST_POINTS:
        raise RuleError(N_("Points are a whole number from 0 to 10."))


def check_answers(asked: Mapping[int, QuestionForm], told: Mapping[int, Answer]) -> None:
    """All but words must be answered; and points have their range."""
    if set(told) - set(asked):
        raise RuleError(N_("An answer belongs to no question of this questionnaire."))
    if any(form is not QuestionForm.text and number not in told for number, form in asked.items()):
        raise RuleError(N_("Answer every question but those in free text."))
    for number, form in asked.items():
        if form is QuestionForm.points:
            check_points(int(str(told[number])))


def check_one_points(count: int) -> None:
    """The recommendation is asked once, so that there is one number to count."""
    if count > 1:
        raise RuleError(N_("A questionnaire asks once whether they would recommend us."))


def satisfaction(levels: Sequence[Level]) -> Decimal | None:
    """The mean of the five-level answers, of a hundred; None where none was asked."""
    if not levels:
        return None
    total = sum(WORTH[level] for level in levels)
    return rounded(Decimal(total) / len(levels))


def rounded(score: Decimal) -> Decimal:
    """To the cent, halves up: of one survey as of many."""
    return score.quantize(CENT, ROUND_HALF_UP)


def net_promoters(count: int, promoters: int, detractors: int) -> int | None:
    """NPS: per cent of nines and tens less per cent of six and below; None without answers."""
    if not count:
        return None
    share = Decimal(100 * (promoters - detractors)) / count
    return int(share.quantize(Decimal(1), ROUND_HALF_UP))


def is_low(score: Decimal | None, points: int | None, overall: Sequence[Level] = ()) -> bool:
    """Whether somebody must look into it: a poor mean, who would warn others off, or who says of
    the whole that they are dissatisfied, however good the mean of the rest is.
    """
    is_poor = score is not None and score < LOW_SCORE
    warns = points is not None and points <= DETRACTOR
    return is_poor or warns or any(level in DISSATISFIED for level in overall)
