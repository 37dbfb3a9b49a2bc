# SPDX-License-Identifier: AGPL-3.0-or-later
"""The feed: one increasing counter per account, so that a cursor never misses a change.

[Note: feed] A database sequence is not enough: numbers are drawn in one order and
committed in another, so a reader who has seen 8 would miss a 7 that was committed later.
So each account has one stream row. A write first locks that row, then takes the next
positions from it, then commits: the order of positions is the order of commits. A write
that concerns several accounts locks their rows in sorted order, so that two such writes
cannot deadlock.

The row also holds the account's usage (quotas.py), changed in the same statement.
"""

from uuid import uuid4

from sqlalchemy import BigInteger, Connection, ForeignKey, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column

from ..config import Quotas
from .database import Base, Id
from .quotas import Usage, refuse_beyond

NO_GROWTH = Usage()


class NoFeed(LookupError):
    """The account has just been deleted, and its feed with it."""


def new_epoch() -> str:
    """Return a new epoch for a feed; restoring a backup starts one."""
    return str(uuid4())


class Stream(Base):
    """The feed of one account: its epoch, its last position, and the account's usage."""

    __tablename__ = "streams"

    account_id: Mapped[str] = mapped_column(
        Id,
        ForeignKey("accounts.id", ondelete="CASCADE"),
        primary_key=True,
        info={"thief": "whose feed it is"},
    )
    epoch: Mapped[str] = mapped_column(Id, default=new_epoch, info={"thief": "random; tells nothing"})
    head: Mapped[int] = mapped_column(
        BigInteger, default=0, info={"thief": "how much somebody has saved and shared, all told"}
    )
    kept_bytes: Mapped[int] = mapped_column(
        BigInteger,
        default=0,
        server_default="0",
        info={"thief": "the sum of the sizes of what somebody has"},
    )
    kept_entries: Mapped[int] = mapped_column(
        BigInteger, default=0, server_default="0", info={"thief": "how many pieces somebody has"}
    )


_STREAM = Stream.__table__
_LOCK = select(_STREAM.c.head).where(_STREAM.c.account_id == bindparam("account")).with_for_update()
_ADVANCE = (
    update(Stream)
    .where(_STREAM.c.account_id == bindparam("account"))
    .values(
        head=_STREAM.c.head + bindparam("count"),
        kept_bytes=_STREAM.c.kept_bytes + bindparam("bytes"),
        kept_entries=_STREAM.c.kept_entries + bindparam("entries"),
    )
    .returning(_STREAM.c.head, _STREAM.c.kept_bytes, _STREAM.c.kept_entries)
)
_STATE = select(_STREAM.c.epoch, _STREAM.c.head).where(_STREAM.c.account_id == bindparam("account"))


def lock(connection: Connection, *account_ids: str) -> None:
    """Lock the streams of these accounts until the transaction ends.

    To be called before any check, so that what was checked stays true. On SQLite a write
    locks the whole database from its start (database.py).
    """
    if connection.dialect.name == "sqlite":
        return
    for account_id in sorted(set(account_ids)):
        connection.execute(_LOCK, {"account": account_id})


def advance(
    connection: Connection,
    account_id: str,
    count: int = 1,
    growth: Usage = NO_GROWTH,
    quotas: Quotas | None = None,
) -> int:
    """Claim ``count`` positions (0 or more) of a locked stream; return the first one.

    :param growth: how much the account's usage grows.
    :param quotas: the account's quotas; None if the change must not be refused.
    :raises NoFeed: when the account has just been deleted.
    :raises OverQuota: when it would exceed a quota; the caller must roll back the transaction.
    """
    changed = {
        "account": account_id,
        "count": count,
        "bytes": growth.sealed_bytes,
        "entries": growth.entries,
    }
    row = connection.execute(_ADVANCE, changed).one_or_none()
    if row is None:
        raise NoFeed
    if quotas is not None:
        refuse_beyond(quotas, Usage(row.kept_bytes, row.kept_entries), growth)
    return int(row.head) - count + 1


def have_feeds(connection: Connection, *account_ids: str) -> bool:
    """Whether all of these accounts still have a feed, which is deleted with the account."""
    streams = select(_STREAM.c.account_id).where(_STREAM.c.account_id.in_(account_ids))
    return len(connection.execute(streams).all()) == len(set(account_ids))


def is_any(connection: Connection) -> bool:
    """Whether there is any feed, that is, any account."""
    return connection.execute(select(_STREAM.c.account_id).limit(1)).first() is not None


def start_new_epochs(connection: Connection) -> int:
    """Begin a new epoch of every feed; return how many there are.

    Without this, a device would not notice a restored backup if another device had meanwhile
    written past its last position. With a new epoch all devices notice, and upload what they hold.
    """
    accounts = connection.execute(select(_STREAM.c.account_id).with_for_update()).scalars().all()
    for account in accounts:
        changed = update(Stream).where(_STREAM.c.account_id == account).values(epoch=new_epoch())
        connection.execute(changed)
    return len(accounts)


def epoch_and_head(connection: Connection, account_id: str) -> tuple[str, int]:
    """Return the epoch of an account's feed, and its last position.

    :raises NoFeed: when the account has just been deleted.
    """
    row = connection.execute(_STATE, {"account": account_id}).one_or_none()
    if row is None:
        raise NoFeed
    return row.epoch, row.head
