# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules of leaving for good: first nobody can open the account any more, then everything goes.

Two transactions. The first takes every way in and is what was promised; whatever stops
the second one, the rest can be read by nobody and goes when the server starts next, or
with ``finish-deletions``.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ... import clock
from ...storage import revocations
from ..logins.rules import Person
from ..models import Account, Challenge, Enrolment, Login, Passkey, Slot, Totp
from ..proofs.rules import Proof, require_proof

EndPairings = Callable[[Session, str], None]
"""Ends every pairing of an account; the sharing feature's, handed over by ``create_app``."""

SIGN_IN_TABLES = (Slot, Passkey, Totp, Challenge, Login)
NO_HASH = bytes(32)  # of nothing anybody can send


def leave(session: Session, person: Person, proof: Proof) -> None:
    """Close an account for good, after a fresh proof; the rest of it is to be finished next.

    :raises ProofRefused: the proof is wrong; it is compared in this same transaction.
    """
    account = require_proof(session, person.account_id, proof)
    close(session, account)
    revocations.record(session, revocations.ACCOUNT_DELETED, account_id=account.id)


def close(session: Session, account: Account) -> None:
    """Take every way into an account: slots, hashes, passkeys, codes, logins. Its login name is free."""
    for table in SIGN_IN_TABLES:
        session.execute(delete(table).where(table.account_id == account.id))
    session.execute(delete(Enrolment).where(Enrolment.used_by == account.id))  # used stays used
    account.auth_hash, account.recovery_hash = None, NO_HASH
    account.login = f"leaving:{account.id}"  # no name anybody can choose
    account.leaving_since = clock.now()


def leaving(session: Session) -> Sequence[str]:
    """Return the accounts that are closed and not yet gone."""
    return session.scalars(select(Account.id).where(Account.leaving_since.is_not(None))).all()


def finish(session: Session, end_pairings: EndPairings, account_id: str) -> None:
    """Delete everything of a closed account; where it is gone already nothing happens.

    Pairings end first, so that the other side's devices learn of it.
    """
    end_pairings(session, account_id)
    session.flush()
    closed = (Account.id == account_id, Account.leaving_since.is_not(None))
    session.execute(delete(Account).where(*closed))
