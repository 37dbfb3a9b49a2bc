# SPDX-License-Identifier: AGPL-3.0-or-later
"""What may happen to a share: made, shared anew, withdrawn, opened, over.

A share changes two feeds. Both streams are locked before anything is checked, so what
is checked (the pairing lives, the revision follows) is still true when it is written.
"""

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import BindParameter, Connection, bindparam, or_, select
from sqlalchemy.orm import Session

from .. import clock
from ..config import Quotas
from ..http.problems import InvalidRequest, NotFound, PairingNotConfirmed, StaleRevision
from ..pairings.models import CONFIRMED, Pairing
from ..pairings.rules import end_pairing, forget_pairing, live_pairing, pairing_of, pairings_of
from ..storage import feed, quotas, revocations
from . import ledger, reading
from .models import ENDED, EXPIRED, OPENED, SHARED, WITHDRAWN, Share

Body = dict[str, Any]

_SHARE = Share.__table__
_ME: BindParameter[str] = bindparam("account")
_ANY_DUE = (
    select(_SHARE.c.share_id)
    .where(_SHARE.c.envelope.is_not(None), _SHARE.c.expires_at <= bindparam("now"))
    .where(or_(_SHARE.c.from_id == _ME, _SHARE.c.to_id == _ME))
    .limit(1)
)


def lock_pairing(session: Session, account_id: str, pairing_id: str) -> Pairing:
    """Take the feeds of a pairing's two people, then look at the pairing as it is now.

    :raises NotFound: when there is none, or it is somebody else's.
    """
    pairing = pairing_of(session, account_id, pairing_id)
    feed.lock(session.connection(), pairing.therapist_id, pairing.patient_id)
    return pairing_of(session, account_id, pairing_id)


def keep_share(session: Session, from_id: str, key: tuple[str, str], body: Body, allowed: Quotas) -> Share:
    """Share a copy, or the same share anew; a repeat of what is kept changes nothing.

    :param key: the pairing's id and the share's.
    :param allowed: what its author may take up.

    :raises NotFound: the pairing is not, or no longer, there for this person, or the share is the other's.
    :raises PairingNotConfirmed: the therapist has not confirmed it yet.
    :raises StaleRevision: another device was first, or the share was withdrawn and its id is dead.
    :raises InvalidRequest: it would be over already.
    :raises OverQuota: its author would take up more than she may.
    """
    pairing_id, share_id = key
    lock_pairing(session, from_id, pairing_id)
    pairing = live_pairing(session, from_id, pairing_id)
    if pairing.state != CONFIRMED:  # until then a stranger with an invite would reach a therapist's feed
        raise PairingNotConfirmed
    share = session.get(Share, key, populate_existing=True)
    if share is not None and share.from_id != from_id:
        raise NotFound
    if share is not None and _is_repeat(share, body):
        return share
    _refuse_stale(share, body)
    _refuse_past(body["expires_at"])
    growth = quotas.of(body["envelope"]) - (quotas.of(share.envelope) if share else quotas.Usage())
    share = share or _new(pairing, from_id, share_id)
    _put(share, body)
    _place(session, share, growth, allowed)
    session.add(share)
    ledger.record_event(session, share, SHARED)
    session.flush()
    return share


def _is_repeat(share: Share, body: Body) -> bool:
    kept = (share.revision, share.envelope, share.expires_at)
    return kept == (body["revision"], body["envelope"], body["expires_at"])


def _refuse_stale(share: Share | None, body: Body) -> None:
    replaces = body["revision"] - 1 if body["replaces"] is None else body["replaces"]
    has = share.revision if share else 0
    dead = share is not None and share.envelope is None
    if dead or replaces != has or body["revision"] <= has:
        raise StaleRevision(stored=orjson.loads(reading.author_row_json(share)) if share else None)


def _refuse_past(expires_at: datetime | None) -> None:
    if expires_at is not None and expires_at <= clock.now():
        raise InvalidRequest.of("expires_at", "This share would be over already.")


def _new(pairing: Pairing, from_id: str, share_id: str) -> Share:
    to_id = pairing.patient_id if from_id == pairing.therapist_id else pairing.therapist_id
    return Share(pairing_id=pairing.pairing_id, share_id=share_id, from_id=from_id, to_id=to_id)


def _put(share: Share, body: Body) -> None:
    share.revision, share.envelope = body["revision"], body["envelope"]
    share.expires_at, share.kept_at = body["expires_at"], clock.now()


def _place(
    session: Session,
    share: Share,
    growth: quotas.Usage = feed.NO_GROWTH,
    allowed: Quotas | None = None,
) -> None:
    """Give a changed share its next place in both feeds, whose streams are locked; its author pays for it."""
    share.from_position = feed.advance(session.connection(), share.from_id, 1, growth, allowed)
    share.to_position = feed.advance(session.connection(), share.to_id)


def withdraw_share(session: Session, from_id: str, pairing_id: str, share_id: str) -> None:
    """Withdraw a share: the envelope goes, a tombstone stays; again changes nothing.

    :raises NotFound: when there is no such share of this author in a living pairing.
    """
    lock_pairing(session, from_id, pairing_id)
    live_pairing(session, from_id, pairing_id)
    share = session.get(Share, (pairing_id, share_id), populate_existing=True)
    if share is None or share.from_id != from_id:
        raise NotFound
    if share.envelope is not None:
        leave_tombstone(session, share)
        ledger.record_event(session, share, WITHDRAWN)
        revocations.record(
            session,
            revocations.SHARE_WITHDRAWN,
            pairing_id=pairing_id,
            share_id=share_id,
            from_id=from_id,
            revision=share.revision,
        )


def leave_tombstone(session: Session, share: Share) -> None:
    """Leave a tombstone of a share, at its next place in both feeds, whose streams are locked."""
    growth = quotas.of(None) - quotas.of(share.envelope)
    share.envelope, share.kept_at = None, clock.now()
    _place(session, share, growth)
    session.add(share)


def open_share(session: Session, to_id: str, share_id: str, body: Body) -> datetime:
    """Write down that the receiver opened a share; return when that copy, or a later one, was first opened.

    A share opened without signal and withdrawn meanwhile is written down too: it was read.

    :raises NotFound: when no such share was made for this person in a living pairing.
    :raises InvalidRequest: there is no such revision.
    """
    pairing_id = body["pairing_id"]
    lock_pairing(session, to_id, pairing_id)
    live_pairing(session, to_id, pairing_id)
    share = session.get(Share, (pairing_id, share_id), populate_existing=True)
    if share is None or share.to_id != to_id:
        raise NotFound
    if body["revision"] > share.revision:
        raise InvalidRequest.of("revision", "There is no such revision.")
    _record_opening(session, share, body["revision"])
    return share.opened_at or clock.now()


def _record_opening(session: Session, share: Share, revision: int) -> None:
    if ledger.knows(session, share, OPENED, revision):
        return
    if share.opened_revision is None or share.opened_revision < revision:
        share.opened_at, share.opened_revision = clock.now(), revision
    _place(session, share)
    ledger.record_event(session, share, OPENED, revision)


def end_pairing_of(session: Session, account_id: str, pairing_id: str) -> None:
    """End a pairing: everything shared in it is withdrawn, both ways; again changes nothing.

    :raises NotFound: when there is none, or it is somebody else's.
    """
    if end_for_good(session, pairing_of(session, account_id, pairing_id)):
        revocations.record(session, revocations.PAIRING_ENDED, pairing_id=pairing_id)


def end_all_pairings(session: Session, account_id: str) -> None:
    """End every pairing of somebody who leaves for good.

    The rows stay, with tombstones of what was shared, until the other one has left too.
    """
    pairings = pairings_of(session, account_id)
    people = {person for pairing in pairings for person in (pairing.therapist_id, pairing.patient_id)}
    feed.lock(session.connection(), account_id, *people)
    for pairing in pairings_of(session, account_id):
        (other,) = {pairing.therapist_id, pairing.patient_id} - {account_id}
        if not feed.have_feeds(session.connection(), other):
            forget_pairing(session, pairing)
        elif end_for_good(session, pairing):
            revocations.record(session, revocations.PAIRING_ENDED, pairing_id=pairing.pairing_id)


def end_for_good(session: Session, pairing: Pairing) -> bool:
    """End a pairing and withdraw everything in it; return whether it had not ended before."""
    feed.lock(session.connection(), pairing.therapist_id, pairing.patient_id)
    session.refresh(pairing)
    if not end_pairing(session.connection(), pairing):
        return False
    live = select(Share).where(Share.pairing_id == pairing.pairing_id, Share.envelope.is_not(None))
    for share in session.scalars(live.order_by(Share.share_id)).all():
        leave_tombstone(session, share)
    for partner in sorted((pairing.therapist_id, pairing.patient_id)):
        ledger.record_end(session, partner, pairing.pairing_id, ENDED)
    return True


def is_due(connection: Connection, account_id: str) -> bool:
    """Whether anything of an account is over and not yet withdrawn."""
    return connection.execute(_ANY_DUE, {"account": account_id, "now": clock.now()}).first() is not None


def expire_shares(session: Session, account_id: str | None = None) -> int:
    """Withdraw what is over, of one account or of everybody; return how many shares that was."""
    due = session.connection().execute(_due(account_id)).all()
    feed.lock(session.connection(), *(person for row in due for person in (row.from_id, row.to_id)))
    shares = [session.get_one(Share, (row.pairing_id, row.share_id), populate_existing=True) for row in due]
    still = [share for share in shares if share.envelope is not None and _is_over(share)]
    for share in still:
        leave_tombstone(session, share)
        ledger.record_event(session, share, EXPIRED)
    return len(still)


def _is_over(share: Share) -> bool:
    return share.expires_at is not None and share.expires_at <= clock.now()


def _due(account_id: str | None) -> Any:
    wanted = select(Share.pairing_id, Share.share_id, Share.from_id, Share.to_id)
    wanted = wanted.where(Share.envelope.is_not(None), Share.expires_at <= clock.now())
    if account_id is not None:
        wanted = wanted.where(or_(Share.from_id == account_id, Share.to_id == account_id))
    return wanted.order_by(Share.pairing_id, Share.share_id)
