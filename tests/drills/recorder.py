# SPDX-License-Identifier: AGPL-3.0-or-later
"""A loopback relay that records every byte it forwards, both ways."""

from __future__ import annotations

import contextlib
import socket
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.running import free_port

CHUNK = 65_536  # bytes


class Recorder:
    """Listens on ``port``, passes everything on to ``target`` and appends it to ``tape``."""

    def __init__(self, tape: Path) -> None:
        """``tape`` is the file that grows; ``target`` may be set before the first connection."""
        self.tape, self.port, self.target = tape, free_port(), 0
        self.url = f"http://127.0.0.1:{self.port}"
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", self.port))

    def __enter__(self) -> Self:
        """Start listening."""
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening."""
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            near.close()  # the server is unreachable, so the relay closes too
            return
        threading.Thread(target=self._pump, args=(near, far), daemon=True).start()
        self._pump(far, near)

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                with self._lock, self.tape.open("ab") as tape:
                    tape.write(data)
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
