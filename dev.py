#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Run and test Interlude on a fresh machine: ``python3 dev.py run`` and ``python3 dev.py test``.

``check`` is the quick look while one works, ``soak`` the long one for a night. Everything is
installed when it is first needed, inside this folder; a second start needs no network.
"""

from __future__ import annotations

import argparse
import sys

OLDEST_PYTHON = (3, 11)


def parser() -> argparse.ArgumentParser:
    from dev.checking import check
    from dev.picturing import pictures
    from dev.processes import ROOT
    from dev.serving import run
    from dev.soaking import soak
    from dev.testing import test

    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = made.add_subparsers(required=True)

    running = commands.add_parser("run", help="serve Interlude on this machine")
    running.add_argument("--demo", action="store_true", help="add a therapist and three patients to look at")
    running.add_argument("--port", type=int, default=8000)
    running.add_argument("--data", default=str(ROOT / "data"), metavar="DIR", help="where the database lives")
    running.set_defaults(action=run)

    checking = commands.add_parser("check", help="lint, types and unit tests of what changed, or of one part")
    checking.add_argument(
        "name", nargs="?", help="a path, or a folder of tests/ or webapp/src/, e.g. journal"
    )
    checking.set_defaults(action=check)

    commands.add_parser("test", help="check everything once").set_defaults(action=test)

    soaking = commands.add_parser("soak", help="the deep forms of the tests, going on where they stopped")
    soaking.add_argument("name", nargs="?", help="one of them (python -m bench.soak --help); all if left out")
    soaking.add_argument("--hours", type=float, help="stop after so many; Ctrl-C stops too")
    soaking.set_defaults(action=soak)

    commands.add_parser("pictures", help="make the README's pictures again").set_defaults(action=pictures)
    return made


def main() -> None:
    if sys.version_info < OLDEST_PYTHON:
        sys.exit("Interlude needs Python 3.11 or newer.")
    from dev.processes import Stop

    options = parser().parse_args()
    try:
        options.action(options)
    except Stop as stop:
        sys.exit(str(stop))
    except KeyboardInterrupt:
        sys.exit("Stopped.")


if __name__ == "__main__":
    main()
