# SPDX-License-Identifier: AGPL-3.0-or-later
"""A soak goes on where it stopped."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.soak import State, Until, kept, note
from tests.simulator.report import Report

ALWAYS, NEVER = Until(0), Until(None)


def passed(seed: int) -> dict[str, Any]:
    return {"seed": seed, "ok": True, "requests": 30, "met": []}


def report() -> Report:
    return Report(1001, 10_000, long=False, tell=lambda _: None)


def taken(told: Iterator[dict[str, Any]], folder: Path, until: Until) -> State:
    state, taking = State("interleavings", folder, "code"), report()
    taking.take(kept(told, taking, state, 500, until))
    note(taking, state, 500)
    return State("interleavings", folder, "code")


def test_it_goes_on_behind_the_last_seed_and_adds_up_what_it_saw(tmp_path: Path) -> None:
    state = taken(map(passed, range(1001, 1031)), tmp_path, NEVER)

    assert state.next == 1031
    assert state.seen == {"runs": 530}


@pytest.mark.parametrize("until", [NEVER, ALWAYS])
def test_it_stops_when_a_broken_promise_was_told_and_begins_with_its_seed_the_next_time(
    tmp_path: Path, until: Until
) -> None:
    broken = {"seed": 1001, "broken": "words lost: k0001", "told": ["phone write"], "log": []}
    told = iter([passed(1001) | {"ok": False}, passed(1002), passed(1003), broken, passed(1004)])
    state = taken(told, tmp_path, until)

    assert state.next == 1001
    assert next(told) == passed(1004)


def test_it_stops_when_its_time_is_over(tmp_path: Path) -> None:
    assert taken(map(passed, range(1001, 1031)), tmp_path, ALWAYS).next == 1002


def test_what_was_seen_with_other_code_does_not_count_but_its_seeds_are_behind_us(tmp_path: Path) -> None:
    state = State("interleavings", tmp_path, "older")
    state.next, state.seen = 5000, {"runs": 4000}
    state.keep()

    assert State("interleavings", tmp_path, "newer").seen == {}
    assert State("interleavings", tmp_path, "newer").next == 5000


def test_its_figures_are_lines_to_paste(tmp_path: Path) -> None:
    state = State("faults", tmp_path, "code")
    state.figure("12 of 12", "all found")
    state.figure("12 of 12", "all found")

    lines = (tmp_path / "figures.md").read_text().splitlines()
    assert len(lines) == 2
    assert lines[0].endswith("| faults | 12 of 12 | all found | `code` |")
