# SPDX-License-Identifier: AGPL-3.0-or-later
"""Clients that never finish a body delay nobody else: against the server as `dev.py run` starts it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.running import Running
from tests.signed_up import register, sealed, sign_in

STUCK = 64  # connections; the server works on eight requests at once
SOON = 10  # seconds Ana waits at most; bench/ measures how long it takes
ENVELOPE = sealed(2129)
HEAD = "POST /api/prelogin HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{more}\r\n\r\n"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data: Path = tmp_path_factory.mktemp("slow") / "data"
    data.mkdir()
    (data / "practice.json").write_text('{"name": "Practice", "registration": "open", "help": []}')
    with Running(data) as started:
        yield started


def begin(running: Running, more: str, sent: bytes) -> socket.socket:
    """Open a connection and send a head and the beginning of a body."""
    opened = socket.create_connection(("127.0.0.1", running.port), timeout=SOON)
    head = HEAD.format(host=f"127.0.0.1:{running.port}", more=more)
    opened.sendall(head.encode() + sent)
    return opened


def answer(opened: socket.socket) -> bytes:
    """What comes back, until the server closes or falls silent for a moment after it."""
    read = opened.recv(65_536)
    opened.settimeout(0.2)
    with contextlib.suppress(OSError):
        while more := opened.recv(65_536):
            read += more
    return read


def ana_keeps_an_entry(running: Running, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    url = f"{running.url}/api/entries/816c9dcd-b26d-47d2-a5cc-6cc3f5382965"
    entry = {"revision": 1, "envelope": ENVELOPE, "deleted": False, "attachment_ids": []}
    with httpx.Client(headers=headers, timeout=SOON) as client:
        assert client.put(url, json=entry).status_code == 200
        assert len(client.get(f"{running.url}/api/entries").json()["entries"]) == 1


@pytest.fixture(scope="module")
def token(running: Running) -> str:
    return sign_in(running, register(running, "patient"))


@pytest.mark.parametrize("drips", [False, True], ids=["they stop", "a byte now and then"])
def test_bodies_that_never_end_hold_nobody_up(running: Running, token: str, drips: bool) -> None:
    over = threading.Event()
    with contextlib.ExitStack() as stack:
        stuck = [stack.enter_context(begin(running, "Content-Length: 1000", b"{")) for _ in range(STUCK)]

        def drip() -> None:
            while not over.wait(0.05):
                for one in stuck:
                    one.sendall(b" ")

        dripping = threading.Thread(target=drip)
        if drips:
            dripping.start()
        try:
            ana_keeps_an_entry(running, token)
        finally:
            over.set()
            if drips:
                dripping.join()


def test_a_body_that_ends_too_early_is_no_request(running: Running) -> None:
    with begin(running, "Content-Length: 1000", b'{"login":"ana"}') as opened:
        opened.shutdown(socket.SHUT_WR)
        assert b" 200 " not in answer(opened)


@pytest.mark.parametrize(
    "lengths",
    [
        "Content-Length: 15\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 15",
        "Transfer-Encoding: chunked",
    ],
)
def test_a_request_with_two_lengths_or_none_is_refused(running: Running, lengths: str) -> None:
    smuggled = b"0\r\n\r\nGET /api/practice HTTP/1.1\r\nHost: x\r\n\r\n"
    with begin(running, lengths, smuggled) as opened:
        read = answer(opened)

    assert read.startswith((b"HTTP/1.1 411 ", b"HTTP/1.1 400 "))
    assert read.count(b"HTTP/1.1 ") == 1, "what follows is no second request"
