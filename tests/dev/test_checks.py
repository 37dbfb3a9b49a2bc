# SPDX-License-Identifier: AGPL-3.0-or-later
"""How checks end, and what is read again of one that failed."""

import sys

import pytest

from dev.checks import Check, Outcome, one_by_one, summarise, two_at_a_time
from dev.processes import LAST_LINES, LastWords, Stop, listen


def failing(lines: list[str]) -> Check:
    script = f"import sys; print({chr(10).join(lines)!r}); sys.exit(3)"
    return Check("pytest", lambda tell: listen(sys.executable, "-c", script, tell=tell))


def passing(name: str) -> Check:
    return Check(name, lambda tell: tell(f"the words of {name}"))


def test_a_failing_test_is_named_again_however_much_was_printed_after_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    outcomes = one_by_one([failing(["FAILED tests/test_x.py::test_y - boom", *map(str, range(500))])])
    capsys.readouterr()

    with pytest.raises(SystemExit) as ended:
        summarise(outcomes, [], [])

    said = capsys.readouterr().out
    assert ended.value.code == 1
    assert "FAILED tests/test_x.py::test_y - boom\n440\n441" in said
    assert said.rstrip().endswith("failed: pytest\n\nchecks: 0 passed, 1 failed")


@pytest.mark.parametrize(
    "line",
    [
        "FAILED tests/server/test_x.py::test_y - assert 1 == 2",
        "ERROR tests/server/test_x.py - ImportError",
        " FAIL  |node| src/sync/writing.test.ts > an edit > waits",
        "seed 757: words lost: k0004",
    ],
)
def test_each_way_to_name_a_failing_test_is_known(line: str) -> None:
    words = LastWords()
    for one in [line, *["filling"] * LAST_LINES]:
        words.add(one)

    assert str(words).splitlines()[0] == line


def test_two_at_a_time_keep_the_words_of_each_together(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = two_at_a_time([failing(["first", "second"]), passing("ruff"), passing("mypy")])

    said = capsys.readouterr().out
    assert [one.name for one in outcomes] == ["pytest", "ruff", "mypy"]
    assert [one.failure is None for one in outcomes] == [False, True, True]
    assert "=== pytest\nfirst\nsecond\n" in said
    assert "=== mypy\nthe words of mypy\n" in said


def test_each_line_of_the_summary_has_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    summarise([Outcome("vitest", 181.2)], ["the journeys"], [])

    said = capsys.readouterr().out
    assert "vitest         passed    181 s" in said
    assert "did not run: the journeys" in said


def test_in_ci_nothing_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    summarise([], [], ["PostgreSQL"])

    monkeypatch.setenv("CI", "true")
    with pytest.raises(SystemExit):
        summarise([], [], ["PostgreSQL"])


def test_a_quiet_command_speaks_when_it_fails() -> None:
    with pytest.raises(Stop, match="why"):
        listen(sys.executable, "-c", "print('why'); raise SystemExit(1)", tell=None)
