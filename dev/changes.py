# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed, or was named, and which checks concern it. Nothing runs here."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from dev.processes import ROOT, Stop

TYPED = (".ts", ".tsx", ".mts", ".mjs", ".js")
LINTED = (*TYPED, ".css")
FORMATTED = (*LINTED, ".html", ".json")
NOT_OURS = {"node_modules", "generated", "__pycache__", "dist"}

# Which tests concern a path, by its prefix; the first match counts. None: too many tests to run.
CONCERNED: tuple[tuple[str, tuple[str, ...] | None], ...] = (
    ("server/", ("tests/server",)),
    ("interlude/payloads", ("tests/protocol", "tests/library")),
    ("interlude/", ("tests/library", "tests/protocol")),
    ("PROTOCOL.md", ("tests/protocol",)),
    ("SECURITY.md", ("tests/protocol",)),
    ("dev", ("tests/dev",)),
    ("bench/", ("tests/dev",)),
    ("requirements/", None),
    ("setup.cfg", None),
    ("pyproject.toml", None),
)
ALWAYS_LEFT_OUT = "the interleavings, the build"


@dataclass
class Plan:
    """What `dev.py check` is going to do. Paths are relative to the root of the project."""

    python: bool = False
    typescript: bool = False
    pytest: list[str] = field(default_factory=list)
    lint: list[str] = field(default_factory=list)  # files and folders of the web app
    format: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)  # sources whose tests Vitest finds by their imports
    vitest: list[str] = field(default_factory=list)  # test files and folders
    left_out: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """In one line for a person."""
        said = []
        if self.python:
            said.append("ruff, mypy")
        if self.pytest:
            said.append("pytest " + " ".join(self.pytest))
        if self.format:
            said.append(f"prettier ({counted(self.format)})")
        if self.lint:
            said.append(f"eslint ({counted(self.lint)})")
        if self.typescript:
            said.append("tsc")
        if self.vitest:
            said.append("vitest " + " ".join(self.vitest))
        if self.related:
            said.append(f"vitest related to {counted(self.related)}")
        return "; ".join(said) or "nothing"

    @property
    def journeys(self) -> list[str]:
        """Those of ``pytest`` that need a browser."""
        return [path for path in self.pytest if path.startswith("tests/journeys")]

    @property
    def in_other_engines(self) -> bool:
        """Whether the journey in Firefox and WebKit is among ``pytest``."""
        return any(path.startswith("tests/engines") for path in self.pytest)


def counted(paths: list[str]) -> str:
    return paths[0] if len(paths) == 1 else f"{len(paths)} files"


def plan(paths: Iterable[str], root: Path = ROOT) -> Plan:
    """Decide by the paths alone: files or folders, existing or deleted, relative to ``root``."""
    made = Plan()
    for path in paths:
        if path.startswith("webapp"):
            _of_the_web_app(made, path, root)
        else:
            _of_python(made, path, root)
    made.pytest = without_inner(made.pytest)
    made.vitest = without_inner(made.vitest)
    return made


def _of_the_web_app(made: Plan, path: str, root: Path) -> None:
    at = root / path
    made.typescript |= at.is_dir() or path.endswith(TYPED)
    if not at.exists():
        return
    if at.is_dir():
        made.lint.append(path)
        made.format.append(path)
        made.vitest.append(path)
        return
    if path.endswith(FORMATTED):
        made.format.append(path)
    if path.endswith(LINTED):
        made.lint.append(path)
    if not path.endswith(TYPED):
        return
    if ".test." in path:
        made.vitest.append(path)
    elif path.startswith("webapp/src/"):
        made.related.append(path)


def _of_python(made: Plan, path: str, root: Path) -> None:
    at = root / path
    made.python |= at.is_dir() or path.endswith((".py", ".toml", ".cfg"))
    if path == "tests" or path.startswith("tests/"):
        _of_tests(made, path, root)
        return
    concerned = next((tests for start, tests in CONCERNED if f"{path}/".startswith(start)), ())
    if concerned is None:
        made.left_out.append(f"everything that {path} is for (dev.py test)")
        return
    made.pytest += [closest(path, tests, root) for tests in concerned if (root / tests).exists()]


def _of_tests(made: Plan, path: str, root: Path) -> None:
    """A test runs; what tests use runs the folder it is in, but all of tests/ is too much."""
    parts = PurePosixPath(path)
    if (root / path).is_dir() or parts.name.startswith("test_"):
        if (root / path).exists():
            made.pytest.append(path)
    elif str(parts.parent) == "tests":
        made.left_out.append(f"everything that uses {path} (dev.py test)")
    else:
        made.pytest.append(str(parts.parent))


def closest(path: str, tests: str, root: Path) -> str:
    """The tests named after it or the nearest of its folders, else all of them.

    Of server/http/throttle.py that is tests/server/http/test_throttle.py.
    """
    inner = PurePosixPath(path).parts[1:]
    for depth in range(len(inner), 0, -1):
        at = PurePosixPath(tests, *inner[:depth])
        for found in (at, at.with_name(f"test_{at.stem}.py")):
            if (root / found).exists():
                return str(found)
    return tests


def without_inner(paths: Iterable[str]) -> list[str]:
    """Each once, and none that lies in another."""
    kept = sorted(set(paths))
    return [path for path in kept if not any(path.startswith(f"{other}/") for other in kept)]


# --- what changed, and what is called by a name ---------------------------------------------


def changed() -> list[str]:
    """Files that differ from where this branch left main, also what is not committed or not yet known to git.

    :raises Stop: when this is no checkout of git
    """
    base = next((at for name in ("main", "origin/main") if (at := git("merge-base", "HEAD", name))), ["HEAD"])
    if not git("rev-parse", "HEAD"):
        raise Stop("What changed is asked of git, and this folder is no checkout. Name a part to check.")
    return sorted({*git("diff", "--name-only", base[0]), *git("ls-files", "--others", "--exclude-standard")})


def git(*words: str) -> list[str]:
    """The lines of its answer; none if it refuses."""
    command = ["git", "-c", "core.quotepath=off", *words]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return []
    return done.stdout.split("\n")[:-1] if done.returncode == 0 else []


def named(name: str, root: Path = ROOT) -> list[str]:
    """The paths called by a name: a path, or every folder of that name under tests/ and webapp/src/.

    :raises Stop: when there is none, with all the names there are
    """
    at = (root / name).resolve()
    if at.exists() and at.is_relative_to(root) and at != root:
        return [at.relative_to(root).as_posix()]
    parts = parts_of(root)
    if name not in parts:
        raise Stop(f"Nothing is called “{name}”. Name a path, or one of: {', '.join(sorted(parts))}")
    return parts[name]


def parts_of(root: Path = ROOT) -> dict[str, list[str]]:
    """What may be named: folders that hold tests, by their own name; in both languages if both have one."""
    parts: dict[str, list[str]] = {"server": ["server"], "interlude": ["interlude"], "webapp": ["webapp"]}
    for start, pattern in (("tests", "test_*.py"), ("webapp/src", "*.test.*")):
        for folder in sorted(path for path in (root / start).rglob("*") if path.is_dir()):
            if not NOT_OURS & set(folder.parts) and next(folder.rglob(pattern), None):
                paths = parts.setdefault(folder.name, [])
                paths.append(folder.relative_to(root).as_posix())
    return parts
