# SPDX-License-Identifier: AGPL-3.0-or-later
"""The deep forms of the tests: ``dev.py soak``. What they do is in bench/soak.py."""

from __future__ import annotations

import argparse

from dev.installation import make_environment, make_web_packages
from dev.processes import PYTHON, call


def soak(options: argparse.Namespace) -> None:
    """Go on where the last soak stopped, for some hours, until Ctrl-C, or until something is found."""
    make_environment("test")
    make_web_packages()
    name = [options.name] if options.name else []
    hours = ["--hours", str(options.hours)] if options.hours else []
    call(PYTHON, "-m", "bench.soak", *name, *hours)
