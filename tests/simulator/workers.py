# SPDX-License-Identifier: AGPL-3.0-or-later
"""Build the two scripts, start workers with their orders, and listen to them."""

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

LIED_TO = "lied_to"  # the kind of interleavings in which a server lies (schedule.ts)


def build(fault: str | None = None) -> None:
    """Make the two scripts out of the sources, as they are now; with a fault in the app, if one is named."""
    subprocess.run(["npm", "run", "--silent", "generate"], cwd=WEBAPP, check=True)
    words = [str(BUNDLES)] if fault is None else [str(BUNDLES / "fault"), fault]
    subprocess.run(["node", "scripts/build-simulator.mjs", *words], cwd=WEBAPP, check=True)


def orders(first: int, runs: int, workers: int, **more: Any) -> list[dict[str, Any]]:
    """One order a worker; the workers take the seeds in turn."""
    workers = min(workers, runs)
    given = {
        "page": str(BUNDLES / "page.cjs"),
        "to": first + runs,
        "every": workers,
        "long": False,
        "shrink": True,
    }
    return [given | {"from": first + worker} | more for worker in range(workers)]


def results(all_orders: list[dict[str, Any]]) -> Generator[Result, None, None]:
    """Start a worker for each order; give what they say as it comes.

    :raises RuntimeError: when a worker ended before its order was carried out.
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
    workers = [subprocess.Popen([*command, json.dumps(order)], **quietly) for order in all_orders]
    for worker in workers:
        threading.Thread(target=listen, args=(worker, told), daemon=True).start()
    try:
        for _ in workers:
            while isinstance(said := told.get(), dict):
                yield said
            if said != 0:
                raise RuntimeError(f"a lane ended with {said}")
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait()


def listen(worker: subprocess.Popen[str], told: Queue[Result | int]) -> None:
    """Hand on what a worker says, and last how it ended."""
    assert worker.stdout is not None
    for line in worker.stdout:
        told.put(json.loads(line))
    told.put(worker.wait())
