"""``/api/docs``: the doors, written out as one plain page from the API description.

No script and nothing from elsewhere, so the policy that guards the app guards it too.
"""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, current_app
from markupsafe import Markup, escape

manual = Blueprint("manual", __name__, url_prefix="/api")

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem }
:root { color-scheme: light dark }
article { border-top: 1px solid; padding: .5rem 0 }
h2, h3 { margin: .75rem 0 .25rem }
code { overflow-wrap: anywhere }
"""
PAGE = Markup(
    '<!doctype html><html lang="en"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width">'
    '<title>Interlude: the doors</title><link rel="stylesheet" href="/api/docs.css">'
    "<main><h1>The doors</h1>"
    '<p>{about} The same for programs: <a href="/api/openapi.json">openapi.json</a>.</p>{doors}</main></html>'
)
DOOR = Markup(
    "<article><h2><code>{method} {path}</code></h2><p>{summary}</p><p>{login}</p>{body}{answers}</article>"
)
LINE = Markup("<h3>{title}</h3><p>{text}</p>")
FIELD = Markup("<code>{name}</code> {kind}")


@manual.get("/docs")
def read_manual() -> Response:
    """Show the doors to people."""
    spec = current_app.extensions["interlude.doors"].spec.to_dict()
    doors = Markup("").join(_door(spec, *door) for door in _doors(spec))
    return Response(PAGE.format(about=spec["info"]["description"], doors=doors), mimetype="text/html")


@manual.get("/docs.css")
def style_manual() -> Response:
    """Give the page its few rules."""
    return Response(STYLE, mimetype="text/css")


def _doors(spec: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in spec["paths"].items():
        for method, door in methods.items():
            if isinstance(door, dict):
                yield method.upper(), path, door


def _door(spec: dict[str, Any], method: str, path: str, door: dict[str, Any]) -> Markup:
    body = door.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    return DOOR.format(
        method=method,
        path=path,
        summary=door.get("summary", ""),
        login="Asks for a login." if door.get("security") else "Open to anybody.",
        body=LINE.format(title="Body", text=_fields(spec, body)) if body else "",
        answers=Markup("").join(_answers(spec, door)),
    )


def _answers(spec: dict[str, Any], door: dict[str, Any]) -> Iterator[Markup]:
    for status, answer in door.get("responses", {}).items():
        schema = answer.get("content", {}).get("application/json", {}).get("schema")
        if schema and status.isdigit():
            yield LINE.format(title=f"Answer {status}", text=_fields(spec, schema))


def _fields(spec: dict[str, Any], schema: dict[str, Any]) -> Markup:
    properties = _resolved(spec, schema).get("properties", {})
    return Markup(", ").join(
        FIELD.format(name=name, kind=_kind(spec, value)) for name, value in properties.items()
    )


def _kind(spec: dict[str, Any], value: dict[str, Any]) -> Markup:
    if "$ref" in value or value.get("type") == "array":
        inner = value.get("items", value)
        inside = _fields(spec, inner)
        many = "list of " if value.get("type") == "array" else ""
        return Markup("{}{{{}}}").format(many, inside) if inside else escape(many + _type(inner))
    return escape(_type(value))


def _type(value: dict[str, Any]) -> str:
    kind = value.get("type", "")
    return str(value.get("format") or (" or ".join(kind) if isinstance(kind, list) else kind))


def _resolved(spec: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = spec["components"]["schemas"][name] if name else schema
    return found
