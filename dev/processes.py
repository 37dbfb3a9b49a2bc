# SPDX-License-Identifier: AGPL-3.0-or-later
"""Run other programs: with our own tools first on the path, their output shown and its end kept."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import deque
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEBAPP = ROOT / "webapp"
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

LAST_LINES = 60  # of a failed command, repeated at the end
MOST_NAMED = 40  # names of failing tests shown before them
FAILING = re.compile(
    r"\s*(FAILED|ERROR|FAIL) +\S|seed \d+: "
)  # as pytest, Vitest and the simulator name them

Tell = Callable[[str], None]


class Stop(Exception):
    """Something this machine lacks or a command that failed, as one sentence for a person."""

    def __init__(self, sentence: str, last_words: str = "") -> None:
        """``last_words`` are the last lines of what failed, to be read again at the very end."""
        super().__init__(sentence)
        self.last_words = last_words or sentence


class LastWords:
    """What is worth reading again of a long output: lines that name a failing test, and the last ones."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.lines: deque[str] = deque(maxlen=LAST_LINES)
        self.named: deque[str] = deque(maxlen=MOST_NAMED)

    def add(self, line: str) -> None:
        """Take the next line; one that scrolls out of the last lines is kept if it names a failing test."""
        if len(self.lines) == LAST_LINES and FAILING.match(self.lines[0]):
            self.named.append(self.lines[0])
        self.lines.append(line)

    def __str__(self) -> str:
        """Everything kept, in the order it was printed."""
        return "\n".join([*dict.fromkeys(self.named), *self.lines])


def say(text: str) -> None:
    print(text, flush=True)


def call(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run a command to its end, with this terminal as its own. Ctrl-C is for the command to answer.

    :raises Stop: when it fails
    """
    words = [str(word) for word in command]
    with subprocess.Popen(words, cwd=cwd, env=environment(env)) as process:
        while process.returncode is None:
            try:
                process.wait()
            except KeyboardInterrupt:
                continue
    if process.returncode:
        raise Stop(ended(words, process.returncode))


def listen(
    *command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None, tell: Tell | None = say
) -> None:
    """Run a command to its end and tell each line it prints. With ``tell=None`` it only shows when it fails.

    :raises Stop: when it fails, with the last lines it printed
    """
    words = [str(word) for word in command]
    last_words = LastWords()
    with subprocess.Popen(
        words,
        cwd=cwd,
        env=environment({"PYTHONUNBUFFERED": "1", "NO_COLOR": "1", **(env or {})}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            last_words.add(line.rstrip("\n"))
            if tell:
                tell(line.rstrip("\n"))
    if process.returncode:
        sentence = ended(words, process.returncode)
        raise Stop(sentence if tell else f"{last_words}\n{sentence}", last_words=str(last_words))


def ended(words: list[str], code: int) -> str:
    return f"'{' '.join(words)}' ended with {code}."


def environment(extra: dict[str, str] | None = None) -> dict[str, str]:
    """Our own tools first on the path, no installer chatter."""
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **(extra or {})}


def found(program: str) -> str | None:
    """Where a program is, ours before the machine's."""
    return shutil.which(program, path=environment()["PATH"])


def npm(*words: str, tell: Tell | None = None) -> None:
    listen(found("npm") or "npm", *words, cwd=WEBAPP, tell=tell)
