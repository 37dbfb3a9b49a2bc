# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `dev.py check` decides to run, by the paths alone."""

from pathlib import Path

import pytest

from dev.changes import named, parts_of, plan
from dev.processes import Stop

FILES = (
    "server/journal/rules.py",
    "server/http/throttle.py",
    "server/clock.py",
    "interlude/archive/open.py",
    "tests/running.py",
    "tests/server/http/test_throttle.py",
    "tests/server/people.py",
    "tests/server/journal/test_keep_entry.py",
    "tests/server/journal/sealed.py",
    "tests/library/test_archive.py",
    "tests/protocol/test_vectors.py",
    "tests/journeys/test_locked.py",
    "webapp/src/sync/entries/writing.ts",
    "webapp/src/sync/writing.test.ts",
    "webapp/src/features/journal/page.tsx",
    "webapp/src/features/journal/page.test.tsx",
    "webapp/src/ui/page/paper.css",
    "webapp/node_modules/other/other.test.ts",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.parametrize(
    ("changed", "tests"),
    [
        ("server/journal/rules.py", "tests/server/journal"),
        ("server/http/throttle.py", "tests/server/http/test_throttle.py"),
        ("server/clock.py", "tests/server"),
        ("interlude/archive/open.py", "tests/library/test_archive.py"),
        ("tests/server/journal/test_keep_entry.py", "tests/server/journal/test_keep_entry.py"),
        ("tests/server/journal/sealed.py", "tests/server/journal"),
        ("server", "tests/server"),
        ("tests/journeys", "tests/journeys"),
    ],
)
def test_a_change_of_python_runs_the_tests_closest_to_it(root: Path, changed: str, tests: str) -> None:
    made = plan([changed], root)

    assert tests in made.pytest
    assert made.python
    assert not made.typescript


def test_a_change_of_typescript_runs_the_tests_that_import_it(root: Path) -> None:
    made = plan(["webapp/src/sync/entries/writing.ts", "webapp/src/ui/page/paper.css"], root)

    assert made.related == ["webapp/src/sync/entries/writing.ts"]
    assert made.lint == ["webapp/src/sync/entries/writing.ts", "webapp/src/ui/page/paper.css"]
    assert made.format == ["webapp/src/sync/entries/writing.ts", "webapp/src/ui/page/paper.css"]
    assert made.typescript
    assert not made.python
    assert made.pytest == []


def test_a_test_that_changed_runs_itself(root: Path) -> None:
    assert plan(["webapp/src/sync/writing.test.ts"], root).vitest == ["webapp/src/sync/writing.test.ts"]


def test_of_a_file_that_is_gone_the_types_are_asked_who_needed_it(root: Path) -> None:
    made = plan(["webapp/src/sync/gone.ts", "tests/server/test_gone.py"], root)

    assert made.typescript
    assert (made.related, made.vitest, made.lint, made.pytest) == ([], [], [], [])


def test_what_nearly_all_tests_use_is_left_to_all_tests_and_said(root: Path) -> None:
    made = plan(["tests/running.py", "setup.cfg"], root)

    assert made.pytest == []
    assert len(made.left_out) == 2
    assert "tests/running.py" in made.left_out[0]


def test_nothing_runs_twice(root: Path) -> None:
    made = plan(["server/clock.py", "server/http/throttle.py", "server/journal/rules.py"], root)

    assert made.pytest == ["tests/server"]


def test_a_change_of_words_runs_nothing(root: Path) -> None:
    assert str(plan(["README.md"], root)) == "nothing"


def test_one_name_means_both_languages(root: Path) -> None:
    assert named("journal", root) == ["tests/server/journal", "webapp/src/features/journal"]
    assert named("library", root) == ["tests/library"]
    assert named("server", root) == ["server"]
    assert named("webapp/src/sync/writing.test.ts", root) == ["webapp/src/sync/writing.test.ts"]


def test_an_unknown_name_is_answered_with_the_names_there_are(root: Path) -> None:
    with pytest.raises(Stop, match=r"Nothing is called “jurnal”.*journal, .*sync, webapp"):
        named("jurnal", root)


def test_only_folders_that_hold_tests_are_parts(root: Path) -> None:
    assert "ui" not in parts_of(root)
    assert "other" not in parts_of(root)
