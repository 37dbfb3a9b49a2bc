# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fresh proofs: being signed in is not enough to change keys or delete an account (PROTOCOL §6)."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ... import clock
from ...http.problems import NotSignedIn, ProofRefused
from ..hashes import matches
from ..logins.rules import hour
from ..models import Account, Passkey
from .signatures import Refused, Signed, verify_assertion


@dataclass(frozen=True)
class Proof:
    """One of three: the password's key, the recovery code's key, or a passkey's signature."""

    auth_key: bytes | None = None
    recovery_auth: bytes | None = None
    signed: Signed | None = None


def lock_account(session: Session, account_id: str) -> Account:
    """Return an account, locked so that its keys do not change until the transaction ends.

    :raises NotSignedIn: when it has just been deleted.
    """
    held = select(Account).where(Account.id == account_id, Account.leaving_since.is_(None))
    account = session.scalar(held.with_for_update().execution_options(populate_existing=True))
    if account is None:
        raise NotSignedIn
    return account


def require_proof(session: Session, account_id: str, proof: Proof) -> Account:
    """Check a fresh proof; return the account, locked until the transaction ends.

    :raises ProofRefused: when it is wrong.
    """
    account = lock_account(session, account_id)
    by_key = proof.auth_key is not None and matches(account.auth_hash, proof.auth_key)
    by_code = proof.recovery_auth is not None and matches(account.recovery_hash, proof.recovery_auth)
    if not (by_key or by_code or _by_passkey(session, account, proof.signed)):
        raise ProofRefused
    return account


def _by_passkey(session: Session, account: Account, signed: Signed | None) -> bool:
    if signed is None:
        return False
    try:
        use_passkey(session, account.id, signed)
    except Refused:
        return False
    return True


def use_passkey(session: Session, account_id: str | None, signed: Signed) -> Passkey:
    """Return the passkey that signed, and record its use.

    :param account_id: the account the passkey must belong to; any account if not given.
    :raises Refused: when the signature is invalid, or the passkey belongs to another account.
    """
    known = select(Passkey).where(Passkey.credential_id == signed.credential_id).with_for_update()
    passkey = session.scalar(known)
    if passkey is None or account_id not in (None, passkey.account_id):
        raise Refused
    passkey.sign_count = verify_assertion(signed, passkey.public_key, passkey.sign_count)
    passkey.last_used_at = hour(clock.now())
    return passkey
