# SPDX-License-Identifier: AGPL-3.0-or-later
"""The deep forms of the tests, for as long as somebody has: ``python3 dev.py soak [NAME] [--hours H]``.

Each goes on where its last run stopped, also after Ctrl-C, and stops at the first thing it finds.
Where it stands is kept in ``.soak/``, and what was seen as lines for bench/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dev.installation import digest_of
from dev.testing import INTERLEAVINGS
from tests.simulator import faults
from tests.simulator.report import Report, bound
from tests.simulator.workers import LIED_TO, Result, build, orders, results

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".soak"
FIGURES = "figures.md"
PROVED = ("server", "webapp/src", "webapp/scripts", "tests/simulator", "tests/drills")
CORES = os.cpu_count() or 1

A_MILLION = 1_000_000
LYING = 20_000  # interleavings with a server that lies, unless hours say otherwise
DEEPER = 200  # times as many examples of schemathesis as in the tests; each round has a seed of its own
EACH = 1000  # interleavings between two progress reports


def say(text: str) -> None:
    """Print at once, also if the output is a file."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


class Until:
    """When to stop: after so many hours, or never."""

    def __init__(self, hours: float | None) -> None:
        self.end = None if hours is None else time.monotonic() + hours * 3600

    def is_over(self) -> bool:
        return self.end is not None and time.monotonic() >= self.end


class State:
    """The progress of one part. Results count only for the code they were seen with."""

    def __init__(self, name: str, folder: Path = STATE, code: str | None = None) -> None:
        self.name, self.file, self.figures = name, folder / f"{name}.json", folder / FIGURES
        self.code = code or digest_of(ROOT / path for path in PROVED)[:12]
        kept = json.loads(self.file.read_text()) if self.file.exists() else {}
        self.next: int | None = kept.get("next")
        self.seen: dict[str, Any] = kept.get("seen", {}) if kept.get("code") == self.code else {}

    def keep(self) -> None:
        """Write it atomically, so that an interrupted soak finds either the old state or the new."""
        self.file.parent.mkdir(exist_ok=True)
        beside = self.file.with_suffix(".new")
        beside.write_text(json.dumps({"next": self.next, "code": self.code, "seen": self.seen}, indent=1))
        beside.replace(self.file)

    def figure(self, what: str, seen: str) -> None:
        """One line of the table in bench/README.md, kept beside the state and said."""
        line = f"| {datetime.now(UTC):%Y-%m-%d} | {self.name} | {what} | {seen} | `{self.code}` |"
        self.figures.parent.mkdir(exist_ok=True)
        with self.figures.open("a") as figures:
            figures.write(line + "\n")
        say(line)


# --- interleavings --------------------------------------------------------------------------


def interleavings(
    until: Until,
    name: str = "interleavings",
    *,
    first: int = INTERLEAVINGS + 1,
    most: int = A_MILLION,
    **how: Any,
) -> bool:
    """Seeds behind those of `dev.py test`, up to a million of them; the next soak goes on behind those."""
    state = State(name)
    first = state.next or first
    before = state.seen.get("runs", 0)
    build()
    report = Report(first, most, long=bool(how.get("long")), tell=say, every=EACH)
    say(f"from seed {first:,}; {before:,} interleavings were run with this code before")
    try:
        with closing(results(orders(first, most, CORES, **how))) as told:
            report.take(kept(told, report, state, before, until))
    finally:  # also when somebody stops it
        runs = note(report, state, before)
        report.end()
        minutes = (time.monotonic() - report.started) / 60
        what = f"seeds {first:,} to {report.next - 1:,} in {minutes:.0f} min"
        broken = f"seed {min(report.failed)} broke a promise" if report.failed else ""
        state.figure(what, broken or bound(runs, 0))
    return report.is_well()


def kept(told: Iterator[Result], report: Report, state: State, before: int, until: Until) -> Iterator[Result]:
    """Yield the workers' results until a promise is broken or time is up, updating the state."""
    for result in told:
        yield result
        if "broken" in result or (until.is_over() and not report.failed):
            return
        if report.done % EACH == 0:
            note(report, state, before)


def note(report: Report, state: State, before: int) -> int:
    """Save where to continue: at the seed that broke a promise, until the code is fixed."""
    state.next = min(report.failed, default=report.next)
    state.seen = {"runs": before + report.next - report.first}
    state.keep()
    runs: int = state.seen["runs"]
    return runs


# --- faults ---------------------------------------------------------------------------------


def built_in_faults(until: Until) -> bool:
    """Run each fault in turn, starting with those not yet run with this code."""
    state = State("faults")
    build()
    names = faults.faults()
    if all(name in state.seen for name in names):
        state.seen = {}
    for name in [name for name in names if name not in state.seen]:
        if until.is_over():
            break
        state.seen[name] = faults.described(faults.found(name, INTERLEAVINGS, CORES), INTERLEAVINGS)
        say(f"{name}: {state.seen[name]}")
        state.keep()
    missed = [name for name, how in state.seen.items() if how.startswith("not")]
    what = f"{len(state.seen)} of {len(names)} faults built in, {INTERLEAVINGS:,} interleavings at most each"
    state.figure(what, f"not found: {', '.join(missed)}" if missed else "all found")
    return not missed


# --- schemathesis -----------------------------------------------------------------------------


def schemathesis(until: Until) -> bool:
    """Rounds of strange requests, each with the next seed."""
    state = State("schemathesis")
    well = True
    while well and not until.is_over():
        seed = state.next or 1
        started = time.monotonic()
        env = {**os.environ, "INTERLUDE_SOAK": str(DEEPER), "SCHEMATHESIS_SEED": str(seed)}
        command = [sys.executable, "-m", "pytest", "-q", "-n", "auto", "tests/drills/test_schemathesis.py"]
        well = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode == 0
        state.next = seed + 1 if well else seed  # a seed that failed is run again first
        state.keep()
        what = f"seed {seed}, {DEEPER} times the examples of the tests for each endpoint and role"
        minutes = (time.monotonic() - started) / 60
        state.figure(f"{what} in {minutes:.0f} min", "no answer of 5xx" if well else "an answer of 5xx")
        if until.end is None:
            break
    return well


PARTS: dict[str, Callable[[Until], bool]] = {
    "faults": built_in_faults,
    "schemathesis": schemathesis,
    "interleavings": interleavings,
    "lying-interleavings": lambda until: interleavings(
        until, "lying-interleavings", first=1, most=LYING if until.end is None else A_MILLION, kind=LIED_TO
    ),
    "long-interleavings": lambda until: interleavings(until, "long-interleavings", first=1, long=True),
}


def main() -> None:
    """Run one part, or all of them with the hours divided among them; fail if one found something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?", choices=PARTS)
    parser.add_argument(
        "--hours", type=float, help="stop after so many hours; without, at a million or Ctrl-C"
    )
    given = parser.parse_args()
    names = [given.name] if given.name else list(PARTS)
    each = given.hours / len(names) if given.hours else None
    well = True
    try:
        for name in names:
            say(f"\n=== {name}")
            well &= PARTS[name](Until(each))
    except KeyboardInterrupt:
        say("stopped; the same command goes on from here")
    say(f"\nfigures: {(STATE / FIGURES).relative_to(ROOT)}")
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
