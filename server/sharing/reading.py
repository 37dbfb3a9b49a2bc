# SPDX-License-Identifier: AGPL-3.0-or-later
"""The feed of shares: those an account sent and those it received."""

from typing import Any

from sqlalchemy import Connection, CursorResult, bindparam, literal_column, select, union_all

from .. import clock
from ..http import pages
from .models import Share

_SHARE = Share.__table__
_COLUMNS = (
    _SHARE.c.pairing_id,
    _SHARE.c.share_id,
    _SHARE.c.from_id,
    _SHARE.c.to_id,
    _SHARE.c.revision,
    _SHARE.c.envelope,
    _SHARE.c.expires_at,
    _SHARE.c.kept_at,
    _SHARE.c.opened_at,
    _SHARE.c.opened_revision,
)


def _side(person: Any, position: Any) -> Any:
    """Select the shares an account sent, or those it received, after a position in its own feed.

    Each half has a limit of its own, so that neither reads more than a page.
    """
    half = (
        select(*_COLUMNS, position.label("position"))
        .where(person == bindparam("account"), position > bindparam("after"))
        .order_by(position)
        .limit(bindparam("most"))
    )
    return select(half.subquery())


_AFTER = (
    union_all(_side(_SHARE.c.from_id, _SHARE.c.from_position), _side(_SHARE.c.to_id, _SHARE.c.to_position))
    .order_by(literal_column("position"))
    .limit(bindparam("most"))
    .execution_options(stream_results=True, max_row_buffer=64)
)


def shares_after(connection: Connection, account_id: str, after: int, limit: int) -> CursorResult[Any]:
    """Return shares from or to an account after a position, one more than ``limit`` if there are more."""
    return connection.execute(_AFTER, {"account": account_id, "after": after, "most": limit + 1})


def row_json(row: Any) -> bytes:
    """Write a row of the feed as JSON."""
    return _written(row, row.position)


def author_row_json(share: Share) -> bytes:
    """Write a share as its author sees it."""
    return _written(share, share.from_position)


def _written(row: Any, position: int) -> bytes:
    over = row.expires_at is not None and row.expires_at <= clock.now()
    return (
        b'{"pairing_id":"%b","share_id":"%b","from_id":"%b","to_id":"%b","revision":%d,"envelope":%b,'
        b'"expires_at":%b,"attachment_ids":[],"position":%d,"kept_at":%b,"opened_at":%b,'
        b'"opened_revision":%b}'
        % (
            row.pairing_id.encode(),
            row.share_id.encode(),
            row.from_id.encode(),
            row.to_id.encode(),
            row.revision,
            pages.sealed_bytes(None if over else row.envelope),
            pages.moment(row.expires_at),
            position,
            pages.moment(row.kept_at),
            pages.moment(row.opened_at),
            b"null" if row.opened_revision is None else b"%d" % row.opened_revision,
        )
    )
