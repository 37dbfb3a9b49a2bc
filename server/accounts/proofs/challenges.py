# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules of challenges: random bytes for a passkey to sign, good once, for one purpose and one login."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ... import clock
from ..hashes import digest
from ..logins.rules import Person, require_scope
from ..models import FULL, HALF, Challenge

SIGN_IN, ADD, PROOF, SECOND_FACTOR = "sign_in", "add", "proof", "second_factor"
MAY_ASK = {ADD: (FULL, HALF), PROOF: (FULL,), SECOND_FACTOR: (HALF,)}  # signing in needs no login
LASTS = timedelta(minutes=5)


def make_challenge(
    session: Session, purpose: str, person: Person | None, most: int
) -> tuple[bytes, datetime]:
    """Make a challenge, and delete those that have expired.

    :param person: whose login it is bound to; a challenge for signing in is bound to none.
    :param most: how many one login may have at once; the oldest are deleted, never another login's.
    :returns: 32 random bytes, and when they expire.
    :raises NotSignedIn, WrongRole, SecondFactorRequired: this login may not ask for one.
    """
    if purpose != SIGN_IN:
        person = require_scope(person, MAY_ASK[purpose])
    now, challenge = clock.now(), secrets.token_bytes(32)
    session.execute(delete(Challenge).where(Challenge.expires_at <= now))
    bound = person if purpose != SIGN_IN else None
    if bound is not None:
        _forget_oldest(session, bound, most - 1)
    session.add(
        Challenge(
            challenge_hash=digest(challenge),
            purpose=purpose,
            account_id=bound.account_id if bound else None,
            login_id=bound.login_id if bound else None,
            expires_at=now + LASTS,
        )
    )
    return challenge, now + LASTS


def _forget_oldest(session: Session, person: Person, most: int) -> None:
    """Delete all but a login's newest challenges, which are those that expire last."""
    oldest = (
        select(Challenge.challenge_hash)
        .where(Challenge.account_id == person.account_id, Challenge.login_id == person.login_id)
        .order_by(Challenge.expires_at.desc(), Challenge.challenge_hash)
        .offset(most)
    )
    if hashes := session.scalars(oldest).all():
        session.execute(delete(Challenge).where(Challenge.challenge_hash.in_(hashes)))


def is_open(session: Session, challenge: bytes) -> bool:
    """Whether a challenge was issued here and is unused: a made-up one is refused without a write."""
    made = select(Challenge.challenge_hash).where(Challenge.challenge_hash == digest(challenge))
    return session.scalar(made) is not None


def take_challenge(session: Session, challenge: bytes, purpose: str, person: Person | None) -> bool:
    """Use up a challenge, even if it does not fit; return whether it is valid for this purpose."""
    taken = delete(Challenge).where(Challenge.challenge_hash == digest(challenge))
    columns = (Challenge.purpose, Challenge.account_id, Challenge.login_id, Challenge.expires_at)
    row = session.execute(taken.returning(*columns)).one_or_none()
    if row is None or row.expires_at <= clock.now():
        return False
    bound = (person.account_id, person.login_id) if person else (None, None)
    return (row.purpose, row.account_id, row.login_id) == (purpose, *bound)
