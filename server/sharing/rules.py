# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules of shares: making, replacing, withdrawing, opening and expiring them.

A share changes two feeds. Both streams are locked before anything is checked, so that the
checks (the pairing is live, the revision follows) still hold when the change is written.
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
    """Lock the feeds of both people of a pairing, then read the pairing again.

    :raises NotFound: when there is none, or it is somebody else's.
    """
    pairing = pairing_of(session, account_id, pairing_id)
    feed.lock(session.connection(), pairing.therapist_id, pairing.patient_id)
    return pairing_of(session, account_id, pairing_id)


def keep_share(session: Session, from_id: str, key: tuple[str, str], body: Body, allowed: Quotas) -> Share:
    """Store a share, or a new revision of it; repeating the same request changes nothing.

    :param key: pairing id and share id.
    :param allowed: the author's quotas.

    :raises NotFound: the pairing has ended or is not this person's, or the share is the other's.
    :raises PairingNotConfirmed: the therapist has not confirmed it yet.
    :raises StaleRevision: another device was first, or the share was withdrawn for good.
    :raises InvalidRequest: its expiry time has passed.
    :raises OverQuota: its author would exceed a quota.
    """
    pairing_id, share_id = key
    lock_pairing(session, from_id, pairing_id)
    pairing = live_pairing(session, from_id, pairing_id)
    if pairing.state != CONFIRMED:  # else a stranger with an invite could write to a therapist's feed
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
    """Move a changed share to the end of both locked feeds; its size counts for its author."""
    share.from_position = feed.advance(session.connection(), share.from_id, 1, growth, allowed)
    share.to_position = feed.advance(session.connection(), share.to_id)


def withdraw_share(session: Session, from_id: str, pairing_id: str, share_id: str) -> None:
    """Withdraw a share: its envelope is deleted, a tombstone stays. Repeating this changes nothing.

    :raises NotFound: when this author has no such share in a live pairing.
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
    """Turn a share into a tombstone, and move it to the end of both locked feeds."""
    growth = quotas.of(None) - quotas.of(share.envelope)
    share.envelope, share.kept_at = None, clock.now()
    _place(session, share, growth)
    session.add(share)


def open_share(session: Session, to_id: str, share_id: str, body: Body) -> datetime:
    """Record that the receiver opened a share; return when this revision, or a later one, was first opened.

    This also works for a share that was opened offline and withdrawn meanwhile: it was read.

    :raises NotFound: when this person received no such share in a live pairing.
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
    """End a pairing and withdraw everything shared in it, both ways. Repeating this changes nothing.

    :raises NotFound: when there is none, or it is somebody else's.
    """
    if end_for_good(session, pairing_of(session, account_id, pairing_id)):
        revocations.record(session, revocations.PAIRING_ENDED, pairing_id=pairing_id)


def end_all_pairings(session: Session, account_id: str) -> None:
    """End every pairing of an account that is being deleted.

    The rows and the tombstones of shares stay until the other account is deleted too.
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
    """End a pairing and withdraw everything in it; return False if it had already ended."""
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
    """Whether any share of an account has expired and is not yet withdrawn."""
    return connection.execute(_ANY_DUE, {"account": account_id, "now": clock.now()}).first() is not None


def expire_shares(session: Session, account_id: str | None = None) -> int:
    """Withdraw expired shares, of one account or of all; return how many there were."""
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
