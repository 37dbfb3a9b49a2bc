# SPDX-License-Identifier: Apache-2.0
"""How a login of this computer ends: whatever the server answers, it is forgotten here."""

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
    """End the login that is begun in the block where the block fails; the one before it goes on.

    So nothing is ever sent under a login whose account did not open.
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
