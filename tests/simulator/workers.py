"""Build the two scripts, start lanes with their orders, and listen to them."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from queue import Queue
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
WEBAPP = ROOT / "webapp"
BUNDLES = WEBAPP / "node_modules" / ".cache" / "simulator"

Result = dict[str, Any]


def build(fault: str | None = None) -> None:
    """Make the two scripts out of the sources, as they are now; with a fault in the app, if one is named."""
    subprocess.run(["npm", "run", "--silent", "generate"], cwd=WEBAPP, check=True)
    words = [str(BUNDLES)] if fault is None else [str(BUNDLES / "fault"), fault]
    subprocess.run(["node", "scripts/build-simulator.mjs", *words], cwd=WEBAPP, check=True)


def orders(first: int, runs: int, lanes: int, **more: Any) -> list[dict[str, Any]]:
    """One order a lane; the lanes take the seeds in turn."""
    lanes = min(lanes, runs)
    given = {
        "page": str(BUNDLES / "page.cjs"),
        "to": first + runs,
        "every": lanes,
        "long": False,
        "shrink": True,
    }
    return [given | {"from": first + lane} | more for lane in range(lanes)]


def results(all_orders: list[dict[str, Any]]) -> Generator[Result, None, None]:
    """Start a lane for each order; give what they say as it comes.

    :raises RuntimeError: when a lane ended before its order was carried out.
    """
    told: Queue[Result | int] = Queue()
    bundle = str(BUNDLES / "people.mjs")
    command = [sys.executable, "-m", "tests.simulator.worker", bundle]
    # In groups of their own: Ctrl-C is ours to answer, and they are ended when nobody listens any more.
    quietly: dict[str, Any] = {
        "cwd": ROOT,
        "stdout": subprocess.PIPE,
        "text": True,
        "start_new_session": True,
    }
    lanes = [subprocess.Popen([*command, json.dumps(order)], **quietly) for order in all_orders]
    for lane in lanes:
        threading.Thread(target=listen, args=(lane, told), daemon=True).start()
    try:
        for _ in lanes:
            while isinstance(said := told.get(), dict):
                yield said
            if said != 0:
                raise RuntimeError(f"a lane ended with {said}")
    finally:
        for lane in lanes:
            lane.terminate()
        for lane in lanes:
            lane.wait()


def listen(lane: subprocess.Popen[str], told: Queue[Result | int]) -> None:
    """Hand on what a lane says, and last how it ended."""
    assert lane.stdout is not None
    for line in lane.stdout:
        told.put(json.loads(line))
    told.put(lane.wait())
