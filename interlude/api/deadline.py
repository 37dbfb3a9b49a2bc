# SPDX-License-Identifier: Apache-2.0
"""A total time limit for a response: the socket is shut when it ends, however slowly bytes arrive."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any


class Deadline:
    """A deadline for the one socket of a connection.

    The timeouts of httpx restart with each byte, so a server that sends one now and then would never
    reach them; and while headers arrive, only shutting the socket can interrupt the call.
    """

    def __init__(self) -> None:
        """Start without a socket."""
        self._socket: socket.socket | None = None
        self.is_over = False

    def watch(self, _event: str, info: Mapping[str, Any]) -> None:
        """Remember a newly opened socket; called by httpx's `trace` extension."""
        ask = getattr(info.get("return_value"), "get_extra_info", None)
        if ask is not None:
            self._socket = ask("socket")
        if self.is_over:
            self._shut_socket()

    @contextmanager
    def at_most(self, seconds: float) -> Iterator[None]:
        """Shut the socket unless the block ends within so many seconds; `is_over` tells that it was shut."""
        self.is_over = False
        timer = Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self) -> None:
        self.is_over = True
        self._shut_socket()

    def _shut_socket(self) -> None:
        if self._socket is not None:
            with suppress(OSError):  # it is closed already
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
