# SPDX-License-Identifier: AGPL-3.0-or-later
"""The browser engines that one journey is made in besides Chromium, and what Debian calls what they need.

``python3 -m dev.engines`` prints the packages that this machine lacks; ``.ci/run`` installs them.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Engine:
    """``needs`` has, for each Debian package, a program of it or a pattern of a file of it."""

    name: str
    needs: dict[str, str]

    def lacks(self) -> list[str]:
        """The packages that are not on this machine."""
        return [package for package, file in self.needs.items() if not is_here(file)]


def is_here(file: str) -> bool:
    if not file.startswith("/"):
        return shutil.which(file) is not None
    return next(Path("/").glob(file.removeprefix("/")), None) is not None


FIREFOX = Engine("Firefox", {"firefox-esr": "firefox-esr"})
WEBKIT = Engine(
    "WebKit",
    {
        "webkit2gtk-driver": "WebKitWebDriver",
        "xvfb": "Xvfb",
        "python3-gi": "/usr/lib/python3/dist-packages/gi/__init__.py",
        "gir1.2-webkit2-4.1": "/usr/lib/*/girepository-1.0/WebKit2-4.1.typelib",
    },
)
ENGINES = (FIREFOX, WEBKIT)


if __name__ == "__main__":
    print(*(package for engine in ENGINES for package in engine.lacks()))
