# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a run of the simulator says in the end."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.simulator.report import ENOUGH, Report, bound
from tests.simulator.workers import orders

MET = ["an answer lost", "a restore"]


def passed(seed: int, met: list[str]) -> dict[str, Any]:
    return {"seed": seed, "ok": True, "requests": 30, "met": met}


def run_of(seeds: range, met: list[str]) -> Iterator[dict[str, Any]]:
    yield {"ingredients": MET}
    for seed in seeds:
        yield passed(seed, met)


@pytest.fixture
def told() -> list[str]:
    return []


def report_of(told: list[str], runs: int) -> Report:
    return Report(1, runs, long=False, tell=told.append)


def test_a_run_without_failure_says_under_which_rate_failures_are(told: list[str]) -> None:
    report = report_of(told, ENOUGH)
    report.take(run_of(range(1, ENOUGH + 1), MET))
    report.end()

    assert report.is_well()
    assert told[-1] == "no failure in 1,000 interleavings: the rate is under 3/1,000 = 0.003 at 95 %"
    assert "an answer lost 1,000, a restore 1,000" in told[-2]


def test_the_rule_of_three_is_what_makes_95_percent() -> None:
    for runs in (20_000, 1_000_000):
        assert (1 - 3 / runs) ** runs < 0.05
        assert f"{3 / runs:.2g}" in bound(runs, 0)


def test_what_never_happened_is_said_and_fails_the_run(told: list[str]) -> None:
    report = report_of(told, ENOUGH)
    report.take(run_of(range(1, ENOUGH + 1), ["an answer lost"]))
    report.end()

    assert not report.is_well()
    assert "never happened, so nothing is proved about it: a restore" in told


def test_a_few_interleavings_need_not_hold_everything(told: list[str]) -> None:
    report = report_of(told, 5)
    report.take(run_of(range(1, 6), []))

    assert report.is_well()


def test_one_broken_promise_is_told_with_its_seed_and_nothing_is_concluded(told: list[str]) -> None:
    broken = {"seed": 2, "broken": "words lost: k0001", "told": ["phone write"], "log": ["phone write"]}
    report = report_of(told, 2)
    report.take(iter([passed(1, MET), passed(2, MET) | {"ok": False}, broken]))
    report.end()

    assert not report.is_well()
    assert any("seed 2: words lost: k0001" in line and "--seed 2" in line for line in told)
    assert told[-1] == "1 of 2 interleavings broke a promise"


def test_a_soak_goes_on_with_the_first_seed_that_was_not_run(told: list[str]) -> None:
    report = report_of(told, 100)
    report.take(passed(seed, MET) for seed in (1, 2, 4, 6, 3))

    assert report.next == 5


def test_lanes_share_the_seeds_and_leave_none_out() -> None:
    shared = orders(7, 10, 3)
    seeds = sorted(seed for one in shared for seed in range(one["from"], one["to"], one["every"]))

    assert seeds == list(range(7, 17))
    assert len(orders(1, 1, 4)) == 1
