# SPDX-License-Identifier: AGPL-3.0-or-later
"""The blueprint a feature declares its endpoints with: flask-smorest's, with types, under ``/api``."""

from collections.abc import Callable
from typing import Any

from flask_smorest import Blueprint as SmorestBlueprint  # type: ignore[import-untyped]
from marshmallow import Schema

from . import wire

View = Callable[..., Any]
Decorator = Callable[[View], View]
SIGNED_IN: list[dict[str, list[str]]] = [{"cookie": []}, {"bearer": []}]


class Blueprint(SmorestBlueprint):  # type: ignore[misc]
    """The endpoints of one feature."""

    ARGUMENTS_PARSER = wire.StrictParser()

    def __init__(self, name: str, import_name: str, description: str) -> None:
        """Take the feature's name and what it is for."""
        super().__init__(name, import_name, url_prefix="/api", description=description)

    def get(self, rule: str) -> Decorator:
        """Declare what answers GET at an address."""
        return self._endpoint("GET", rule)

    def post(self, rule: str) -> Decorator:
        """Declare what answers POST at an address."""
        return self._endpoint("POST", rule)

    def put(self, rule: str) -> Decorator:
        """Declare what answers PUT at an address."""
        return self._endpoint("PUT", rule)

    def delete(self, rule: str) -> Decorator:
        """Declare what answers DELETE at an address."""
        return self._endpoint("DELETE", rule)

    def _endpoint(self, method: str, rule: str) -> Decorator:
        declared: Decorator = self.route(rule, methods=[method])
        return declared

    def arguments(self, schema: type[wire.Wire], *, location: str = "json") -> Decorator:
        """Pass the validated body, or query, to the endpoint.

        The schema is made here, once, not per request.
        """
        checked: Decorator = super().arguments(schema(), location=location)
        return checked

    def response(self, status: int, schema: type[Schema] | None) -> Decorator:
        """Serialize what the endpoint returns by a schema; a Response is returned unchanged."""
        written: Decorator = super().response(status, schema)
        return written
