# SPDX-License-Identifier: AGPL-3.0-or-later
"""Snapshots of an account's keys: logged at each change, and restored after an older backup was put back.

A password or passkey that was removed must not open the account again, and its replacement
must: so each change logs the complete keys with a version number. A snapshot holds what the
database holds: hashes and sealed slots.
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
    """Increase the version of an account's keys, and log a snapshot of them once this is committed."""
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
    """Replace the keys of an account by those of a newer snapshot."""
    for name, value in _read(Account, line["account"]).items():
        setattr(account, name, value)
    for name, table in KEY_TABLES.items():
        session.execute(delete(table).where(table.account_id == account.id))
        session.add_all(table(**_read(table, row)) for row in line[name])
    session.flush()


def _row_values(row: Base, names: tuple[str, ...] = ()) -> Row:
    """Convert a row to values JSON can hold."""
    wanted = names or [column.key for column in inspect(type(row)).columns]
    return {name: _plain(getattr(row, name)) for name in wanted}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return wire.to_base64url(value)
    return value.isoformat() if isinstance(value, datetime) else value


def _read(table: type[Base], values: Row) -> Row:
    """Convert such values back; a column added since keeps its default."""
    columns = {column.key: column.type for column in inspect(table).columns}
    return {name: _of(columns[name], value) for name, value in values.items() if name in columns}


def _of(kind: object, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, LargeBinary):
        return wire.from_base64url(value)
    return datetime.fromisoformat(value) if isinstance(kind, Moment) else value
