# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server that lies: the real one, behind a connection that changes chosen responses."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from interlude import Client, Note
from interlude.protocol.encoding import from_base64url, to_base64url

Row = dict[str, Any]
Pass = Callable[[], httpx.Response]
Lie = Callable[[httpx.Request, Pass], httpx.Response]

DOOR, HANDS = "the door was blue", "my mother and her hands"  # what Ana wrote
BOTH = [HANDS, DOOR]  # as `texts` sorts them
BEYOND = 1000  # a position no honest feed of these tests reaches: the client reads all anew afterwards


def there(_request: httpx.Request, pass_on: Pass) -> httpx.Response:
    """Pass the request on unchanged."""
    return pass_on()


class Line(httpx.BaseTransport):
    """One client's connection to the real server, which records the requests."""

    def __init__(self) -> None:
        self.lie: Lie = there
        self.asked: list[str] = []
        self._real = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.asked.append(door_of(request))
        return self.lie(request, lambda: self._pass(request))

    def close(self) -> None:
        self._real.close()

    def _pass(self, request: httpx.Request) -> httpx.Response:
        answer = self._real.handle_request(request)
        answer.read()
        return answer

    def asked_since(self, before: int, door: str) -> int:
        return sum(asked.startswith(door) for asked in self.asked[before:])


def door_of(request: httpx.Request) -> str:
    return f"{request.method} {request.url.path}"


def json(body: Any, status: int = 200, headers: Row | None = None) -> httpx.Response:
    return httpx.Response(status, json=body, headers=headers)


def lies(door: str, change: Callable[[Row], Any]) -> Lie:
    """Change the responses of one endpoint, given as `METHOD /api/path` or a prefix of that."""

    def lie(request: httpx.Request, pass_on: Pass) -> httpx.Response:
        answer = pass_on()
        if not door_of(request).startswith(door) or not answer.is_success:
            return answer
        return json(change(answer.json()), answer.status_code)

    return lie


def answers(door: str, make: Callable[[], httpx.Response]) -> Lie:
    """Make up the responses of one endpoint; its requests do not reach the real server."""

    def lie(request: httpx.Request, pass_on: Pass) -> httpx.Response:
        return make() if door_of(request).startswith(door) else pass_on()

    return lie


def rows(name: str, change: Callable[[Row], Row]) -> Callable[[Row], Row]:
    """Change every row of a response."""
    return lambda page: {**page, name: [change(row) for row in page[name]]}


def feed(name: str, made: list[Row], *, honest_too: bool = False) -> Lie:
    """Answer with a page of the feed that holds these rows, with valid positions."""

    def lie(request: httpx.Request, pass_on: Pass) -> httpx.Response:
        answer = pass_on()
        if door_of(request) != f"GET /api/{name}":
            return answer
        page = answer.json()
        first = max(int(request.url.params["after"]), BEYOND) + 1
        placed = [{**row, "position": first + number} for number, row in enumerate(made)]
        kept = page[name] if honest_too else []
        last = (placed or kept or [{"position": int(request.url.params["after"])}])[-1]["position"]
        return json({**page, name: [*kept, *placed], "position": last, "more": False})

    return lie


def bent(envelope: str, at: int = 100) -> str:
    """Flip one bit of an envelope."""
    raw = bytearray(from_base64url(envelope))
    raw[at] ^= 1
    return to_base64url(bytes(raw))


@dataclass
class Person:
    """A client with its own connection, and the keys its owner wrote down."""

    client: Client
    line: Line
    told: Any
    codes: Any = None

    def rows(self, name: str) -> list[Row]:
        """What the server really has."""
        before, self.line.lie = self.line.lie, there
        found = self.client.connection.get(f"/api/{name}", **({} if name == "pairings" else WHOLE))
        self.line.lie = before
        return found[name]

    def row(self, entry_id: str) -> Row:
        return next(row for row in self.rows("entries") if row["entry_id"] == entry_id)


WHOLE = {"after": 0, "limit": 1000}


def texts(entries) -> list[str]:
    return sorted(entry.content.text for entry in entries if isinstance(entry.content, Note))


def refused(kind: type[Exception], deed: Callable[[], Any]) -> Exception:
    """Run an action that must raise this error, with a plain sentence."""
    with pytest.raises(kind) as caught:
        deed()
    assert re.fullmatch(r"(?s)(https?:|[A-Z]).*\.", str(caught.value))
    return caught.value


def raw_of(who: Person, entry_id: str) -> bytes:
    """The bytes of a payload as they were sealed."""
    (raw,) = (kept.what.raw for kept in who.client.mirror.kept() if kept.row.entry_id == entry_id)
    return raw


def unharmed(who: Person, *words: str) -> None:
    """Nothing she kept is gone or changed, and with an honest server all of it is there."""
    assert texts(who.client.mirror.everything()) == sorted(words)
    who.line.lie = there
    for _twice in range(2):
        assert texts(who.client.journal()) == sorted(words)
    there_now = {row["entry_id"]: row["envelope"] for row in who.rows("entries")}
    for kept in who.client.mirror.kept():
        if isinstance(kept.what.content, Note):
            assert there_now[kept.row.entry_id] == to_base64url(kept.row.envelope)


def read(who: Person) -> list[str]:
    """What she reads of the other one."""
    shown = (share.content for share in who.client.shares() if not share.by_me)
    return sorted(content.text for content in shown if isinstance(content, Note))


def share(ana: Person, text: str, **terms):
    return ana.client.share(ana.client.keep(Note(text)), "Theo", **terms)
