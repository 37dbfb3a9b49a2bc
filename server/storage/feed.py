# SPDX-License-Identifier: AGPL-3.0-or-later
"""The feed: one rising counter per account, so that a cursor never misses a change.

[Note: feed] A database sequence will not do: numbers are drawn in one order and
committed in another, and a reader who has seen 8 never learns of the 7 that was
committed later. So an account has one stream row. Whoever changes something first locks
that row, then takes the next positions from it, then commits: the order of positions
is the order of commits. A change that concerns several people locks their rows in
sorted order, so two such changes never wait for each other in a circle.

The row also says what the account takes up (quotas.py), changed in the same statement.
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
    """Return the name of a new epoch of a feed; restoring a backup begins one."""
    return str(uuid4())


class Stream(Base):
    """The feed of one account: its epoch, its last position, and what the account takes up."""

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
    """Take the streams of these accounts until the transaction ends.

    To be called before anything is checked: what is checked then stays true. On SQLite
    a write holds the whole database from its first moment (database.py).
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
    """Claim ``count`` positions of a locked stream, of which there may be none; return the first of them.

    :param growth: what the account takes up more by it.
    :param quotas: what it may take up; None where the change must not be refused.
    :raises NoFeed: when the account has just been deleted.
    :raises OverQuota: when it would take up more than it may; the transaction is to be undone.
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
    """Whether all of these accounts still have a feed: it goes with the account."""
    streams = select(_STREAM.c.account_id).where(_STREAM.c.account_id.in_(account_ids))
    return len(connection.execute(streams).all()) == len(set(account_ids))


def is_any(connection: Connection) -> bool:
    """Whether there is any feed, which is any account."""
    return connection.execute(select(_STREAM.c.account_id).limit(1)).first() is not None


def start_new_epochs(connection: Connection) -> int:
    """Begin a new epoch of every feed; return how many there are.

    A device can find out by itself that a backup was restored, unless another one has written
    past the same place before. A new epoch tells all of them, and they give back what they hold.
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
