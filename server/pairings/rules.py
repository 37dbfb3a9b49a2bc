# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules of invites and pairings: what happens before anything can be shared."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from .. import clock
from ..config import Quotas
from ..http.problems import InvalidRequest, InviteUnusable, NotFound, PairingIdUsed, QuotaReached
from ..storage import feed, revocations
from ..storage.quotas import Usage
from .models import ACCEPTED, CONFIRMED, ENDED, Invite, Pairing

LONGEST_INVITE = timedelta(days=15)  # 14 by the therapist's clock, and one for clock differences

NO_KEY, NO_TAG, NO_HELLO = bytes(32), bytes(32), b"\x01" + bytes(1104)  # opens with no key

Body = dict[str, Any]

_PAIRING = Pairing.__table__
_ME: BindParameter[str] = bindparam("account")
_PAIRINGS = (
    select(_PAIRING)
    .where(or_(_PAIRING.c.therapist_id == _ME, _PAIRING.c.patient_id == _ME))
    .order_by(_PAIRING.c.since, _PAIRING.c.pairing_id)
)


def make_invite(session: Session, therapist_id: str, body: Body, most: int) -> Invite:
    """Make an invite; repeating the same request returns the same invite.

    :param most: how many open invites a therapist may have.
    :raises QuotaReached: when there are that many already.
    :raises InvalidRequest: when it has expired, would last too long, or its id is in use.
    """
    if not clock.now() < body["expires_at"] <= clock.now() + LONGEST_INVITE:
        raise InvalidRequest.of("expires_at", "An invite is good for at most 14 days from now.")
    feed.lock(session.connection(), therapist_id)
    stored = _invite(session, body["invite_id"])
    if stored is None:
        _refuse_more_invites(session, therapist_id, most)
        return _add_invite(session, Invite(therapist_id=therapist_id, **body))
    if (stored.therapist_id, stored.expires_at) != (therapist_id, body["expires_at"]):
        raise InvalidRequest.of("invite_id", "This id is in use.")
    return stored


def _refuse_more_invites(session: Session, therapist_id: str, most: int) -> None:
    """Delete expired unused invites; refuse a new one if ``most`` are open."""
    unused = (Invite.therapist_id == therapist_id, Invite.pairing_id.is_(None))
    session.execute(delete(Invite).where(*unused, Invite.expires_at <= clock.now()))
    if len(session.scalars(select(Invite.invite_id).where(*unused).limit(most)).all()) >= most:
        raise QuotaReached.of("invites", most)


def _add_invite(session: Session, invite: Invite) -> Invite:
    session.add(invite)
    try:
        session.flush()
    except IntegrityError:  # PostgreSQL: another therapist took the id meanwhile
        raise InvalidRequest.of("invite_id", "This id is in use.") from None
    return invite


def _invite(session: Session, invite_id: str) -> Invite | None:
    return session.scalar(select(Invite).where(Invite.invite_id == invite_id).with_for_update())


def _invite_of_the_living(session: Session, patient_id: str, invite_id: str) -> Invite:
    """Return an invite, locked together with the feeds of its therapist and of the patient.

    The feeds are locked before the invite, in the same order as when an account is deleted.

    :raises InviteUnusable: it is unknown, or one of the two accounts has just been deleted.
    """
    found = session.scalar(select(Invite.therapist_id).where(Invite.invite_id == invite_id))
    if found is None:
        raise InviteUnusable
    feed.lock(session.connection(), found, patient_id)
    invite = _invite(session, invite_id)
    if invite is None or not feed.have_feeds(session.connection(), found, patient_id):
        raise InviteUnusable
    return invite


def admit_by_invite(session: Session, invite_id: str) -> bool:
    """Use an invite that is still open for one registration; return whether that was possible."""
    good = (Invite.pairing_id.is_(None), Invite.expires_at > clock.now(), Invite.admitted.is_(False))
    used = update(Invite).where(Invite.invite_id == invite_id, *good).values(admitted=True)
    return bool(session.scalars(used.returning(Invite.invite_id)).all())


def take_back_invite(session: Session, therapist_id: str, invite_id: str) -> None:
    """Take back an invite nobody has accepted: it can no longer be used to register or pair.

    If it is used, unknown, another therapist's or already taken back, this does nothing, silently.
    """
    unused = (Invite.invite_id == invite_id, Invite.pairing_id.is_(None))
    gone = delete(Invite).where(Invite.therapist_id == therapist_id, *unused)
    if session.scalars(gone.returning(Invite.invite_id)).all():
        revocations.record(session, revocations.INVITE_TAKEN_BACK, invite_id=invite_id)


def accept_invite(session: Session, patient_id: str, invite_id: str, body: Body, quotas: Quotas) -> Pairing:
    """Pair a patient with whoever made the invite; a repeat after a lost answer changes nothing.

    :raises InviteUnusable: it is unknown, used by somebody else or over; the error does not say which.
    :raises PairingIdUsed: a pairing has or had this id.
    :raises OverQuota: the patient would take up more than she may.
    """
    if body["patient_id"] != patient_id:
        raise InvalidRequest.of("patient_id", "This is not the account that asks.")
    invite = _invite_of_the_living(session, patient_id, invite_id)
    if repeated := _repeated(session, invite, body):
        return repeated
    if invite.pairing_id is not None or invite.expires_at <= clock.now():
        raise InviteUnusable
    pairing = _pair(session, invite, body)
    feed.advance(session.connection(), patient_id, 0, Usage(len(pairing.hello), 1), quotas)
    return pairing


def _repeated(session: Session, invite: Invite, body: Body) -> Pairing | None:
    """Return the pairing that this same acceptance already made."""
    if invite.pairing_id != body["pairing_id"]:
        return None
    pairing = session.get_one(Pairing, invite.pairing_id)
    same = all(getattr(pairing, name) == body[name] for name in ("patient_id", "pk_patient", "tag", "hello"))
    return pairing if same and pairing.state != ENDED else None


def _pair(session: Session, invite: Invite, body: Body) -> Pairing:
    if session.get(Pairing, body["pairing_id"]) is not None:
        raise PairingIdUsed
    pairing = Pairing(
        therapist_id=invite.therapist_id,
        invite_id=invite.invite_id,
        state=ACCEPTED,
        since=clock.now(),
        **body,
    )
    invite.pairing_id = pairing.pairing_id
    session.add(pairing)
    try:
        session.flush()
    except IntegrityError:
        raise PairingIdUsed from None
    return pairing


def pairings_shown(connection: Connection, account_id: str) -> Sequence[Any]:
    """Return the rows of an account's pairings, including ended ones, oldest first."""
    return connection.execute(_PAIRINGS, {"account": account_id}).all()


def pairings_of(session: Session, account_id: str) -> Sequence[Pairing]:
    """Return the pairings of an account as objects, in the same order."""
    mine = or_(Pairing.therapist_id == account_id, Pairing.patient_id == account_id)
    return session.scalars(select(Pairing).where(mine).order_by(Pairing.since, Pairing.pairing_id)).all()


def forget_pairing(session: Session, pairing: Pairing) -> None:
    """Delete a pairing after both accounts have been deleted."""
    session.delete(pairing)


def pairing_of(session: Session, account_id: str, pairing_id: str) -> Pairing:
    """Return a pairing of this account, freshly read from the database.

    :raises NotFound: when there is none, or it is somebody else's.
    """
    pairing = session.get(Pairing, pairing_id, populate_existing=True)
    if pairing is None or account_id not in (pairing.therapist_id, pairing.patient_id):
        raise NotFound
    return pairing


def confirm_pairing(session: Session, therapist_id: str, pairing_id: str) -> Pairing:
    """Confirm that the tag was right; confirming again changes nothing.

    :raises NotFound: when it is not this therapist's, or has ended.
    """
    pairing = session.get(Pairing, pairing_id, with_for_update=True)
    if pairing is None or pairing.therapist_id != therapist_id or pairing.state == ENDED:
        raise NotFound
    if pairing.state == ACCEPTED:
        pairing.state, pairing.since = CONFIRMED, clock.now()
    return pairing


def end_pairing(connection: Connection, pairing: Pairing) -> bool:
    """End a pairing whose row and feeds are locked; return False if it had already ended.

    The sealed name, tag and key are overwritten with dummies of the same lengths, which every client accepts.
    """
    if pairing.state == ENDED:
        return False
    growth = Usage(len(NO_HELLO) - len(pairing.hello), -1)
    feed.advance(connection, pairing.patient_id, 0, growth)
    pairing.pk_patient, pairing.tag, pairing.hello = NO_KEY, NO_TAG, NO_HELLO
    pairing.state, pairing.since = ENDED, clock.now()
    return True


def live_pairing(session: Session, account_id: str, pairing_id: str) -> Pairing:
    """Return a pairing that has not ended.

    :raises NotFound: when there is none, it has ended, or it is somebody else's.
    """
    pairing = pairing_of(session, account_id, pairing_id)
    if pairing.state == ENDED:
        raise NotFound
    return pairing
