# SPDX-License-Identifier: Apache-2.0
"""A bar that says how far the making of the demo is."""

import sys
from typing import TextIO

WIDTH = 28


class Progress:
    """Counts steps and draws them on one line; one line for each tenth where nobody is watching."""

    def __init__(self, total: int, out: TextIO | None = None) -> None:
        """Take how many steps there will be."""
        self._total, self._done, self._out = total, 0, out or sys.stderr

    def step(self, what: str, count: int = 1) -> None:
        """Say that so many more steps are done, and what is being made."""
        before, self._done = self._done, min(self._done + count, self._total)
        if self._out.isatty():
            self._out.write(f"\r{self._line(what):<78}")
        elif before * 10 // self._total < self._done * 10 // self._total:
            self._out.write(self._line(what) + "\n")
        self._out.flush()

    def end(self) -> None:
        """Leave the line."""
        if self._out.isatty():
            self._out.write("\n")
            self._out.flush()

    def _line(self, what: str) -> str:
        filled = WIDTH * self._done // self._total
        bar = "█" * filled + "░" * (WIDTH - filled)
        return f"{bar} {self._done:>3} of {self._total}  {what}"
