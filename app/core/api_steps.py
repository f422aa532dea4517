"""REST for steps: the verbs a screen offers, done to one record by the screen's own rules."""

from typing import Any

from flask_appbuilder import expose
from werkzeug.exceptions import NotFound

from app.core.api_forms import STRANGER, UNREADABLE, read_body
from app.core.api_writing import VOID, Writing, version_told
from app.core.db import db
from app.core.door import FieldsError, UnknownStepError, door
from app.core.once import Once
from app.core.saving import check_version
from app.core.steps import Step, read_day
from app.core.words import N_, RuleError

REASON, REASON_WORD = "reason", N_("Reason")
NOT_NOW = N_("“%(step)s” cannot be done to this record now.")


class Doing(Writing):
    """The part of a resource that does its screen's steps."""

    @expose("/<pk>/steps/<name>", methods=["POST"])
    @door
    def step(self, pk: str, name: str) -> Any:
        """One step, with the reason and the answer it asks for."""
        return self._do(pk, name)

    @expose(f"/<pk>/{VOID}", methods=["POST"])
    @door
    def void(self, pk: str) -> Any:
        """Take a record back, with the reason; it stays, and leaves every list."""
        return self._do(pk, VOID)

    def possible(self, view: Any, record: Any) -> list[str]:
        """The steps the reader may do to a record as it stands."""
        if not self.serves("step"):
            return []
        return [step.name for step in view.steps if view.may(step.right) and step.fits(record)]

    def _do(self, pk: str, name: str) -> Any:
        """With an Idempotency-Key, the same request sent again does it no second time."""
        view, told = self.view(), read_body()
        once = Once(told)
        if once.made(db.session()):
            return self._standing(view, pk)
        record = view.fetch(pk)
        view.check_entering()
        step = _step_named(view, name)
        version = version_told(told)
        reason, answer = read_step(step, told)
        if version:
            check_version(record, version)
        try:
            self._save(view, (), lambda: _do_once(view, step, record, (reason, *answer), once))
        except RuleError:
            if not once.made(db.session()):  # Else the same request came in between.
                view.after_step([record])
                raise
        view.after_step([record])
        return self._standing(view, pk)

    def _standing(self, view: Any, pk: str) -> Any:
        """The record as it stands, as far as it is still there for who did the step."""
        try:
            return self.answer(view, view.fetch(pk))
        except NotFound:
            return {"id": int(pk)}


def _step_named(view: Any, name: str) -> Step:
    if all(step.name != name for step in view.steps):
        raise UnknownStepError(name)
    step: Step = view.allowed_step(name)
    return step


def _do_once(view: Any, step: Step, record: Any, told: tuple[Any, ...], once: Once) -> None:
    """Where a step is not offered its rule says why; where the rule is silent, we do."""
    fits = step.fits(record)
    view.do_step(step, [record], *told)
    if not fits:
        raise RuleError(NOT_NOW, step=step.label)
    db.session.flush()
    once.keep(db.session(), record.id)


def read_step(step: Step, told: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
    """The reason, and what a step asks besides; FieldsError, for all at once, if refused."""
    asked = {field["name"] for field in fields_of_step(step)}
    errors = {name[:40]: str(STRANGER) for name in told if name not in asked}
    texts = {name: _text(told.get(name)) for name in asked}
    errors |= {name: str(UNREADABLE) for name, text in texts.items() if text is None}
    if errors:
        raise FieldsError(errors)
    answer = (_answer(step, texts[step.asks.name] or ""),) if step.asks else ()
    return texts.get(REASON) or "", answer


def _text(value: Any) -> str | None:
    """A value as a page would have sent it; None where it is none. A reference may be whole."""
    value = value.get("id") if isinstance(value, dict) else value
    if value is None:
        return ""
    is_plain = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value) if is_plain else None


def _answer(step: Step, text: str) -> Any:
    try:
        return step.asks and step.asks.read(text)
    except RuleError as refusal:
        raise FieldsError({step.asks.name if step.asks else "": str(refusal)}) from refusal


# ── described ────────────────────────────────────────────────────
def steps_of(view: Any) -> list[dict[str, Any]]:
    """The steps a reader may do somewhere in the table, as ``_info`` tells them."""
    return [
        {"name": s.name, "label": str(s.label), "confirm": str(s.confirm),
         "fields": fields_of_step(s)}
        for s in view.steps if view.may(s.right)
    ]  # fmt: skip


def fields_of_step(step: Step) -> list[dict[str, Any]]:
    """What a step asks for."""
    fields = [{"name": REASON, "label": str(REASON_WORD), "required": True, "type": "string"}]
    fields = fields if step.asks_reason else []
    if step.asks:
        kind = {"type": "integer", "format": "int64"} if step.asks.url else {"type": "string"}
        kind |= {"format": "date"} if step.asks.read is read_day else {}
        fields.append({"name": step.asks.name, "label": str(step.asks.label), "required": True,
                       **kind})  # fmt: skip
    return fields
