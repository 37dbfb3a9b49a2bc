# SPDX-License-Identifier: AGPL-3.0-or-later
"""The description of the API: OpenAPI 3.1, and JSON through orjson."""

from http import HTTPStatus
from typing import Any, ClassVar

import orjson
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask, Response
from flask.json.provider import JSONProvider
from flask_smorest import Api  # type: ignore[import-untyped]
from flask_smorest.utils import prepare_response  # type: ignore[import-untyped]
from marshmallow import Schema, fields

from . import wire


class ProblemSchema(Schema):
    """RFC 9457 problem details; programs look at ``code``."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)
    field = fields.String(allow_none=True)
    errors = fields.Dict()
    stored = fields.Raw(metadata={"description": "the stored row, or the rows, of a stale write"})


class ApiDescription(Api):  # type: ignore[misc]
    """The API description, OpenAPI 3.1."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """Leave errors to error_handlers.py."""

    def _register_pagination_header(self) -> None:
        """Leave it out: our page cursors are in the body."""

    def _register_responses(self) -> None:
        """Describe every error as a problem document."""
        for name in ("DEFAULT_ERROR", *(status.name for status in HTTPStatus if status >= 400)):
            response = {"description": "A problem (RFC 9457)", "schema": ProblemSchema}
            prepare_response(response, self.spec, "application/problem+json")
            self.spec.components.response(name, response, lazy=True)


class Orjson(JSONProvider):
    """JSON through orjson."""

    def dumps(self, obj: Any, **_: Any) -> str:
        """Write JSON text."""
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        """Read JSON text; bodies of requests are read by ``wire`` instead."""
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """Answer with JSON."""
        return Response(orjson.dumps(self._prepare_response_obj(args, kwargs)), mimetype="application/json")


class SpecSettings:
    """Return the general part of the description."""

    CONFIG: ClassVar[dict[str, Any]] = {
        "API_TITLE": "Interlude",
        "API_VERSION": "1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": "/api",
        "OPENAPI_JSON_PATH": "openapi.json",
        "API_SPEC_OPTIONS": {
            "info": {
                "description": "Keeps sealed envelopes and hands them on; it can open none. "
                "Bytes are base64url without padding, ids lower-case UUID text, times UTC."
            },
        },
    }


JSON_TYPES = (
    (wire.Whole, "integer"),
    (wire.Flag, "boolean"),
    (wire.Base64url, "string"),
    (wire.IdField, "string"),
)


def describe_field(_converter: Any, field: fields.Field[Any], **_: Any) -> dict[str, Any]:
    """Describe our own fields, which apispec does not know, by their JSON type."""
    for known, kind in (*JSON_TYPES, (wire.UtcTime, "string")):
        if isinstance(field, known):
            return {"type": [kind, "null"] if field.allow_none else kind}
    return {}


def describe_api(app: Flask) -> ApiDescription:
    """Create the API description of an app; features add their endpoints when registered."""
    app.json = Orjson(app)
    app.config.update(SpecSettings.CONFIG)
    app.url_map.converters["id"] = wire.IdConverter
    api = ApiDescription()
    api.register_converter(wire.IdConverter, lambda _: {"type": "string", "format": "uuid"})
    plugin = MarshmallowPlugin()
    api.init_app(app, spec_kwargs={"marshmallow_plugin": plugin})
    if plugin.converter is not None:  # created by init_app
        plugin.converter.add_attribute_function(describe_field)  # type: ignore[no-untyped-call]
    describe_security(api)
    app.extensions["interlude.api"] = api
    return api


def describe_security(api: ApiDescription) -> None:
    """Describe the cookie and the bearer token."""
    schemes = api.spec.components
    schemes.security_scheme("cookie", {"type": "apiKey", "in": "cookie", "name": "__Host-interlude"})
    schemes.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
