"""The REST interface described for programs, made from the resources themselves."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import abort, current_app
from flask_appbuilder import expose
from flask_appbuilder.api import BaseApi
from flask_login import current_user
from wtforms import FileField

from app.core.api import KINDS, Resource
from app.core.api_forms import SHAPES, fields_of
from app.core.api_steps import fields_of_step
from app.core.asking import RESERVED
from app.core.once import HEADER
from app.core.steps import Step
from app.core.values import python_type
from app.core.words import Choice

ROWS = {"type": "array", "items": {"type": "object"}}
OBJECT = {"type": "object"}
TEXT = {"type": "string"}
NAMES = {"type": "array", "items": TEXT}
ONE = {"id": {"type": "integer", "format": "int64"}, "result": OBJECT, "steps": NAMES}
READING = ("400", "401", "403", "404")
WRITING = (*READING, "409", "422", "428")


class OpenApi(BaseApi):
    """``/api/v1/_openapi``, for whoever is logged in."""

    route_base = "/api/v1"
    base_permissions: list[str] = []

    @expose("/_openapi", methods=["GET"])
    def describe(self) -> Any:
        if not current_user.is_authenticated:
            abort(401)
        views = current_app.appbuilder.baseviews
        resources = [view for view in views if isinstance(view, Resource)]
        return {
            "openapi": "3.0.3",
            "info": {"title": current_app.config["APP_NAME"], "version": "v1"},
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
            "security": [{"bearer": []}],
            "paths": {path: told for view in resources for path, told in _paths(view).items()},
        }


def _paths(resource: Resource) -> dict[str, Any]:
    """Address → verb → what it takes; an address without a verb is none."""
    plan, base = resource.screen.plan, resource.route_base
    asks = [_parameter(name, "query") for name in sorted(RESERVED)]
    asks += [_parameter(name, "query", _shape(plan.entity, name)) for name in plan.filters]
    asks += [_parameter(n, "query", {**TEXT, "enum": [*w]}) for n, w in resource.asks.items()]
    one = _parameter("pk", "path", ONE["id"]) | {"required": True}
    listed = {"count": {"type": "integer"}, "result": ROWS}
    told = {
        f"{base}/": {"get": _get(resource, asks, listed), **_post(resource)},
        f"{base}/_info": {"get": _get(resource, [], {"columns": ROWS})},
        f"{base}/{{pk}}": {**_one(resource, one), **_put(resource, one)},
        f"{base}/{{pk}}/void": _void(resource, one),
        **{f"{base}/{{pk}}/steps/{s.name}": _step(resource, one, s) for s in _steps(resource)},
        **{f"{base}/{{pk}}/{name}": _part(resource, one, form) for name, form in _parts(resource)},
        f"{base}/{{pk}}/file": _file(resource, one),
    }
    return {path: verbs for path, verbs in told.items() if verbs}


def _parameter(name: str, place: str, shape: Any = None) -> dict[str, Any]:
    return {"name": name, "in": place, "schema": shape or TEXT}


def _shape(entity: type[Any], name: str) -> dict[str, Any]:
    """A filter is text: ``between:1,9``, ``contains:x``, ``empty:`` or plain values."""
    kind = python_type(getattr(entity, name))
    is_choice = isinstance(kind, type) and issubclass(kind, Choice)
    told = ", ".join(kind.__members__) if is_choice else KINDS.get(kind, "string")
    return {"type": "string", "description": told}


def _get(resource: Resource, asks: list[dict[str, Any]], properties: Any) -> dict[str, Any]:
    return _verb(resource, asks, ("200", properties), READING)


def _one(resource: Resource, one: Any) -> dict[str, Any]:
    return {"get": _get(resource, [one], ONE)} if resource.serves("get") else {}


def _post(resource: Resource) -> dict[str, Any]:
    """Every form the screen begins a record with gives its fields."""
    if not resource.serves("post"):
        return {}
    forms = [new for new, _ in resource.view().forms.values()]
    first = dict.fromkeys(resource.first, TEXT)
    asks, fields = [_parameter(HEADER, "header")], first | _fields(forms, resource.takes_files)
    return {"post": _verb(resource, asks, ("201", ONE), WRITING, fields)}


def _put(resource: Resource, one: Any) -> dict[str, Any]:
    """PUT does as PATCH does: what is not sent stays."""
    if not resource.serves("put"):
        return {}
    return _change(resource, one, [new for new, _ in resource.view().forms.values()])


def _parts(resource: Resource) -> list[tuple[str, Any]]:
    return [(name, form()) for name, form in resource.parts.items()]


def _part(resource: Resource, one: Any, form: Any) -> dict[str, Any]:
    return {"get": _get(resource, [one], ONE), **_change(resource, one, [form])}


def _file(resource: Resource, one: Any) -> dict[str, Any]:
    """The bytes themselves."""
    if not hasattr(resource, "file"):
        return {}
    told = _verb(resource, [one], ("200", {}), READING)
    bytes_ = {"application/octet-stream": {"schema": SHAPES[FileField]}}
    told["responses"]["200"]["content"] = bytes_
    return {"get": told}


def _change(resource: Resource, one: Any, forms: list[Any]) -> dict[str, Any]:
    asks = [one, _parameter("If-Match", "header")]
    fields = {**_fields(forms, resource.takes_files), "version": {"type": "integer"}}
    told = _verb(resource, asks, ("200", ONE), WRITING, fields)
    return {"put": told, "patch": told}


def _void(resource: Resource, one: Any) -> dict[str, Any]:
    if not resource.serves("void"):
        return {}
    fields = {"reason": TEXT, "version": {"type": "integer"}}
    return {"post": _verb(resource, [one], ("200", {"id": ONE["id"]}), WRITING, fields)}


def _steps(resource: Resource) -> Sequence[Step]:
    steps: Sequence[Step] = resource.screen.steps
    return steps if resource.serves("step") else ()


def _step(resource: Resource, one: Any, step: Step) -> dict[str, Any]:
    """What a step asks for; ``steps`` of a record says which of them are possible now."""
    asks = [one, _parameter("If-Match", "header"), _parameter(HEADER, "header")]
    fields = _properties(fields_of_step(step)) | {"version": {"type": "integer"}}
    told = _verb(resource, asks, ("200", ONE), WRITING, fields)
    return {"post": {"summary": str(step.label), "description": str(step.confirm), **told}}


def _fields(forms: list[Any], takes_files: bool) -> dict[str, Any]:
    found = (fields_of(form, takes_files=takes_files) for form in forms)
    return _properties(field for fields in found for field in fields)


def _properties(fields: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {
        field["name"]: {
            "title": field["label"],
            **{n: field[n] for n in ("type", "format", "enum") if n in field},
        }
        for field in fields
    }


def _verb(
    resource: Resource, asks: Any, answer: tuple[str, Any], refusals: Any, fields: Any = None
) -> dict[str, Any]:
    code, properties = answer
    answers = {
        code: {"description": "OK", "content": _json(properties)},
        **{code: {"description": "refused"} for code in refusals},
    }
    told = {"tags": [resource.resource_name], "parameters": asks, "responses": answers}
    return told | ({"requestBody": _body(resource, fields)} if fields else {})


def _body(resource: Resource, fields: dict[str, Any]) -> dict[str, Any]:
    """A JSON object; where a file goes with it, a form with the same fields."""
    files = {name for name, told in fields.items() if told.get("format") == "binary"}
    content = _json({name: told for name, told in fields.items() if name not in files})
    if files:
        content["multipart/form-data"] = _json(fields)["application/json"]
    return {"required": True, "content": content}


def _json(properties: Any) -> dict[str, Any]:
    return {"application/json": {"schema": {"type": "object", "properties": properties}}}
