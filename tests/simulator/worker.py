# SPDX-License-Identifier: AGPL-3.0-or-later
"""One worker: a Node process with the people and their phones, and in this process the server they talk to.

``python -m tests.simulator.worker <bundle> <order as JSON>``. Node writes one JSON object a
line to standard output: a result for each seed. Between the two run plain pipes, asked and
answered in turn, so that nothing depends on which of them is quicker.
"""

import gc
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, BinaryIO

import orjson

from tests.simulator.server import SimulatedServer

LENGTH = 4  # bytes before each message, big-endian
SELDOM = 50_000  # how many objects are made before the youngest are looked through; a request makes hundreds
NODE = ("--enable-source-maps", "--max-semi-space-size=64", "--stack-trace-limit=6")


def obey(server: SimulatedServer, asked: dict[str, Any]) -> Any:
    """Do the one thing a message asks for."""
    if "now" in asked:
        server.now = datetime.fromtimestamp(asked["now"] / 1000, UTC)
    actions: dict[str, Callable[[], Any]] = {
        "request": lambda: server.answer(asked),
        "command": lambda: server.command(asked["words"]),
        "back_up": lambda: server.back_up(asked["name"]),
        "restore": lambda: server.restore(asked["name"]),
        "begin_again": lambda: server.begin_again(asked["name"]),
        "restart": server.restarted,
        "rows": server.rows,
        "heads": server.heads,
        "knows": lambda: server.knows(asked["word"]),
    }
    return actions[asked["deed"]]()


def read(pipe: BinaryIO) -> dict[str, Any] | None:
    """The next message, or None when Node has ended."""
    head = pipe.read(LENGTH)
    if len(head) < LENGTH:
        return None
    message: dict[str, Any] = orjson.loads(pipe.read(int.from_bytes(head, "big")))
    return message


def serve(server: SimulatedServer, asks: BinaryIO, answers: BinaryIO) -> None:
    """Answer until Node has ended."""
    while (asked := read(asks)) is not None:
        said = orjson.dumps(obey(server, asked))
        answers.write(len(said).to_bytes(LENGTH, "big") + said)
        answers.flush()


def main(bundle: str, order: str) -> int:
    """Start Node with both pipes and serve it; return its exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # no longer needed: leave no files in memory behind
    server = SimulatedServer()
    gc.collect()
    gc.freeze()  # what the app is made of need not be looked through again and again
    gc.set_threshold(SELDOM, 20, 20)
    (asks_from, asks_to), (answers_from, answers_to) = os.pipe(), os.pipe()
    given = json.loads(order) | {"asks": asks_to, "answers": answers_from}
    node = subprocess.Popen(["node", *NODE, bundle, json.dumps(given)], pass_fds=(asks_to, answers_from))
    os.close(asks_to)
    os.close(answers_from)
    try:
        with os.fdopen(asks_from, "rb") as asks, os.fdopen(answers_to, "wb") as answers:
            serve(server, asks, answers)
        return node.wait()
    except Exception:
        traceback.print_exc(file=sys.__stderr__)  # the other one is the server's log
        raise
    finally:
        node.terminate()
        server.close()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
