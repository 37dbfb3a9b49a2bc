"""A million interleavings: ``python -m bench.soak``. Stop it with Ctrl-C; it says how to go on.

What one interleaving is, and what must be true after it, is in webapp/src/sync/README.md; here
is only the patience. It ends at the first broken promise with its seed and its fewest steps.
"""

from __future__ import annotations

import argparse
import os
import sys

from tests.simulator.lanes import build, orders, results
from tests.simulator.report import Report

A_MILLION = 1_000_000
AFTER_THE_TESTS = 20_001  # dev.py test runs the seeds before


def say(text: str) -> None:
    """Tell whoever looks on, or a log file, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    """Run seeds until they are done, or somebody stops it, or a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=A_MILLION)
    parser.add_argument("--seed", type=int, default=AFTER_THE_TESTS, help="the first seed")
    parser.add_argument("--long", action="store_true", help="30 to 70 steps instead of 6 to 14")
    parser.add_argument("--lanes", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    build()
    report = Report(given.seed, given.runs, long=given.long, tell=say)
    try:
        report.take(results(orders(given.seed, given.runs, given.lanes, long=given.long)))
    except KeyboardInterrupt:
        left = given.seed + given.runs - report.next
        long = " --long" if given.long else ""
        say(f"stopped; go on with: python -m bench.soak --seed {report.next} --runs {left}{long}")
    report.end()
    sys.exit(0 if report.is_well() else 1)


if __name__ == "__main__":
    main()
