"""The REST interface described for programs, made from the resources themselves."""

from typing import Any

from flask import abort, current_app
from flask_appbuilder import expose
from flask_appbuilder.api import BaseApi
from flask_login import current_user

from app.core.api import KINDS, Resource
from app.core.asking import RESERVED
from app.core.values import python_type
from app.core.words import Choice

ROWS = {"type": "array", "items": {"type": "object"}}


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
    plan, base = resource.screen.plan, resource.route_base
    asks = [_parameter(name, "query") for name in sorted(RESERVED)]
    asks += [_parameter(name, "query", _shape(plan.entity, name)) for name in plan.filters]
    one = _parameter("pk", "path", {"type": "integer", "format": "int64"}) | {"required": True}
    found = {
        f"{base}/": _get(resource, asks, {"count": {"type": "integer"}, "result": ROWS}),
        f"{base}/_info": _get(resource, [], {"columns": ROWS}),
    }
    if "get" not in resource.exclude_route_methods:
        found[f"{base}/{{pk}}"] = _get(resource, [one], {"result": {"type": "object"}})
    return found


def _parameter(name: str, place: str, shape: Any = None) -> dict[str, Any]:
    return {"name": name, "in": place, "schema": shape or {"type": "string"}}


def _shape(entity: type[Any], name: str) -> dict[str, Any]:
    """A filter is text: ``between:1,9``, ``contains:x``, ``empty:`` or plain values."""
    kind = python_type(getattr(entity, name))
    is_choice = isinstance(kind, type) and issubclass(kind, Choice)
    told = ", ".join(kind.__members__) if is_choice else KINDS.get(kind, "string")
    return {"type": "string", "description": told}


def _get(resource: Resource, asks: list[dict[str, Any]], properties: Any) -> dict[str, Any]:
    shape = {"type": "object", "properties": properties}
    answers = {
        "200": {"description": "OK", "content": {"application/json": {"schema": shape}}},
        **{code: {"description": "refused"} for code in ("400", "401", "403", "404")},
    }
    return {"get": {"tags": [resource.resource_name], "parameters": asks, "responses": answers}}
