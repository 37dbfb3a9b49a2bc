"""What a room's doors are made with: a blueprint that reads, answers and documents."""

from collections.abc import Callable
from typing import Any

from flask_smorest import Blueprint  # type: ignore[import-untyped]
from marshmallow import Schema

from . import wire

View = Callable[..., Any]
SIGNED_IN: list[dict[str, list[str]]] = [{"cookie": []}, {"bearer": []}]


class Room(Blueprint):  # type: ignore[misc]
    """The doors of one room, under ``/api``."""

    ARGUMENTS_PARSER = wire.StrictParser()

    def __init__(self, name: str, import_name: str, description: str) -> None:
        """Take the room's name and what it is for."""
        super().__init__(name, import_name, url_prefix="/api", description=description)

    def door(self, method: str, rule: str) -> Callable[[View], View]:
        """Open a door: one method at one address."""
        opened: Callable[[View], View] = self.route(rule, methods=[method])
        return opened

    def reads(self, schema: type[wire.Wire]) -> Callable[[View], View]:
        """Give the door its body, already checked. The schema is made here, once, not per request."""
        read: Callable[[View], View] = self.arguments(schema(), location="json")
        return read

    def asks(self, schema: type[wire.Wire]) -> Callable[[View], View]:
        """Give the door its query, already checked."""
        asked: Callable[[View], View] = self.arguments(schema(), location="query")
        return asked

    def answers(self, schema: type[Schema] | None, status: int = 200) -> Callable[[View], View]:
        """Write the door's answer by a schema; a finished Response passes untouched."""
        answered: Callable[[View], View] = self.response(status, schema)
        return answered

    def behind_login(self, view: View) -> View:
        """Document that a door asks for a login (accounts/authentication.py asks)."""
        documented: View = self.doc(security=SIGNED_IN)(view)
        return documented
