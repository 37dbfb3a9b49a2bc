# SPDX-License-Identifier: AGPL-3.0-or-later
"""A check passes or fails. Run one after another or two at a time; summed up at the end."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from dev.installation import build_pseudo_locale, build_webapp
from dev.processes import PYTHON, Stop, Tell, listen, npm, say


@dataclass(frozen=True)
class Check:
    """``action`` tells what it prints line by line, and raises Stop when the check fails."""

    name: str
    action: Callable[[Tell], None]


@dataclass(frozen=True)
class Outcome:
    """How one check ended. ``failure`` is None when it passed, else the last of what it printed."""

    name: str
    seconds: float
    failure: str | None = None

    def __str__(self) -> str:
        """One line for the summary."""
        return f"  {self.name:<14} {'failed' if self.failure else 'passed'} {self.seconds:6.0f} s"


def python(name: str, *words: str | Path, env: dict[str, str] | None = None) -> Check:
    """Something that runs as ``python -m …`` in our environment."""
    return Check(name, lambda tell: listen(PYTHON, "-m", *words, env=env, tell=tell))


def web(name: str, *words: str) -> Check:
    """One of the scripts of webapp/package.json; words after ``--`` are its own."""
    return Check(name, lambda tell: npm("run", "--silent", *words, tell=tell))


RUFF = python("ruff", "ruff", "check", ".")
RUFF_FORMAT = python("ruff format", "ruff", "format", "--check", ".")
MYPY = python("mypy", "mypy")
TYPESCRIPT = web("typescript", "tsc")
BUILD = Check("build", build_webapp)
BUILD_PSEUDO = Check("build:pseudo", build_pseudo_locale)


def eslint(*files: str) -> Check:
    """Of these files of webapp/, or of all."""
    return web("eslint", "eslint", "--", *(files or ["."]))


def prettier(*files: str) -> Check:
    """Of these files of webapp/, or of all."""
    return web("prettier", "prettier", "--", *(files or ["."]))


def run_check(check: Check, tell: Tell) -> Outcome:
    started = time.monotonic()
    try:
        check.action(tell)
    except Stop as stop:
        tell(str(stop))
        return Outcome(check.name, time.monotonic() - started, stop.last_words)
    return Outcome(check.name, time.monotonic() - started)


def one_by_one(checks: Iterable[Check]) -> list[Outcome]:
    """For what keeps all cores busy by itself; its output is seen as it comes."""
    return [shown(check) for check in checks]


def shown(check: Check) -> Outcome:
    say(f"\n=== {check.name}")
    outcome = run_check(check, say)
    say(str(outcome))
    return outcome


def two_at_a_time(checks: Iterable[Check]) -> list[Outcome]:
    """For what uses one core; the output of each is kept together and seen when it has ended."""
    speaking = threading.Lock()

    def collected(check: Check) -> Outcome:
        lines: list[str] = []
        outcome = run_check(check, lines.append)
        with speaking:
            say("\n".join([f"\n=== {check.name}", *lines, str(outcome)]))
        return outcome

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(collected, checks))


def summarise(outcomes: list[Outcome], left_out: list[str], missing: list[str]) -> None:
    """What failed once more, below everything else, then a line for each check; exit with 1 if one failed.

    ``left_out`` did not run because nobody asked for it, ``missing`` because this machine lacks something.
    """
    for one in outcomes:
        if one.failure is not None:
            say(f"\n=== The last of {one.name}\n{one.failure}")
    say("\n=== What ran")
    for one in outcomes:
        say(str(one))
    for what in [*left_out, *missing]:
        say(f"  did not run: {what}")
    failed = [one.name for one in outcomes if one.failure is not None]
    if os.environ.get("CI"):  # there nothing may be missing silently
        failed += missing
    if failed:
        say(f"\nfailed: {', '.join(failed)}")
    passed = len([one for one in outcomes if one.failure is None])
    say(f"\nchecks: {passed} passed, {len(failed)} failed")
    if failed:
        sys.exit(1)
