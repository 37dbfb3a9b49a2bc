# SPDX-License-Identifier: AGPL-3.0-or-later
"""A therapist's authenticator app, and a way to reuse its codes without waiting."""

from __future__ import annotations

from contextlib import closing

from interlude.keys.second_factor import code_of
from tests.running import Running


def digits_of(secret: str) -> str:
    """The six digits of this moment."""
    return code_of(secret)


def used_digits_are_long_ago(running: Running, login: str) -> None:
    """Mark the codes this login has used as used half an hour ago, since the server accepts each once.

    So a journey need not wait for the next code. ``tests/server/accounts/test_second_factor.py`` tests
    that a code is refused the second time.
    """
    whose = "account_id = (SELECT id FROM accounts WHERE login = ?)"
    with closing(running.database()) as database, database:
        moved = database.execute(f"UPDATE totps SET last_step = last_step - 60 WHERE {whose}", (login,))  # noqa: S608
        assert moved.rowcount == 1, "nobody has six digits by this name"
