# SPDX-License-Identifier: AGPL-3.0-or-later
"""The inner loop: ``dev.py check`` looks at what changed, ``dev.py check NAME`` at one part."""

from __future__ import annotations

import argparse

from dev.changes import ALWAYS_LEFT_OUT, Plan, changed, named, plan
from dev.checks import (
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
from dev.engines import ENGINES
from dev.installation import (
    build_pseudo_locale,
    build_webapp,
    make_environment,
    make_web_packages,
    needed_browser,
)
from dev.processes import npm, say
from dev.testing import NO_BROWSERS, journey_in, journeys


def check(options: argparse.Namespace) -> None:
    """Lint, types and unit tests of what changed since main, or of one named part."""
    made = plan(named(options.name) if options.name else changed())
    say(f"check: {made}")
    left_out = [*made.left_out, ALWAYS_LEFT_OUT]
    if not made.journeys:
        left_out += ["the journeys in browsers", "PostgreSQL"]
    say(f"left out: {'; '.join(left_out)}")
    make_environment("test")
    make_web_packages()
    npm("run", "generate")
    outcomes = two_at_a_time(static_checks(made)) + one_by_one(unit_tests(made))
    missing = [f"the journey in {one.name}" for one in ENGINES if made.in_other_engines and one.lacks()]
    summarise(outcomes, [*made.left_out, *missing], [])


def static_checks(made: Plan) -> list[Check]:
    checks = []
    if made.lint:
        checks.append(eslint(*in_webapp(made.lint)))
    if made.typescript:
        checks.append(TYPESCRIPT)
    if made.python:
        checks += [MYPY, RUFF, RUFF_FORMAT]
    if made.format:
        checks.append(prettier(*in_webapp(made.format)))
    return checks


def unit_tests(made: Plan) -> list[Check]:
    checks = []
    if plain := [path for path in made.pytest if not path.startswith(("tests/journeys", "tests/engines"))]:
        only = ["-k", "not postgresql", *NO_BROWSERS]
        # Workers start slowly, so one file does without them.
        workers = ["-n", "auto"] if len(plain) > 1 or not plain[0].endswith(".py") else []
        checks.append(python("pytest", "pytest", "-q", *workers, *only, *plain))
    if made.vitest:
        checks.append(web("vitest", "vitest", "--", "run", "--passWithNoTests", *in_webapp(made.vitest)))
    if made.related:
        words = ["related", "--run", "--passWithNoTests", *in_webapp(made.related)]
        checks.append(web("vitest related", "vitest", "--", *words))
    if made.journeys:
        browser = needed_browser()
        build_webapp()
        build_pseudo_locale()
        checks.append(journeys(browser, *made.journeys))
    if made.in_other_engines:
        build_webapp()
        checks += [journey_in(one) for one in ENGINES if not one.lacks()]
    return checks


def in_webapp(paths: list[str]) -> list[str]:
    """As tools see them that run in webapp/."""
    return [path.removeprefix("webapp").removeprefix("/") or "." for path in paths]
