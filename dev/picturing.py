# SPDX-License-Identifier: AGPL-3.0-or-later
"""Make the README's pictures again: ``dev.py pictures``."""

from __future__ import annotations

import argparse

from dev.installation import build_webapp, make_environment, make_web_packages, needed_browser
from dev.processes import PYTHON, call


def pictures(_: argparse.Namespace) -> None:
    """From real screens of a fresh demo."""
    make_environment("test")
    make_web_packages()
    build_webapp()
    call(PYTHON, "-m", "tests.journeys.pictures", env={"INTERLUDE_CHROMIUM": needed_browser()})
