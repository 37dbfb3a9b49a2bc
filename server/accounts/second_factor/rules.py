# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules of the second factor: setting one up, removing it, and completing a login with it."""

from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from ...http.problems import WrongCode
from ...secret import ServerSecret
from ..keys.snapshots import record_keys
from ..logins import requirements
from ..logins.rules import Person, complete_login
from ..models import HALF, Totp
from ..passkeys.rules import refuse_last_sign_in
from ..proofs.rules import Proof, lock_account, require_proof, use_passkey
from ..proofs.signatures import Refused, Signed
from . import codes

Row = dict[str, Any]


def state_of(session: Session, person: Person) -> Row:
    """Tell which second factors somebody has."""
    return {
        "totp": requirements.has_codes(session, person.account_id),
        "passkeys": requirements.count_passkeys(session, person.account_id),
        "required": requirements.needs_second_factor(person.role),
    }


def set_up_codes(session: Session, secret: ServerSecret, person: Person, proof: Proof, body: Row) -> None:
    """Set up an authenticator app; this also completes a half login.

    :raises ProofRefused: the proof is wrong; it is compared in this same transaction.
    :raises SecondFactorRequired: the login is half done and the account has a second factor.
    :raises WrongCode: the code from the app is wrong.
    """
    account = require_proof(session, person.account_id, proof)
    if person.scope == HALF:
        requirements.refuse_if_present(session, account.id)
    codes.keep_codes(session, secret, account.id, body["secret"], body["code"])
    record_keys(session, account)
    complete_login(session, person)


def remove_codes(session: Session, person: Person, proof: Proof) -> None:
    """Remove the authenticator app; does nothing if there is none.

    :raises ProofRefused: the proof is wrong; it is compared in this same transaction.
    :raises LastWayIn: a therapist would have no second factor left.
    """
    account = require_proof(session, person.account_id, proof)
    session.execute(delete(Totp).where(Totp.account_id == account.id))
    refuse_last_sign_in(session, account)
    record_keys(session, account)


def give_second_factor(
    session: Session, secret: ServerSecret, person: Person, code: str | None, signed: Signed | None
) -> Row:
    """Complete a half login by a code or a passkey; a full login stays as it is (a repeated request).

    :raises WrongCode: the code or the signature is not valid.
    """
    lock_account(session, person.account_id)
    if person.scope == HALF:
        _use(session, secret, person.account_id, code, signed)
        complete_login(session, person)
    names = ("login_id", "account_id", "role")
    return {name: getattr(person, name) for name in names} | {"needs": None}


def _use(
    session: Session, secret: ServerSecret, account_id: str, code: str | None, signed: Signed | None
) -> None:
    if signed is None:
        codes.use_code(session, secret, account_id, code or "")
        return
    try:
        use_passkey(session, account_id, signed)
    except Refused:
        raise WrongCode from None
