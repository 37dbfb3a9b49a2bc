# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules of a journal: storing one or many entries, and reading from a position.

These endpoints are the busiest, so they use Core statements built once. The account id
is always part of the key; no query looks up an entry by its id alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, CursorResult, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from .. import clock
from ..config import Quotas
from ..http import pages
from ..http.problems import InvalidRequest, StaleRevision
from ..storage import feed
from ..storage.quotas import Usage
from .models import Entry

_ENTRY = Entry.__table__
_COLUMNS = (
    _ENTRY.c.entry_id,
    _ENTRY.c.revision,
    _ENTRY.c.envelope,
    _ENTRY.c.deleted,
    _ENTRY.c.position,
    _ENTRY.c.kept_at,
)
_STORED = select(*_COLUMNS).where(
    _ENTRY.c.account_id == bindparam("account"), _ENTRY.c.entry_id.in_(bindparam("ids", expanding=True))
)
_AFTER = (
    select(*_COLUMNS)
    .where(_ENTRY.c.account_id == bindparam("account"), _ENTRY.c.position > bindparam("after"))
    .order_by(_ENTRY.c.position)
    .limit(bindparam("most"))
    .execution_options(stream_results=True, max_row_buffer=64)
)
_BEFORE = (
    select(*_COLUMNS)
    .where(_ENTRY.c.account_id == bindparam("account"), _ENTRY.c.position < bindparam("before"))
    .order_by(_ENTRY.c.position.desc())
    .limit(bindparam("most"))
    .execution_options(stream_results=True, max_row_buffer=64)
)
_BEYOND = 2**53  # above every possible position (PROTOCOL §2)
_REPLACED = ("revision", "envelope", "deleted", "position", "kept_at")


def _upsert(dialect: Any) -> Any:
    insert = dialect.insert(_ENTRY)
    return insert.on_conflict_do_update(
        index_elements=["account_id", "entry_id"],
        set_={name: insert.excluded[name] for name in _REPLACED},
    )


_KEEP = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}


@dataclass(frozen=True)
class Receipt:
    """The revision of an entry that the server now has, and its position in the feed."""

    entry_id: str
    revision: int
    position: int


def keep_entry(
    connection: Connection, account_id: str, entry: dict[str, Any], quotas: Quotas | None = None
) -> Receipt:
    """Store one sealed entry; repeating the same request changes nothing.

    :raises StaleRevision: when another device was first, with the stored row.
    :raises OverQuota: when the account would take up more than it may.
    """
    try:
        return keep_entries(connection, account_id, [entry], quotas)[0]
    except StaleRevision as stale:
        raise StaleRevision(stored=stale.stored[0] if stale.stored else None) from None


def keep_entries(
    connection: Connection,
    account_id: str,
    entries: Sequence[dict[str, Any]],
    quotas: Quotas | None = None,
) -> list[Receipt]:
    """Store several sealed entries, all or none.

    :param quotas: the account's quotas; None for the few entries that go with new keys.
    :returns: a receipt for each, in the order given.
    :raises StaleRevision: with the stored rows that conflict.
    :raises InvalidRequest: when an entry is listed twice.
    :raises OverQuota: when the account would take up more than it may.
    """
    ids = [entry["entry_id"] for entry in entries]
    if len(set(ids)) != len(ids):
        raise InvalidRequest.of("entries", "An entry_id stands twice.")
    feed.lock(connection, account_id)
    rows = connection.execute(_STORED, {"account": account_id, "ids": ids})
    stored: dict[str, Any] = {row.entry_id: row for row in rows}
    refuse_stale(entries, stored)
    fresh = [entry for entry in entries if not is_repeat(entry, stored.get(entry["entry_id"]))]
    growth = growth_by(fresh, stored)
    placed = _keep(connection, account_id, fresh, growth, quotas)
    return [
        Receipt(entry["entry_id"], entry["revision"], _place(entry["entry_id"], placed, stored))
        for entry in entries
    ]


def is_repeat(entry: dict[str, Any], stored: Any) -> bool:
    """Whether exactly this is stored already, as when the client retries after a lost response."""
    return stored is not None and (stored.revision, stored.deleted, stored.envelope) == (
        entry["revision"],
        entry["deleted"],
        entry["envelope"],
    )


def refuse_stale(entries: Iterable[dict[str, Any]], stored: dict[str, Any]) -> None:
    """Refuse the whole write if any entry in it does not follow the stored revision.

    :raises StaleRevision: with the stored rows, as many as a page of the feed may hold, and at least one.
    """
    pairs = [(entry, stored.get(entry["entry_id"])) for entry in entries]
    in_the_way = [row for entry, row in pairs if not (is_repeat(entry, row) or _follows(entry, row))]
    if in_the_way:
        raise StaleRevision(stored=_as_many_as_fit(row for row in in_the_way if row))


def _as_many_as_fit(rows: Iterable[Any]) -> list[Any]:
    """Return rows up to the size of a page; a client resolves these conflicts and retries the rest."""
    stored: list[Any] = []
    size = 0
    for row in rows:
        written = row_json(row)
        size += len(written)
        if stored and size > pages.LARGEST_PAGE:
            break
        stored.append(orjson.loads(written))
    return stored


def _follows(entry: dict[str, Any], stored: Any) -> bool:
    """Whether the write replaces exactly the stored revision by a higher one (PROTOCOL §7)."""
    replaces = entry["revision"] - 1 if entry["replaces"] is None else entry["replaces"]
    has = stored.revision if stored else 0
    return bool(replaces == has and entry["revision"] > has)


def growth_by(entries: Iterable[dict[str, Any]], stored: dict[str, Any]) -> Usage:
    """Return how much a write adds to an account's usage. A deleted entry counts only its bytes."""
    size = pieces = 0
    for entry in entries:
        row = stored.get(entry["entry_id"])
        size += len(entry["envelope"]) - (len(row.envelope) if row else 0)
        pieces += (not entry["deleted"]) - (row is not None and not row.deleted)
    return Usage(size, pieces)


def _keep(
    connection: Connection,
    account_id: str,
    entries: Sequence[dict[str, Any]],
    growth: Usage,
    quotas: Quotas | None,
) -> dict[str, int]:
    """Write entries at the next positions; return the position of each."""
    if not entries:
        return {}
    first = feed.advance(connection, account_id, len(entries), growth, quotas)
    now = clock.now()
    rows = [
        {
            "account_id": account_id,
            "entry_id": entry["entry_id"],
            "revision": entry["revision"],
            "envelope": entry["envelope"],
            "deleted": entry["deleted"],
            "position": position,
            "kept_at": now,
        }
        for position, entry in enumerate(entries, first)
    ]
    connection.execute(_KEEP[connection.dialect.name], rows)
    return {row["entry_id"]: row["position"] for row in rows}


def _place(entry_id: str, placed: dict[str, int], stored: dict[str, Any]) -> int:
    return placed[entry_id] if entry_id in placed else int(stored[entry_id].position)


def entries_of(
    connection: Connection, account_id: str, after: int, limit: int, before: int | None = None
) -> CursorResult[Any]:
    """Return entries of an account in feed order, one more than ``limit`` if there are more.

    :param after: entries changed after this position, oldest change first; ignored with ``before``.
    :param before: entries changed before this position, newest change first; 0: from the newest.
    """
    if before is None:
        return connection.execute(_AFTER, {"account": account_id, "after": after, "most": limit + 1})
    place = before or _BEYOND
    return connection.execute(_BEFORE, {"account": account_id, "before": place, "most": limit + 1})


def row_json(row: Any) -> bytes:
    """Write a row of the feed as JSON."""
    return b'{"entry_id":"%b","revision":%d,"envelope":%b,"deleted":%b,"position":%d,"kept_at":%b}' % (
        row.entry_id.encode(),
        row.revision,
        pages.sealed_bytes(row.envelope),
        pages.flag(row.deleted),
        row.position,
        pages.moment(row.kept_at),
    )
