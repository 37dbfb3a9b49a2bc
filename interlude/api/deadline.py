"""How long a server may take, all told: however slowly its bytes come, the line is cut then."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any


class Patience:
    """A watch over the one line of a connection.

    The timeouts of httpx count anew with each byte, so a server that sends one now and then would never
    run into them; and while headers come in, nobody but the socket itself can be spoken to.
    """

    def __init__(self) -> None:
        """Begin without a line."""
        self._line: socket.socket | None = None
        self.is_over = False

    def watch(self, _event: str, told: Mapping[str, Any]) -> None:
        """Take note of a line that was just opened; httpx's `trace` extension calls this."""
        ask = getattr(told.get("return_value"), "get_extra_info", None)
        if ask is not None:
            self._line = ask("socket")
        if self.is_over:
            self._hang_up()

    @contextmanager
    def at_most(self, seconds: float) -> Iterator[None]:
        """Cut the line unless the block ends within so many seconds; `is_over` says it was."""
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
        self._hang_up()

    def _hang_up(self) -> None:
        if self._line is not None:
            with suppress(OSError):  # it is closed already
                socket.socket.shutdown(self._line, socket.SHUT_RDWR)
