"""Run interleavings: ``python -m tests.simulator --runs 20000 --seed 1``. See webapp/src/sync/README.md."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
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


def orders(first: int, runs: int, lanes: int, **more: Any) -> Iterator[dict[str, Any]]:
    """One order a lane; the lanes take the seeds in turn."""
    for lane in range(lanes):
        given = {"page": str(BUNDLES / "page.cjs"), "from": first + lane, "to": first + runs, "every": lanes}
        yield given | {"long": False, "shrink": True} | more


def results(all_orders: list[dict[str, Any]]) -> Iterator[Result]:
    """Start a lane for each order; give their results as they come.

    :raises RuntimeError: when a lane ended before its order was carried out.
    """
    told: Queue[Result | int] = Queue()
    bundle = str(BUNDLES / "people.mjs")
    command = [sys.executable, "-m", "tests.simulator.lane", bundle]
    lanes = [
        subprocess.Popen([*command, json.dumps(order)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for order in all_orders
    ]
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


def listen(lane: subprocess.Popen[str], told: Queue[Result | int]) -> None:
    assert lane.stdout is not None
    for line in lane.stdout:
        told.put(json.loads(line))
    told.put(lane.wait())


def described(failure: Result, *, long: bool) -> str:
    """A failure for whoever has to understand it: its seed, its fewest steps, what happened."""
    again = f"python -m tests.simulator --runs 1 --seed {failure['seed']}{' --long' if long else ''}"
    steps = "\n".join(f"    {line}" for line in failure["told"])
    log = "\n".join(f"    {line}" for line in failure["log"])
    told = f"seed {failure['seed']}: {failure['broken']}\n  fewest steps:\n{steps}\n  log:\n{log}\n"
    return f"{told}  again: {again}\n"


def run(
    first: int, runs: int, *, lanes: int, long: bool, tell: Callable[[str], None], every: int = 1000
) -> int:
    """Run so many interleavings and tell about them; return how many broke a promise."""
    started, done, broken, requests = time.monotonic(), 0, 0, 0
    for result in results(list(orders(first, runs, min(lanes, runs), long=long))):
        if "broken" in result:
            broken += 1
            tell(described(result, long=long))
            continue
        done, requests = done + 1, requests + result["requests"]
        if done % every == 0 or done == runs:
            seconds = time.monotonic() - started
            tell(f"{done} of {runs} interleavings, {broken} broken, {requests} requests, {seconds:.0f} s")
    return broken


def faults() -> list[str]:
    """What the faults are called that can be built into the app (webapp/scripts/simulator-faults.mjs)."""
    told = "import { FAULTS } from './scripts/simulator-faults.mjs'"
    command = [
        "node",
        "--input-type=module",
        "-e",
        f"{told}; console.log(JSON.stringify(Object.keys(FAULTS)))",
    ]
    done = subprocess.run(command, cwd=WEBAPP, check=True, capture_output=True, text=True)
    named: list[str] = json.loads(done.stdout)
    return named


def break_on_purpose(most: int, lanes: int) -> int:
    """Build each fault into the app and see when it is found; return how many were not found."""
    missed = 0
    for fault in faults():
        build(fault)
        ordered = list(orders(1, most, lanes, page=str(BUNDLES / "fault" / "page.cjs"), shrink=False))
        found = next(((n, one) for n, one in enumerate(results(ordered), 1) if "broken" in one), None)
        missed += found is None
        say(
            f"{fault}: "
            + (f"not in {most}" if found is None else f"seed {found[1]['seed']}, {first_line(found[1])}")
        )
    return missed


def first_line(failure: Result) -> str:
    line: str = failure["broken"].split("\n")[0]
    return line


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--long", action="store_true", help="30 to 70 steps instead of 6 to 14")
    parser.add_argument("--lanes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--faults", action="store_true", help="break the app on purpose, in each way once")
    given = parser.parse_args()
    build()
    if given.faults:
        sys.exit(1 if break_on_purpose(given.runs, given.lanes) else 0)
    broken = run(given.seed, given.runs, lanes=given.lanes, long=given.long, tell=say)
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
