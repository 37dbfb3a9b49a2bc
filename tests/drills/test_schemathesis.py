# SPDX-License-Identifier: AGPL-3.0-or-later
"""Malformed and strange requests for every role, against the running app: never an answer of 5xx."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import ROOT, SOAK, Running
from tests.signed_up import register, sign_in

EXAMPLES = 5 * SOAK  # for each endpoint and role, beside the boundary values, which are all tried each time
SEED = os.environ.get("SCHEMATHESIS_SEED", "20261122")
OWN_LOGIN = r"/api/logins/(\{login_id\}|current$)"  # ending one's own login would end the drill

ROLES = ["anonymous", "patient", "therapist"]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data: Path = tmp_path_factory.mktemp("schemathesis") / "data"
    data.mkdir()
    practice = data / "practice.json"
    practice.write_text(json.dumps({"name": "Practice", "registration": "open", "help": []}))
    with Running(data, env={"INTERLUDE_PRACTICE_FILE": str(practice)}) as started:
        yield started


def headers_of(running: Running, role: str) -> list[str]:
    if role == "anonymous":
        return []
    return ["-H", f"Authorization: Bearer {sign_in(running, register(running, role))}"]


@pytest.mark.parametrize("role", ROLES)
def test_no_request_of_any_role_makes_the_server_fail(running: Running, role: str, tmp_path: Path) -> None:
    command = [Path(sys.executable).parent / "schemathesis", "run", f"{running.url}/api/openapi.json"]
    options = ["--checks", "not_a_server_error", "--continue-on-failure", "--no-color", "--seed", SEED]
    bounds = ["--max-examples", str(EXAMPLES), "--request-timeout", "10", "--phases", "coverage,fuzzing"]
    left_out = ["--exclude-path-regex", OWN_LOGIN] if role != "anonymous" else []

    done = subprocess.run(
        [*command, *options, *bounds, *left_out, *headers_of(running, role)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
    )

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "5xx" not in done.stdout
