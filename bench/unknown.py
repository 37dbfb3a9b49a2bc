# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether the time of an answer tells who has an account: known against unknown, side by side.

``python -m bench.unknown`` asks for the salt of a login there is and of one there is not, in turn,
and then tries both with a wrong key. A ratio near 1 tells nothing.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import tempfile
import time
from pathlib import Path

from tests.running import Running
from tests.signed_up import register

KEY = "A" * 43  # a well-formed key of no account
ENDPOINTS: dict[str, tuple[str, dict[str, str]]] = {
    "prelogin": ("/api/prelogin", {}),
    "wrong key": ("/api/logins", {"auth_key": KEY, "device": "x"}),
}


def seconds(connection: http.client.HTTPConnection, path: str, body: dict[str, str]) -> float:
    """From the first byte sent to the last byte read."""
    started = time.perf_counter()
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    connection.getresponse().read()
    return time.perf_counter() - started


def compare(endpoint: str, port: int, known: str, rounds: int) -> None:
    """Ask for both in turn; print medians, and the middle of the ratios pair by pair."""
    path, more = ENDPOINTS[endpoint]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    unknown = known[:-1] + ("x" if known[-1] != "x" else "y")
    pairs = []
    for _ in range(rounds + 10):
        one, other = ({"login": login} | more for login in (known, unknown))
        pairs.append((seconds(connection, path, one), seconds(connection, path, other)))
    warm = pairs[10:]
    mine, theirs = (statistics.median(column) * 1000 for column in zip(*warm, strict=True))
    ratio = statistics.median(a / b for a, b in warm)
    print(f"{endpoint:<12} {mine:7.2f} ms {theirs:7.2f} ms   {ratio:5.2f} x   (n={rounds})")


def main() -> None:
    """Start a server, measure, stop it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=400)
    rounds = options.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder, Running(Path(folder) / "data") as running:
        login = str(register(running, "therapist")["login"])
        print(f"{'':<12} {'known':>10} {'unknown':>10}   ratio")
        for endpoint in ENDPOINTS:
            compare(endpoint, running.port, login, rounds)


if __name__ == "__main__":
    main()
