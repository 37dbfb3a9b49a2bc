# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many times a bare WSGI program each busy endpoint costs, measured side by side in one run.

``python -m bench.endpoints`` starts both programs on loopback, asks them in turn (A B A B …) over
one kept-open connection each, and prints medians in milliseconds and their ratio.
"""

from __future__ import annotations

import argparse
import http.client
import json
import signal
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.running import Running, end, free_port, granian, wait_until_it_answers
from tests.signed_up import register, sealed, sign_in

SEALED_NOTE = 81 + 2048  # bytes: an envelope of the second bucket
WSGI = ("--interface", "wsgi", "--blocking-threads", "8")  # how granian serves the bare program
Action = Callable[[], float]


class Asker:
    """One kept-open connection to one program."""

    def __init__(self, port: int, token: str = "") -> None:
        """``token`` is a bearer token, or empty."""
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Content-Type": "application/json"}
        self.headers |= {"Authorization": f"Bearer {token}"} if token else {}

    def ask(self, method: str, path: str, body: object = None) -> tuple[float, dict[str, Any]]:
        """Seconds from the first byte sent to the last byte read, and the answer."""
        data = None if body is None else json.dumps(body).encode()
        started = time.perf_counter()
        self.connection.request(method, path, data, self.headers)
        answer = self.connection.getresponse()
        read = answer.read()
        took = time.perf_counter() - started
        assert answer.status < 300, (method, path.partition("?")[0], answer.status, read[:300])
        return took, json.loads(read)


def entry() -> dict[str, object]:
    """A new entry as it crosses the wire."""
    return {
        "entry_id": str(uuid.uuid4()),
        "revision": 1,
        "envelope": sealed(SEALED_NOTE),
        "deleted": False,
        "attachment_ids": [],
    }


@contextmanager
def bare(folder: Path) -> Iterator[int]:
    """The bare program, running; gives its port."""
    port = free_port()
    env = {"BARE_DATABASE": str(folder / "bare.sqlite3")}
    process = granian("bench.bare:application", port, env, folder / "bare.log", *WSGI)
    try:
        wait_until_it_answers(f"http://127.0.0.1:{port}/ready", process)
        yield port
    finally:
        end(process, signal.SIGTERM)


def pulling(asker: Asker, path: str, entries: int) -> Action:
    """Read ``entries`` entries from the start of the feed, in pages of at most 1,000."""

    def action() -> float:
        took, after, seen = 0.0, 0, 0
        while seen < entries:
            limit = min(1000, entries - seen)  # both programs return exactly this many
            seconds, page = asker.ask("GET", f"{path}?after={after}&limit={limit}")
            took, after, seen = took + seconds, page["position"], seen + len(page["entries"])
        return took

    return action


def compare(name: str, ours: Action, bare_action: Action, rounds: int) -> None:
    """Ask both in turn and print medians and the ratio, pair by pair."""
    ours(), bare_action()
    pairs = [(ours(), bare_action()) for _ in range(rounds)]
    mine, theirs = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
    ratios = sorted(a / b for a, b in pairs)
    middle, low, high = statistics.median(ratios), ratios[len(ratios) // 10], ratios[-len(ratios) // 10]
    spread = f"({low:.2f} to {high:.2f}, n={rounds})"
    print(f"{name:<14} {mine:9.2f} ms {theirs:9.2f} ms   {middle:5.2f} x   {spread}")


def fill(ours: Asker, other: Asker, entries: int) -> None:
    """The same number of entries on both sides."""
    for _ in range(entries // 100):
        batch = {"entries": [entry() for _ in range(100)]}
        ours.ask("POST", "/api/entries", batch)
        other.ask("POST", "/keep", batch)


def measure(running: Running, bare_port: int, rounds: int) -> None:
    """Every endpoint of the table in bench/README.md."""
    person = register(running, "therapist")
    credentials = {**person, "device": "bench", "as": "token"}
    ours, other = Asker(running.port, sign_in(running, person)), Asker(bare_port)

    def keep_one() -> float:
        new = entry()
        path = f"/api/entries/{new.pop('entry_id')}"
        return ours.ask("PUT", path, new)[0]

    def bare_one() -> float:
        return other.ask("POST", "/keep", {"entries": [entry()]})[0]

    def many() -> dict[str, object]:
        return {"entries": [entry() for _ in range(100)]}

    print(f"{'':<14} {'Interlude':>12} {'bare WSGI':>12}   ratio")
    compare("keep one", keep_one, bare_one, rounds)
    compare(
        "keep 100",
        lambda: ours.ask("POST", "/api/entries", many())[0],
        lambda: other.ask("POST", "/keep", many())[0],
        rounds // 4,
    )
    fill(ours, other, 10_000)
    for entries in (1_000, 10_000):
        mine, theirs = pulling(ours, "/api/entries", entries), pulling(other, "/pull", entries)
        compare(f"pull {entries:,}", mine, theirs, max(5, rounds // (entries // 100)))
    anonymous = Asker(running.port)
    compare(
        "login",
        lambda: anonymous.ask("POST", "/api/logins", credentials)[0],
        lambda: other.ask("POST", "/login", person)[0],
        rounds,
    )


def main() -> None:
    """Start both, measure, stop both."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=200)
    rounds = options.parse_args().rounds
    with (
        tempfile.TemporaryDirectory() as folder,
        Running(Path(folder) / "data") as running,
        bare(Path(folder)) as bare_port,
    ):
        measure(running, bare_port, rounds)


if __name__ == "__main__":
    main()
