# SPDX-License-Identifier: Apache-2.0
"""The only file that uses HTTP: one origin, JSON both ways, no redirects, responses of bounded size."""

from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from typing import Any, NoReturn
from urllib.parse import urlsplit

import httpx

from interlude import errors, messages, strict_json
from interlude.api.deadline import Deadline
from interlude.api.problems import error_for
from interlude.protocol import origins

TIMEOUT = httpx.Timeout(30, connect=10)
DEADLINE = 30.0  # seconds for one response, retries included
Transport = httpx.BaseTransport  # httpx's, for tests and unusual networks
LARGEST_ANSWER = 16 * 1024 * 1024  # bytes; a page of a feed is about 3 MiB
TRIES = 2  # after a lost response; every endpoint accepts a repeated request
ONE_SOCKET = httpx.Limits(max_connections=1)  # so that the deadline knows which one to shut


@dataclass(frozen=True, slots=True)
class _Answer:
    """A complete response of bounded size."""

    status: int
    retry_after: str
    content: bytes


class Connection:
    """Calls of the API of one server, with a bearer token once there is one."""

    def __init__(self, url: str, *, transport: Transport | None = None) -> None:
        """Take the server's origin; `UnfitServer` unless https, or http to this computer itself."""
        try:
            self.origin = origins.check_origin(url.rstrip("/"))
        except origins.OriginRefused as error:
            raise errors.UnfitServer(str(error)) from error
        self.token: str | None = None
        self._deadline, self._turn = Deadline(), Lock()
        self._http = httpx.Client(
            base_url=self.origin,
            timeout=TIMEOUT,
            limits=ONE_SOCKET,
            transport=transport,
            follow_redirects=False,
            # No compression: a small response could decompress without end.
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
            # Ignore the environment's proxy for connections to this computer itself.
            trust_env=urlsplit(self.origin).scheme == "https",
        )

    def close(self) -> None:
        """Close the sockets."""
        self._http.close()

    def get(self, path: str, **query: int) -> dict[str, Any]:
        """Send a GET request."""
        return self._call("GET", path, params=query or None)

    def put(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send a PUT request; safe to repeat."""
        return self._call("PUT", path, json=body)

    def post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send a POST request."""
        return self._call("POST", path, json=body or {})

    def delete(self, path: str, body: dict[str, Any] | None = None) -> None:
        """Send a DELETE request; with a body where a fresh proof is needed."""
        self._call("DELETE", path, **({} if body is None else {"json": body}))

    def _call(self, method: str, path: str, **asked: Any) -> dict[str, Any]:
        with self._turn, self._deadline.at_most(DEADLINE):
            answer = self._send(method, path, **asked)
        if not 200 <= answer.status < 300:
            self._refuse(answer)
        return self._read(answer) if answer.content else {}

    def _send(self, method: str, path: str, **asked: Any) -> _Answer:
        for _try in range(TRIES):
            try:
                return self._ask(method, path, **asked)
            except httpx.HTTPError as error:
                lost = error
            if self._deadline.is_over:
                break
        raise self._away() from lost

    def _ask(self, method: str, path: str, **asked: Any) -> _Answer:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        watched = {"trace": self._deadline.watch}
        with self._http.stream(method, path, headers=headers, extensions=watched, **asked) as answer:
            content = self._whole(answer)
        return _Answer(answer.status_code, answer.headers.get("Retry-After", ""), content)

    def _whole(self, answer: httpx.Response) -> bytes:
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise errors.ServerNonsense(messages.odd_encoding(self.origin))
        content = bytearray()
        for part in answer.iter_bytes():
            content += part
            if len(content) > LARGEST_ANSWER:
                raise errors.ServerNonsense(messages.too_long(self.origin))
            if self._deadline.is_over:
                break
        if self._deadline.is_over:  # also if the shut socket looked like the end of the response
            raise self._away()
        return bytes(content)

    def _away(self) -> errors.ServerAway:
        return errors.ServerAway(messages.away(self.origin))

    def _read(self, answer: _Answer) -> dict[str, Any]:
        try:
            return strict_json.read(answer.content)
        except strict_json.NotStrictJSON as error:
            raise self._nonsense() from error

    def _refuse(self, answer: _Answer) -> NoReturn:
        if 300 <= answer.status < 400:
            raise errors.ServerNonsense(messages.redirects(self.origin))
        if answer.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:  # whatever body a proxy sends with it
            raise errors.BodyRefused(messages.BODY_TOO_LARGE, "body_too_large")
        raise error_for(self._read(answer), answer.retry_after) or self._nonsense()

    def _nonsense(self) -> errors.ServerNonsense:
        return errors.ServerNonsense(messages.not_interlude(self.origin))
