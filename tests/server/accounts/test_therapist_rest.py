# SPDX-License-Identifier: AGPL-3.0-or-later
"""A therapist's login rests on the server when her app has locked: one number in two languages."""

import re
from pathlib import Path

from server.accounts.logins.rules import RESTS_AFTER

APP = Path(__file__).parents[3] / "webapp" / "src"


def test_the_app_locks_after_as_many_minutes_as_the_server_rests():
    sources = [path.read_text(encoding="utf-8") for path in APP.rglob("*.ts")]
    found = [
        int(at[1])
        for text in sources
        for at in re.finditer(r"^export const LONGEST_FOR_THERAPISTS = (\d+);", text, re.MULTILINE)
    ]

    assert [minutes * 60 for minutes in found] == [RESTS_AFTER.total_seconds()]
