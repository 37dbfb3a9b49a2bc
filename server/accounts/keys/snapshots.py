# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ways into an account as a whole: written down at each change, and put back after a restored backup.

A password or a passkey somebody took away must not open the account again, and the one
that took its place must: so each change is written down whole, with its number. What is
written is what the database holds of it, hashes and sealed slots.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, delete, inspect, select
from sqlalchemy.orm import Session

from ...http import wire
from ...storage import revocations
from ...storage.database import Base, Moment
from ..models import Account, Passkey, Slot, Totp

Row = dict[str, Any]

KEY_TABLES: dict[str, type[Slot | Passkey | Totp]] = {"slots": Slot, "passkeys": Passkey, "totps": Totp}
ACCOUNT_COLUMNS = ("login", "auth_hash", "recovery_hash", "keys_version")


def record_keys(session: Session, account: Account) -> None:
    """Number a change of the ways into an account, and have all of them written down once it is committed."""
    account.keys_version += 1
    session.flush()
    mine = {
        name: session.scalars(select(table).where(table.account_id == account.id))
        for name, table in KEY_TABLES.items()
    }
    revocations.record(
        session,
        revocations.KEYS_REPLACED,
        account_id=account.id,
        account=_row_values(account, ACCOUNT_COLUMNS),
        **{name: [_row_values(row) for row in rows] for name, rows in mine.items()},
    )


def restore_keys(session: Session, account: Account, line: Row) -> None:
    """Put newer ways in the place of those an account has."""
    for name, value in _read(Account, line["account"]).items():
        setattr(account, name, value)
    for name, table in KEY_TABLES.items():
        session.execute(delete(table).where(table.account_id == account.id))
        session.add_all(table(**_read(table, row)) for row in line[name])
    session.flush()


def _row_values(row: Base, names: tuple[str, ...] = ()) -> Row:
    """Write a row as JSON can hold it."""
    wanted = names or [column.key for column in inspect(type(row)).columns]
    return {name: _plain(getattr(row, name)) for name in wanted}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return wire.to_base64url(value)
    return value.isoformat() if isinstance(value, datetime) else value


def _read(table: type[Base], values: Row) -> Row:
    """Read it back; a column added since keeps its default."""
    columns = {column.key: column.type for column in inspect(table).columns}
    return {name: _of(columns[name], value) for name, value in values.items() if name in columns}


def _of(kind: object, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, LargeBinary):
        return wire.from_base64url(value)
    return datetime.fromisoformat(value) if isinstance(kind, Moment) else value
