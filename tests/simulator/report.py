# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was seen in many interleavings, and what may be concluded from it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

Result = dict[str, Any]
ENOUGH = 1000  # interleavings after which whatever has not happened once is missing from the simulator


class Report:
    """Collects results as they arrive and reports on them.

    Seeds come in nearly, not quite, their order, because workers are not equally quick.
    """

    def __init__(
        self, first: int, runs: int, *, long: bool, tell: Callable[[str], None], every: int = 1000
    ) -> None:
        """Take the seeds there will be, where to tell, and after how many to tell how far it is."""
        self.first, self.runs, self.long, self.tell, self.every = first, runs, long, tell, every
        self.started = time.monotonic()
        self.done = self.requests = 0
        self.failed: set[int] = set()
        self.met: Counter[str] = Counter()
        self.ingredients: list[str] = []
        self.next, self._ahead = first, set[int]()

    def take(self, results: Iterable[Result]) -> None:
        """Listen to the end."""
        for result in results:
            if "ingredients" in result:
                self.ingredients = result["ingredients"]
            elif "broken" in result:
                self.failed.add(result["seed"])
                self.tell(described(result, long=self.long))
            else:
                self._count(result)

    def _count(self, result: Result) -> None:
        self.done += 1
        self.requests += result["requests"]
        self.met.update(result["met"])
        self._ahead.add(result["seed"])
        while self.next in self._ahead:
            self._ahead.remove(self.next)
            self.next += 1
        if not result["ok"]:
            self.failed.add(result["seed"])
        if self.done % self.every == 0 or self.done == self.runs:
            self.tell(self.progress())

    def progress(self) -> str:
        """How far it is, and at what rate."""
        seconds = max(time.monotonic() - self.started, 0.001)
        rate = self.done / seconds
        left = (self.runs - self.done) / rate / 60 if rate else 0
        done = f"{self.done:,} of {self.runs:,} interleavings, {len(self.failed)} broken"
        return (
            f"{done}, {self.requests:,} requests in {seconds:.0f} s: {rate:.1f} a second, {left:.0f} min left"
        )

    def missing(self) -> list[str]:
        """What should have happened by now and has not, even once."""
        enough = self.done >= ENOUGH
        return [name for name in self.ingredients if enough and not self.met[name]]

    def is_well(self) -> bool:
        """Whether no promise was broken and everything that belongs into it happened."""
        return not self.failed and not self.missing()

    def end(self) -> None:
        """Tell how often what happened, and what follows."""
        often = ", ".join(f"{name} {self.met[name]:,}" for name in self.ingredients)
        self.tell(f"in so many of {self.done:,}: {often}")
        if missing := self.missing():
            self.tell(f"never happened, so nothing is proved about it: {', '.join(missing)}")
        self.tell(bound(self.done, len(self.failed)))


def bound(runs: int, failures: int) -> str:
    """Say what a number of interleavings proves.

    The rule of three: if none of n independent tries failed, the rate of failure is under
    3/n with 95 % confidence, for (1 - 3/n)^n is about e^-3 = 0.0498. Source: J. A. Hanley,
    A. Lippman-Hand, "If nothing goes wrong, is everything all right?", JAMA 249 (1983) 1743-1745.
    """
    if failures:
        return f"{failures} of {runs:,} interleavings broke a promise"
    if runs == 0:
        return "no interleaving was run"
    return f"no failure in {runs:,} interleavings: the rate is under 3/{runs:,} = {3 / runs:.2g} at 95 %"


def described(failure: Result, *, long: bool) -> str:
    """Describe a failure for whoever has to understand it: its seed, its fewest steps, what happened."""
    again = f"python -m tests.simulator --runs 1 --seed {failure['seed']}{' --long' if long else ''}"
    steps = "\n".join(f"    {line}" for line in failure["told"])
    log = "\n".join(f"    {line}" for line in failure["log"])
    told = f"seed {failure['seed']}: {failure['broken']}\n  fewest steps:\n{steps}\n  log:\n{log}\n"
    return f"{told}  again: {again}\n"
