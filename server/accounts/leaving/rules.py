# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules of deleting an account: first nobody can open it any more, then its data is deleted.

Two transactions. The first removes every way to sign in or unlock. If the second one fails,
nobody can read what is left, and it is deleted at the next start of the server or by
``finish-deletions``.
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
NO_HASH = bytes(32)  # matches no key a client can send


def leave(session: Session, person: Person, proof: Proof) -> None:
    """Close an account for good, after a fresh proof; the caller then deletes the rest.

    :raises ProofRefused: the proof is wrong; it is compared in this same transaction.
    """
    account = require_proof(session, person.account_id, proof)
    close(session, account)
    revocations.record(session, revocations.ACCOUNT_DELETED, account_id=account.id)


def close(session: Session, account: Account) -> None:
    """Delete an account's slots, hashes, passkeys, codes and logins, and free its login name."""
    for table in SIGN_IN_TABLES:
        session.execute(delete(table).where(table.account_id == account.id))
    session.execute(delete(Enrolment).where(Enrolment.used_by == account.id))  # a used token stays used
    account.auth_hash, account.recovery_hash = None, NO_HASH
    account.login = f"leaving:{account.id}"  # not a valid login name, so nobody can have chosen it
    account.leaving_since = clock.now()


def leaving(session: Session) -> Sequence[str]:
    """Return the accounts that are closed but not yet deleted."""
    return session.scalars(select(Account.id).where(Account.leaving_since.is_not(None))).all()


def finish(session: Session, end_pairings: EndPairings, account_id: str) -> None:
    """Delete everything of a closed account; does nothing if it is already deleted.

    Pairings end first, so that the other side's devices learn of it.
    """
    end_pairings(session, account_id)
    session.flush()
    closed = (Account.id == account_id, Account.leaving_since.is_not(None))
    session.execute(delete(Account).where(*closed))
