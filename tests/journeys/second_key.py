# SPDX-License-Identifier: AGPL-3.0-or-later
"""The app with six digits in a therapist's other hand, and a server that need not be waited for."""

from __future__ import annotations

from contextlib import closing

from interlude.keys.second_factor import code_of
from tests.running import Running


def digits_of(secret: str) -> str:
    """The six digits of this moment."""
    return code_of(secret)


def used_digits_are_long_ago(running: Running, login: str) -> None:
    """The server takes each code once: what this name used up counts as used half an hour ago.

    So nobody waits until her app shows the next one. That a code is refused the second time is asked in
    ``tests/server/accounts/test_second_factor.py``.
    """
    whose = "account_id = (SELECT id FROM accounts WHERE login = ?)"
    with closing(running.database()) as database, database:
        moved = database.execute(f"UPDATE totps SET last_step = last_step - 60 WHERE {whose}", (login,))  # noqa: S608
        assert moved.rowcount == 1, "nobody has six digits by this name"
