# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules for adding, naming, removing and signing in with passkeys."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ... import clock
from ...http.problems import InvalidRequest, LastWayIn, NotFound, PasskeyRefused, PasskeyTaken, WrongPasskey
from ...http.wire import id_bytes
from ..hashes import digest
from ..keys.snapshots import record_keys
from ..logins.requirements import has_second_factor, needs_second_factor, refuse_if_present
from ..logins.rules import Found, Person, complete_login
from ..models import HALF, PASSKEY, PASSWORD, Account, Passkey, Slot
from ..proofs.rules import Proof, require_proof, use_passkey
from ..proofs.signatures import Refused, Registered, Signed, verify_registration

MOST_PASSKEYS = 12

Row = dict[str, Any]


def passkey_row(passkey: Passkey, unlocking: set[bytes]) -> Row:
    """Return a passkey as its owner sees it; ``unlocking`` holds the params of all passkey slots."""
    names = ("passkey_id", "name", "created_at", "last_used_at")
    hashed = digest(passkey.credential_id)
    return {name: getattr(passkey, name) for name in names} | {
        "credential_hash": hashed,
        "unlocks": hashed in unlocking,
    }


def passkeys_of(session: Session, account_id: str) -> list[Row]:
    """Tell the passkeys of an account, oldest first."""
    unlocking = _unlocking(session, account_id)
    return [passkey_row(passkey, unlocking) for passkey in all_passkeys(session, account_id)]


def all_passkeys(session: Session, account_id: str) -> Sequence[Passkey]:
    """Return the passkeys of an account, oldest first."""
    mine = select(Passkey).where(Passkey.account_id == account_id)
    return session.scalars(mine.order_by(Passkey.created_at, Passkey.passkey_id)).all()


def _unlocking(session: Session, account_id: str) -> set[bytes]:
    slots = select(Slot.params).where(Slot.account_id == account_id, Slot.type == PASSKEY)
    return set(session.scalars(slots))


def add_passkey(session: Session, person: Person, proof: Proof, signed: Signed, body: Row) -> Row:
    """Add a passkey, with its slot where it can unlock; a repeat after a lost answer changes nothing.

    :raises ProofRefused: the proof is wrong; it is compared in this same transaction.
    :raises PasskeyRefused: the authenticator's response is invalid or came too late.
    :raises PasskeyTaken: the credential or the id is in use.
    :raises InvalidRequest: there are too many, or the slot is not this passkey's.
    :raises SecondFactorRequired: the login is half done and the account has a second factor.
    """
    stored = session.get(Passkey, (person.account_id, body["passkey_id"]))
    if stored is not None and stored.credential_id == signed.credential_id:
        return passkey_row(stored, _unlocking(session, person.account_id))
    account = require_proof(session, person.account_id, proof)
    if person.scope == HALF:
        refuse_if_present(session, account.id)
    try:
        made = verify_registration(signed)
    except Refused:
        raise PasskeyRefused from None
    _refuse_taken(session, account.id, body["passkey_id"], made)
    passkey = _put(session, account, made, body)
    record_keys(session, account)
    complete_login(session, person)
    return passkey_row(passkey, _unlocking(session, account.id))


def _refuse_taken(session: Session, account_id: str, passkey_id: str, made: Registered) -> None:
    held = select(Passkey.account_id).where(Passkey.credential_id == made.credential_id)
    if session.scalar(held) or session.get(Passkey, (account_id, passkey_id)):
        raise PasskeyTaken
    if len(all_passkeys(session, account_id)) >= MOST_PASSKEYS:
        raise InvalidRequest.of("passkey_id", f"There are {MOST_PASSKEYS} already; remove one first.")


def _put(session: Session, account: Account, made: Registered, body: Row) -> Passkey:
    passkey = Passkey(
        account_id=account.id,
        passkey_id=body["passkey_id"],
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        name=body["name"],
        created_at=clock.now(),
    )
    session.add(passkey)
    if body["slot"] is not None:
        _put_slot(session, passkey, body["slot"])
    try:
        session.flush()
    except IntegrityError:  # PostgreSQL: somebody added the same credential at this moment
        raise PasskeyTaken from None
    return passkey


def _put_slot(session: Session, passkey: Passkey, slot: Row) -> None:
    if (slot["type"], slot["params"]) != (PASSKEY, digest(passkey.credential_id)):
        raise InvalidRequest.of("slot", "This is not the slot of this passkey.")
    if session.get(Slot, (passkey.account_id, slot["slot_id"])):
        raise InvalidRequest.of("slot", "This slot_id is in use.")
    _drop_slot(session, passkey)
    session.add(Slot(account_id=passkey.account_id, **slot))


def _drop_slot(session: Session, passkey: Passkey) -> None:
    session.execute(
        delete(Slot).where(
            Slot.account_id == passkey.account_id,
            Slot.type == PASSKEY,
            Slot.params == digest(passkey.credential_id),
        )
    )


def rename_passkey(session: Session, account_id: str, passkey_id: str, name: str) -> Row:
    """Give a passkey another name.

    :raises NotFound: when the account has no such passkey.
    """
    passkey = _passkey_of(session, account_id, passkey_id)
    passkey.name = name
    return passkey_row(passkey, _unlocking(session, account_id))


def _passkey_of(session: Session, account_id: str, passkey_id: str) -> Passkey:
    passkey = session.get(Passkey, (account_id, passkey_id))
    if passkey is None:
        raise NotFound
    return passkey


def remove_passkey(session: Session, account_id: str, passkey_id: str, proof: Proof) -> None:
    """Delete a passkey and its slot.

    :raises ProofRefused: the proof is wrong; it is compared in this same transaction.
    :raises NotFound: when the account has no such passkey.
    :raises LastWayIn: nothing else unlocks the account, or a therapist has no other second factor.
    """
    account = require_proof(session, account_id, proof)
    passkey = _passkey_of(session, account_id, passkey_id)
    _drop_slot(session, passkey)
    session.delete(passkey)
    session.flush()
    refuse_last_sign_in(session, account)
    record_keys(session, account)


def refuse_last_sign_in(session: Session, account: Account) -> None:
    """Refuse a change that leaves no password or passkey to unlock with, or a therapist no second factor.

    :raises LastWayIn: the transaction is then rolled back.
    """
    ways = (Slot.account_id == account.id, Slot.type.in_((PASSWORD, PASSKEY)))
    if session.scalar(select(Slot.slot_id).where(*ways).limit(1)) is None:
        raise LastWayIn
    if needs_second_factor(account.role) and not has_second_factor(session, account.id):
        raise LastWayIn


def sign_in_with_passkey(session: Session, signed: Signed, user_handle: bytes | None) -> Found:
    """Return the account whose passkey signed.

    :raises WrongPasskey: for an unknown passkey and for an invalid signature alike.
    """
    known = select(Passkey.account_id).where(Passkey.credential_id == signed.credential_id)
    account_id = session.scalar(known)
    if account_id is None or user_handle != id_bytes(account_id):
        raise WrongPasskey
    account = session.execute(
        select(Account.id, Account.role, Account.auth_hash, Account.recovery_hash)
        .where(Account.id == account_id)
        .with_for_update(read=True)
    ).one_or_none()
    try:
        use_passkey(session, account_id, signed)
    except Refused:
        raise WrongPasskey from None
    if account is None:
        raise WrongPasskey
    return account
