# SPDX-License-Identifier: AGPL-3.0-or-later
"""Run interleavings: ``python -m tests.simulator --runs 1000 --seed 1``. See webapp/src/sync/README.md."""

from __future__ import annotations

import argparse
import os
import sys

from tests.simulator.faults import described, faults, found
from tests.simulator.report import Report
from tests.simulator.workers import LIED_TO, build, orders, results


def break_on_purpose(chosen: list[str], most: int, workers: int) -> int:
    """Build each of these faults into the app and see when it is found; return how many were not found."""
    missed = 0
    for fault in chosen:
        failure = found(fault, most, workers)
        missed += failure is None
        say(f"{fault}: {described(failure, most)}")
    return missed


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--long", action="store_true", help="30 to 70 steps instead of 6 to 14")
    parser.add_argument("--lying", action="store_true", help="only those with a server that lies")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    broken = "break the app on purpose, in each way once, or in the ways named"
    parser.add_argument("--faults", nargs="*", metavar="FAULT", help=broken)
    given = parser.parse_args()
    build()
    if given.faults is not None:
        sys.exit(1 if break_on_purpose(given.faults or faults(), given.runs, given.workers) else 0)
    report = Report(given.seed, given.runs, long=given.long, tell=say)
    more = {"kind": LIED_TO} if given.lying else {}
    report.take(results(orders(given.seed, given.runs, given.workers, long=given.long, **more)))
    report.end()
    sys.exit(0 if report.is_well() else 1)


if __name__ == "__main__":
    main()
