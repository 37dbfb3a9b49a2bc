# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ledger: the events of a share (shared, opened, withdrawn, expired), shown to its author."""

from typing import Any

from sqlalchemy import CursorResult, Row, bindparam, select
from sqlalchemy.orm import Session

from .. import clock
from ..http import pages
from ..storage import feed
from .models import LedgerEvent, Share

_EVENT = LedgerEvent.__table__
_AFTER = (
    select(_EVENT)
    .where(_EVENT.c.account_id == bindparam("account"), _EVENT.c.position > bindparam("after"))
    .order_by(_EVENT.c.position)
    .limit(bindparam("most"))
)


def record_event(session: Session, share: Share, event: str, revision: int | None = None) -> None:
    """Record an event of a share, at its position in the author's feed."""
    session.add(
        LedgerEvent(
            account_id=share.from_id,
            position=share.from_position,
            event=event,
            pairing_id=share.pairing_id,
            share_id=share.share_id,
            revision=revision or share.revision,
            at=clock.now(),
        )
    )


def record_end(session: Session, account_id: str, pairing_id: str, event: str) -> None:
    """Record for one of the two that a pairing ended."""
    position = feed.advance(session.connection(), account_id)
    session.add(
        LedgerEvent(
            account_id=account_id, position=position, event=event, pairing_id=pairing_id, at=clock.now()
        )
    )


def knows(session: Session, share: Share, event: str, revision: int) -> bool:
    """Whether this event is recorded already."""
    same = (
        LedgerEvent.account_id == share.from_id,
        LedgerEvent.pairing_id == share.pairing_id,
        LedgerEvent.share_id == share.share_id,
        LedgerEvent.event == event,
        LedgerEvent.revision == revision,
    )
    return session.scalar(select(LedgerEvent.position).where(*same)) is not None


def events_after(session: Session, account_id: str, after: int, limit: int) -> CursorResult[Any]:
    """Return ledger events after a position, in order, one more than ``limit`` if there are more."""
    return session.connection().execute(_AFTER, {"account": account_id, "after": after, "most": limit + 1})


def row_json(row: Row[Any]) -> bytes:
    """Write an event as JSON."""
    return b'{"event":"%b","pairing_id":"%b","share_id":%b,"revision":%b,"at":%b,"position":%d}' % (
        row.event.encode(),
        row.pairing_id.encode(),
        pages.text(row.share_id),
        pages.whole(row.revision),
        pages.moment(row.at),
        row.position,
    )
