# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mistakes built into the app on purpose, to see that the simulator finds them."""

from __future__ import annotations

import json
import subprocess
from contextlib import closing

from tests.simulator.workers import BUNDLES, WEBAPP, Result, build, orders, results


def faults() -> list[str]:
    """What the faults are called that can be built into the app (webapp/scripts/simulator-faults.mjs)."""
    told = "import { FAULTS } from './scripts/simulator-faults.mjs'"
    script = f"{told}; console.log(JSON.stringify(Object.keys(FAULTS)))"
    command = ["node", "--input-type=module", "-e", script]
    done = subprocess.run(command, cwd=WEBAPP, check=True, capture_output=True, text=True)
    named: list[str] = json.loads(done.stdout)
    return named


def found(fault: str, most: int, workers: int) -> Result | None:
    """Build this fault into the app; give the first failure among so many seeds, or None."""
    build(fault)
    ordered = orders(1, most, workers, page=str(BUNDLES / "fault" / "page.cjs"), shrink=False)
    with closing(results(ordered)) as told:
        return next((one for one in told if "broken" in one), None)


def described(failure: Result | None, most: int) -> str:
    """In one line: by which seed it was found, and which promise was broken."""
    if failure is None:
        return f"not in {most:,} interleavings"
    broken: str = failure["broken"]
    return f"seed {failure['seed']}, {broken.splitlines()[0]}"
