# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/api/docs``: one plain HTML page that lists the endpoints, made from the API description.

It has no script and loads nothing from other origins, so the app's content policy covers it too.
"""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, current_app
from markupsafe import Markup, escape

api_docs = Blueprint("api_docs", __name__, url_prefix="/api")

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
    '<title>Interlude: the API</title><link rel="stylesheet" href="/api/docs.css">'
    "<main><h1>Endpoints</h1>"
    '<p>{about} The same for programs: <a href="/api/openapi.json">openapi.json</a>.</p>'
    "{endpoints}</main></html>"
)
ENDPOINT = Markup(
    "<article><h2><code>{method} {path}</code></h2><p>{summary}</p><p>{login}</p>{body}{responses}</article>"
)
LINE = Markup("<h3>{title}</h3><p>{text}</p>")
FIELD = Markup("<code>{name}</code> {kind}")


@api_docs.get("/docs")
def show_api_docs() -> Response:
    """Show the endpoints to people."""
    spec = current_app.extensions["interlude.api"].spec.to_dict()
    endpoints = Markup("").join(_endpoint(spec, *endpoint) for endpoint in _endpoints(spec))
    return Response(PAGE.format(about=spec["info"]["description"], endpoints=endpoints), mimetype="text/html")


@api_docs.get("/docs.css")
def show_stylesheet() -> Response:
    """Serve the page's style sheet."""
    return Response(STYLE, mimetype="text/css")


def _endpoints(spec: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in spec["paths"].items():
        for method, endpoint in methods.items():
            if isinstance(endpoint, dict):
                yield method.upper(), path, endpoint


def _endpoint(spec: dict[str, Any], method: str, path: str, endpoint: dict[str, Any]) -> Markup:
    body = endpoint.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    return ENDPOINT.format(
        method=method,
        path=path,
        summary=endpoint.get("summary", ""),
        login="Asks for a login." if endpoint.get("security") else "Open to anybody.",
        body=LINE.format(title="Body", text=_fields(spec, body)) if body else "",
        responses=Markup("").join(_responses(spec, endpoint)),
    )


def _responses(spec: dict[str, Any], endpoint: dict[str, Any]) -> Iterator[Markup]:
    for status, response in endpoint.get("responses", {}).items():
        schema = response.get("content", {}).get("application/json", {}).get("schema")
        if schema and status.isdigit():
            yield LINE.format(title=f"Response {status}", text=_fields(spec, schema))


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
