# SPDX-License-Identifier: AGPL-3.0-or-later
"""The RSGI app granian calls: it reads each body, within a deadline and a size limit, before taking a thread.

Granian passes a request to a WSGI app as soon as the headers have arrived, and the thread that reads the
body waits for as long as the sender takes: as many slow senders as threads would stop the server. Here
bodies are read on the event loop, where a slow one costs a few kilobytes, and only a complete request
takes a thread.
"""

import asyncio
import io
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import orjson
import structlog

from . import wire
from .guard import HEADERS
from .problems import BodyTooLate, Busy, LengthRequired, Problem, ServerError

LONGEST_BODY = 30.0  # seconds from the headers to the last byte; our clients time out after as many
MOST_WAITING = 128 * 1024 * 1024  # bytes of all bodies in memory at once; small ones are always accepted

Headers = list[tuple[str, str]]
Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


@dataclass
class _Answer:
    """What the app answered, whole."""

    status: int = 500
    headers: Headers = field(default_factory=list)
    body: bytes = b""

    def start(self, status: str, headers: Headers, _fault: object = None) -> None:
        """Take status and headers, as WSGI's ``start_response`` does."""
        self.status, self.headers = int(status.split(" ", 1)[0]), headers


class RsgiServer:
    """Runs a WSGI app behind granian's RSGI interface."""

    def __init__(self, app: Wsgi, threads: int) -> None:
        """Take the WSGI app and the number of concurrent requests."""
        self.app = app
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self.held = 0  # bytes of bodies in memory

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        """Answer one request."""
        if scope.proto != "http":
            proto.close(None)
            return
        answer = await self._answer(scope, proto)
        proto.response_bytes(answer.status, answer.headers, answer.body)

    async def _answer(self, scope: Any, proto: Any) -> _Answer:
        body = bytearray()
        try:
            await self._read_body(scope, proto, body)
            return await asyncio.get_running_loop().run_in_executor(self.threads, self._run, scope, body)
        except Problem as problem:
            return refusal(problem)
        except Exception as error:  # noqa: BLE001 (only its type is told: a message may repeat what was sent)
            structlog.get_logger().error("fault", error=type(error).__name__)
            return refusal(ServerError())
        finally:
            self.held -= len(body)

    async def _read_body(self, scope: Any, proto: Any, body: bytearray) -> None:
        """Read a body into ``body``; if its declared length is too large, the app refuses it.

        :raises LengthRequired: it declares no length.
        :raises BodyTooLate: it did not arrive within ``LONGEST_BODY``, or is not as long as declared.
        :raises Busy: other bodies take up all the memory set aside for bodies.
        """
        if "transfer-encoding" in scope.headers:
            raise LengthRequired
        said = scope.headers.get("content-length")
        size = int(said) if said and said.isdecimal() else 0
        if size == 0 or size > wire.BATCH_BODY:
            return
        try:
            async with asyncio.timeout(LONGEST_BODY):
                async for part in proto:
                    self._hold(body, part)
        except TimeoutError:
            raise BodyTooLate from None
        if len(body) != size:
            raise BodyTooLate

    def _hold(self, body: bytearray, part: bytes) -> None:
        small = len(body) + len(part) <= wire.SMALL_BODY
        if not small and self.held + len(part) > MOST_WAITING:
            raise Busy(retry_after=5)
        body += part
        self.held += len(part)

    def _run(self, scope: Any, body: bytearray) -> _Answer:
        """Run the app in one of the threads."""
        answer = _Answer()
        parts = self.app(environ_of(scope, bytes(body)), answer.start)
        try:
            answer.body = b"".join(parts)
        finally:
            getattr(parts, "close", lambda: None)()
        return answer


def refusal(problem: Problem) -> _Answer:
    """Answer a request without calling the app; the rest of its body is not read."""
    headers = [*HEADERS.items(), ("content-type", "application/problem+json")]
    headers += [("cache-control", "no-store"), ("connection", "close")]
    if problem.retry_after is not None:
        headers.append(("retry-after", str(problem.retry_after)))
    return _Answer(problem.status, headers, orjson.dumps(problem.body()))


def environ_of(scope: Any, body: bytes) -> Environ:
    """Convert an RSGI request to a WSGI environment (PEP 3333)."""
    host, _, port = scope.server.rpartition(":")
    address, _, from_port = scope.client.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": address.strip("[]"),
        "REMOTE_PORT": from_port,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    add_headers(environ, scope)
    return environ


def add_headers(environ: Environ, scope: Any) -> None:
    """Add a request's headers to its environment; repeated ones are joined, cookies by a semicolon."""
    for name, value in scope.headers.items():
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        joint = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
    if scope.authority and "HTTP_HOST" not in environ:  # HTTP/2 sends it as :authority
        environ["HTTP_HOST"] = scope.authority
