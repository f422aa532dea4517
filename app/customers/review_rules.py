"""When has a reviewer looked closely enough, and what goes back to whoever entered it? Pure."""

from collections.abc import Callable, Iterable, Mapping

from app.core.words import N_, RuleError, listed
from app.customers.completeness import Element, ElementRule


def check_looked_at(
    elements: Iterable[Element], marks: Mapping[str, bool], told: Callable[[str], str]
) -> None:
    """Passing needs nothing marked wrong and every required element marked right (S3.收集.3)."""
    wrong = [told(name) for name, is_right in marks.items() if not is_right]
    if wrong:
        raise RuleError(
            N_("Marked wrong: %(names)s. Send the file back instead."), names=listed(wrong)
        )
    unseen = [
        told(e.key) for e in elements if e.rule is ElementRule.required and e.key not in marks
    ]
    if unseen:
        raise RuleError(
            N_("Not looked at yet: %(names)s. Open “Review field by field”."),
            names=listed(unseen),
        )


def reason_of(
    wrong: Mapping[str, str | None], overall: str | None, told: Callable[[str], str]
) -> str:
    """The reason for return: each wrong field with its remark, then what else was said."""
    lines = [f"{told(name)}：{remark or N_('wrong')}" for name, remark in wrong.items()]
    if overall:
        lines.append(overall)
    if not lines:
        raise RuleError(N_("Mark what is wrong, or say why the file goes back."))
    return "；".join(lines)
