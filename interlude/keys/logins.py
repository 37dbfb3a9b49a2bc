# SPDX-License-Identifier: Apache-2.0
"""Ending a login of this computer: the token is forgotten whatever the server answers."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from interlude import errors
from interlude.api.connection import Connection


def end(connection: Connection) -> None:
    """End the login of a connection; its token is forgotten, also where the server refuses that."""
    try:
        connection.delete("/api/logins/current")
    finally:
        connection.token = None


@contextmanager
def only_if_it_opens(connection: Connection) -> Iterator[None]:
    """If the block fails, end the login that was begun in it and return to the one before.

    So nothing is ever sent under a login whose account could not be unlocked.
    """
    before = connection.token
    try:
        yield
    except Exception:
        if connection.token not in (None, before):
            with suppress(errors.InterludeError):
                end(connection)
        connection.token = before
        raise
