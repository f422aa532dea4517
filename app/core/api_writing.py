"""REST for writing: what a program sends goes through the screen's own form, rules and saving."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_appbuilder.api import BaseApi
from flask_babel import gettext
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import NotFound

from app.core.api_forms import blank, fill_new, fill_old, read_body, read_form
from app.core.db import db
from app.core.door import FieldsError, UnstatedVersionError, door
from app.core.once import Once
from app.core.saving import check_version, save
from app.core.words import N_, RuleError

VOID = "void"
CREATED = 201


class Writing(BaseApi):
    """The part of a resource that makes and changes records, as far as its screen does.

    Reading and writing share a person's rights, the screen's forms and the one way into the
    database; what a screen has no right or no step for has no address here.
    """

    screen: Any = None
    #: True opens what the screen itself may: one attribute makes a resource writable.
    writes = False
    first: Mapping[str, str] = {}  # body name → what the form's address calls it, told before it
    takes_files = False  # Whether a form with a file is read as an object is.
    parts: Mapping[str, Callable[[], Any]] = {}  # what is sent whole below a record → its form

    @classmethod
    def closed_routes(cls) -> set[str]:
        """The methods without an address."""
        rights = set(cls.screen.base_permissions or ()) if cls.writes else set()
        verbs = {"post": "can_add", "put": "can_edit", VOID: "can_void"}
        closed = {name for name, right in verbs.items() if right not in rights}
        names = {step.name for step in cls.screen.steps} if cls.writes else set()
        closed |= set() if names else {"step"}
        return closed if VOID in names else closed | {VOID}

    def serves(self, method: str) -> bool:
        """Whether this method has an address here."""
        return method not in self.exclude_route_methods

    def view(self) -> Any:
        """The screen as it serves its pages."""
        return next(v for v in self.appbuilder.baseviews if type(v) is self.screen)

    def answer(self, view: Any, record: Any, code: int = 200) -> Any:
        raise NotImplementedError

    @expose("/", methods=["POST"])
    @door
    def post(self) -> Any:
        """A new record. With an Idempotency-Key, the same request sent again makes no second."""
        view, told = self.view(), self._sent()
        view.check_entering()
        once = Once(told)
        if number := once.made(db.session()):
            return self._made(view, number)
        record, form = self._begin(view, told)
        try:
            self._save(view, form, lambda: _write_once(view, form, record, once))
        except RuleError:
            number = once.made(db.session())  # The same request came in between.
            if number is None:
                raise
            return self._made(view, number)
        return self.answer(view, record, CREATED)

    @expose("/<pk>", methods=["PUT", "PATCH"])
    @door
    def put(self, pk: str) -> Any:
        """Change the fields that were sent; the others stay, by PUT as by PATCH."""
        view, told = self.view(), self._sent()
        record = view.fetch(pk)
        view.check_entering()
        version = version_needed(told)
        check_version(record, version)
        form = blank(view.forms[view.variant_of(record)][1], record)
        view.prefill_old(form, record)
        fill_old(form, record, told)
        form.row_version.data = version
        self._save(view, form, lambda: view.write_old(form, record))
        return self.answer(view, record)

    def _sent(self) -> dict[str, Any]:
        is_form = self.takes_files and request.mimetype == "multipart/form-data"
        return read_form() if is_form else read_body()

    def _begin(self, view: Any, told: dict[str, Any]) -> tuple[Any, Any]:
        """An empty record and its form, filled in; whose or which it is belongs to no form."""
        given = _tell_first(self.first, told)
        try:
            variant = view.variant_asked()
            record, form = view.new_record(variant), blank(view.forms[variant][0])
            view.prefill_new(form)
        except NotFound as unseen:
            wrong = {name: _invalid(name in given) for name in self.first}
            raise FieldsError(wrong) from unseen
        fill_new(form, told)
        return record, form

    def _save(self, view: Any, form: Any, work: Callable[[], None]) -> None:
        """Raise what the screen would have said; where it is about one field, by its name."""
        refusal = save(db.session, work, view.clashes)
        if refusal and refusal.at in form:
            raise FieldsError({refusal.at: str(refusal)})
        if refusal:
            raise refusal

    def _made(self, view: Any, number: int) -> Any:
        """A record made before, as far as it is still there for who made it."""
        return self.answer(view, view.fetch(str(number)), CREATED)


def _write_once(view: Any, form: Any, record: Any, once: Once) -> None:
    view.write_new(form, record)
    db.session.flush()
    once.keep(db.session(), record.id)


def version_told(told: dict[str, Any]) -> str:
    """The version a change is meant for, out of the body or its heading; empty where unsaid."""
    heading = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    version = told.pop("version", None)
    said = {str(word) for word in (heading, version) if word not in (None, "", "*")}
    if len(said) > 1:
        raise FieldsError({"version": str(N_("If-Match names another version."))})
    return said.pop() if said else ""


def version_needed(told: dict[str, Any]) -> str:
    """The version a change is meant for; UnstatedVersionError where it does not say."""
    version = version_told(told)
    if not version:
        raise UnstatedVersionError
    return version


def _tell_first(first: Mapping[str, str], told: dict[str, Any]) -> set[str]:
    """What a form's address says – whose it is, of which kind – a program says in its object."""
    given = {name: told.pop(name) for name in first if name in told}
    words = {n: word.get("id") if isinstance(word, dict) else word for n, word in given.items()}
    asked = {first[name]: str(word) for name, word in words.items()}
    request.args = ImmutableMultiDict({**request.args, **asked})
    return set(given)


def _invalid(was_given: bool) -> str:
    if was_given:
        return str(gettext("Not a valid choice."))
    return str(gettext("This field is required."))
