# SPDX-License-Identifier: AGPL-3.0-or-later
"""The summary an account may read of itself."""

from typing import Any

from sqlalchemy import Connection, bindparam, select

from ..http.problems import NotFound
from ..storage.feed import Stream
from .models import Account

_ACCOUNT = Account.__table__
_STREAM = Stream.__table__
_SUMMARY = (
    select(*(_ACCOUNT.c[name] for name in ("id", "role", "login", "created_at")))
    .add_columns(_STREAM.c.epoch, _STREAM.c.head)
    .join(_STREAM, _STREAM.c.account_id == _ACCOUNT.c.id)
    .where(_ACCOUNT.c.id == bindparam("account"))
)


def account_summary(connection: Connection, account_id: str) -> Any:
    """Return what an account may see of itself, and where its feed is.

    :raises NotFound: when it has just been deleted.
    """
    row = connection.execute(_SUMMARY, {"account": account_id}).one_or_none()
    if row is None:
        raise NotFound
    return row
