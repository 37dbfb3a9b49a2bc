# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything once: ``dev.py test``. What a newcomer runs, and CI."""

from __future__ import annotations

import argparse
import shutil
import time
from pathlib import Path

from dev.checks import (
    BUILD,
    BUILD_PSEUDO,
    MYPY,
    RUFF,
    RUFF_FORMAT,
    TYPESCRIPT,
    Check,
    eslint,
    one_by_one,
    prettier,
    python,
    summarise,
    two_at_a_time,
    web,
)
from dev.engines import ENGINES, Engine
from dev.installation import find_browser, make_environment, make_web_packages
from dev.processes import npm, say

NO_BROWSERS = ("--ignore=tests/journeys", "--ignore=tests/engines")
INTERLEAVINGS = 1000  # seeds 1 to this; `dev.py soak` goes on behind them


def test(_: argparse.Namespace) -> None:
    """Lint, types, build, unit tests, interleavings and browser journeys; ends by saying what ran."""
    started = time.monotonic()
    make_environment("test")
    make_web_packages()
    browser, missing = find_browser(), []
    if not browser:
        missing.append("journeys (no Chromium here; install one or name it in INTERLUDE_CHROMIUM)")
    if not has_postgresql():
        missing.append("the PostgreSQL half of pytest (no server binary here)")
    npm("run", "generate")  # once, before several need it at the same time
    outcomes = two_at_a_time(static_checks())
    missing += [
        f"one journey in {one.name} (no {', '.join(lacks)})" for one in ENGINES if (lacks := one.lacks())
    ]
    outcomes += one_by_one([*tests(), *([journeys(browser)] if browser else [])])
    outcomes += two_at_a_time([journey_in(one) for one in ENGINES if not one.lacks()])
    say(f"\nall of it: {(time.monotonic() - started) / 60:.1f} minutes")
    summarise(outcomes, [], missing)


def static_checks() -> list[Check]:
    """The longest first, so that two cores end at nearly the same time."""
    return [eslint(), TYPESCRIPT, BUILD, BUILD_PSEUDO, MYPY, prettier(), RUFF, RUFF_FORMAT]


def tests() -> list[Check]:
    """What runs code, without a browser. Each keeps all cores busy."""
    return [
        web("vitest", "test"),
        python("interleavings", "tests.simulator", "--runs", str(INTERLEAVINGS)),
        python("pytest", "pytest", "-q", "-n", "auto", *NO_BROWSERS, "tests"),
    ]


def journeys(browser: str, *which: str) -> Check:
    """Two at a time: a journey waits for its pages half of the time."""
    words = ["-q", "-n", "2", "--dist", "loadfile", *(which or ["tests/journeys"])]
    return python("in Chromium", "pytest", *words, env={"INTERLUDE_CHROMIUM": browser})


def journey_in(engine: Engine) -> Check:
    """The one journey that every engine makes; needs the built app."""
    return python(f"in {engine.name}", "pytest", "-q", "-k", engine.name, "tests/engines")


def has_postgresql() -> bool:
    return bool(shutil.which("postgres") or list(Path("/usr/lib/postgresql").glob("*/bin/postgres")))
