# SPDX-License-Identifier: AGPL-3.0-or-later
"""The feed: one rising counter per account, so that a cursor never misses a change.

[Note: feed] A database sequence will not do: numbers are drawn in one order and
committed in another, and a reader who has seen 8 never learns of the 7 that was
committed later. So an account has one stream row. Whoever changes something first locks
that row, then takes the next positions from it, then commits: the order of positions
is the order of commits. A change that concerns several people locks their rows in
sorted order, so two such changes never wait for each other in a circle.
"""

from uuid import uuid4

from sqlalchemy import BigInteger, Connection, ForeignKey, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column

from .database import Base, Id


class NoFeed(LookupError):
    """The account has just been deleted, and its feed with it."""


def new_epoch() -> str:
    """Return the name of a new epoch of a feed; restoring a backup begins one."""
    return str(uuid4())


class Stream(Base):
    """The feed of one account: its epoch and its last position."""

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


_STREAM = Stream.__table__
_LOCK = select(_STREAM.c.head).where(_STREAM.c.account_id == bindparam("account")).with_for_update()
_ADVANCE = (
    update(Stream)
    .where(_STREAM.c.account_id == bindparam("account"))
    .values(head=_STREAM.c.head + bindparam("count"))
    .returning(_STREAM.c.head)
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


def advance(connection: Connection, account_id: str, count: int = 1) -> int:
    """Claim ``count`` positions of a locked stream; return the first of them.

    :raises NoFeed: when the account has just been deleted.
    """
    head = connection.execute(_ADVANCE, {"account": account_id, "count": count}).scalar_one_or_none()
    if head is None:
        raise NoFeed
    return int(head) - count + 1


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
