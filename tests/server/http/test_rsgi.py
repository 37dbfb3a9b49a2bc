# SPDX-License-Identifier: AGPL-3.0-or-later
"""What granian calls (server/http/rsgi.py): bodies with a deadline and a bound, before a thread is taken."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest

from server.http import rsgi


class Headers:
    """A request's headers as granian hands them over: small letters, one name perhaps twice."""

    def __init__(self, *pairs: tuple[str, str]) -> None:
        self.pairs = pairs

    def items(self) -> Iterable[tuple[str, str]]:
        return self.pairs

    def get(self, name: str) -> str | None:
        return dict(self.pairs).get(name)

    def __contains__(self, name: str) -> bool:
        return name in dict(self.pairs)


@dataclass
class Scope:
    headers: Headers
    proto: str = "http"
    method: str = "POST"
    path: str = "/api/é"
    query_string: str = "after=1"
    server: str = "127.0.0.1:8000"
    client: str = "127.0.0.1:50000"
    scheme: str = "http"
    http_version: str = "1.1"
    authority: str | None = None


@dataclass
class Proto:
    """A connection on which these parts of a body come, and then perhaps nothing for ever."""

    parts: list[bytes]
    stops: bool = False
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    read: int = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self.parts:
            self.read += len(part)
            yield part
        if self.stops:
            await asyncio.Event().wait()

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.answers.append((status, dict(headers), body))


def echo(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [("x-cookies", environ.get("HTTP_COOKIE", ""))])
    return [environ["PATH_INFO"].encode("latin-1"), environ["wsgi.input"].read()]


def ask(
    proto: Proto, *headers: tuple[str, str], server: rsgi.RsgiServer | None = None
) -> tuple[int, Any, bytes]:
    server = server or rsgi.RsgiServer(echo, 1)
    asyncio.run(server.__rsgi__(Scope(Headers(*headers)), proto))
    assert server.held == 0, "what was held is given back"
    return proto.answers[0]


def code(body: bytes) -> str:
    return str(json.loads(body)["code"])


def test_a_body_comes_whole_to_the_app() -> None:
    cookies = (("cookie", "a=1"), ("cookie", "b=2"))

    status, headers, body = ask(Proto([b"ab", b"cd"]), ("content-length", "4"), *cookies)

    assert (status, body, headers["x-cookies"]) == (200, "/api/éabcd".encode(), "a=1; b=2")


def test_a_body_that_stops_is_over_at_its_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rsgi, "LONGEST_BODY", 0.01)

    status, headers, body = ask(Proto([b"a"], stops=True), ("content-length", "4"))

    assert (status, code(body), headers["connection"]) == (408, "body_too_late", "close")


def test_a_body_that_is_not_as_long_as_it_said_is_no_request() -> None:
    assert ask(Proto([b"ab"]), ("content-length", "4"))[0] == 408


def test_a_body_that_says_it_is_too_large_is_not_read() -> None:
    proto = Proto([b"a" * 100])

    assert (
        ask(proto, ("content-length", str(8 * 1024 * 1024 + 1)))[0] == 200
    )  # the app refuses it, or needs none
    assert proto.read == 0


def test_a_body_without_a_length_is_refused() -> None:
    both = (("content-length", "4"), ("transfer-encoding", "chunked"))

    assert code(ask(Proto([b"abcd"]), *both)[2]) == "length_required"


def test_large_bodies_wait_elsewhere_while_there_is_no_memory_and_small_ones_are_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rsgi, "MOST_WAITING", 1000)
    large = b"a" * 100_000

    status, headers, body = ask(Proto([large]), ("content-length", "100000"))

    assert (status, code(body), headers["retry-after"]) == (503, "busy", "5")
    assert ask(Proto([b"a" * 2000]), ("content-length", "2000"))[0] == 200
