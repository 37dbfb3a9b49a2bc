# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules of new keys: password, code, login name and slots change together or not at all."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ...http.problems import InvalidRequest, LoginTaken
from ...storage import feed
from ..hashes import digest
from ..logins.rules import Person, end_other_logins
from ..models import PASSKEY, PASSWORD, RECOVERY, Account, Passkey, Slot, Totp
from ..proofs.rules import Proof, require_proof
from .slots import check_slots, slots_of
from .snapshots import record_keys

Row = dict[str, Any]
KeepEntries = Callable[[Connection, str, Sequence[Row]], object]
Fingerprint = set[tuple[str, bytes, bytes]]


def replace_keys(
    session: Session, keep_entries: KeepEntries, person: Person, proof: Proof, body: Row
) -> Account:
    """Replace the slots of an account by a complete new set, and the hashes that go with them.

    Unchanged slots are sent again. A passkey whose slot is left out can still sign in. Entries
    in the request are stored in the same transaction. Every other login ends.

    :raises ProofRefused: the proof is wrong; it is compared in this same transaction.
    :raises LoginTaken: somebody has the new login name.
    :raises InvalidRequest: a slot changes without its hash, or a hash without its slot, or
        the login in use may not do this.
    :raises StaleRevision: another device was first with one of the entries.
    """
    feed.lock(session.connection(), person.account_id)  # before the account, as when an entry is stored
    account = require_proof(session, person.account_id, proof)
    stored = slots_of(session.connection(), account.id)
    renamed = body["login"] not in (None, account.login)
    check_pairs(stored, body, renamed=renamed)
    if renamed and person.scope == RECOVERY:
        raise InvalidRequest.of("login", "A recovery login sets a new password and a new code, nothing else.")
    check_passkey_slots(person, stored, body)
    check_slots(body["slots"], auth_key=_key_after(account, body), recovery_auth=b"as it is")
    put_login(session, account, body["login"])
    put_hashes(account, body)
    session.execute(delete(Slot).where(Slot.account_id == account.id))
    session.add_all(Slot(account_id=account.id, **slot) for slot in body["slots"])
    session.flush()
    end_passkeys(session, account.id, body)
    if body["entries"]:
        keep_entries(session.connection(), account.id, body["entries"])
    record_keys(session, account)
    end_other_logins(session, person)
    return account


def _fingerprint(slots: list[Row], kind: str) -> Fingerprint:
    return {(slot["slot_id"], slot["params"], slot["envelope"]) for slot in slots if slot["type"] == kind}


def _stored(slots: Sequence[Any], kind: str) -> Fingerprint:
    return {(slot.slot_id, slot.params, slot.envelope) for slot in slots if slot.type == kind}


def check_pairs(stored: Sequence[Any], body: Row, *, renamed: bool) -> None:
    """Refuse a new slot without its new hash, and a new hash without its new slot."""
    for kind, key in ((PASSWORD, "auth_key"), (RECOVERY, "recovery_auth")):
        new = _fingerprint(body["slots"], kind)
        changes = bool(new) and new != _stored(stored, kind)
        if changes != (body[key] is not None):
            raise InvalidRequest.of(key, f"It changes together with the {kind} slot.")
    if renamed and _fingerprint(body["slots"], PASSWORD) and body["auth_key"] is None:
        raise InvalidRequest.of("auth_key", "A new login name makes a new key of the password.")


def check_passkey_slots(person: Person, stored: Sequence[Any], body: Row) -> None:
    """Refuse what the login in use may not do to passkeys.

    A recovery login leaves their slots as they are; only whoever lost all but the recovery
    code and says so (``reset_second_factor``) may leave some out. When all passkeys end, no slot stays.
    """
    recovering = person.scope == RECOVERY
    new, old = _fingerprint(body["slots"], PASSKEY), _stored(stored, PASSKEY)
    if body["reset_second_factor"] and not recovering:
        raise InvalidRequest.of("reset_second_factor", "It goes with a recovery login.")
    if recovering and not (new == old or (body["reset_second_factor"] and new < old)):
        raise InvalidRequest.of("slots", "A recovery login leaves passkeys as they are.")
    if recovering and (body["end_passkeys"] or body["entries"]):
        raise InvalidRequest.of("proof", "A recovery login sets a new password and a new code, nothing else.")
    if body["end_passkeys"] and new:
        raise InvalidRequest.of("slots", "Where all passkeys end, none of their slots stays.")


def end_passkeys(session: Session, account_id: str, body: Row) -> None:
    """Delete all passkeys, or, to reset the second factor, the codes and the passkeys that unlock nothing."""
    if body["end_passkeys"]:
        session.execute(delete(Passkey).where(Passkey.account_id == account_id))
    if body["reset_second_factor"]:
        session.execute(delete(Totp).where(Totp.account_id == account_id))
        unlocking = {slot["params"] for slot in body["slots"] if slot["type"] == PASSKEY}
        for passkey in session.scalars(select(Passkey).where(Passkey.account_id == account_id)).all():
            if digest(passkey.credential_id) not in unlocking:
                session.delete(passkey)


def _key_after(account: Account, body: Row) -> bytes | None:
    """Return a non-empty value if the account has an auth_key after the change."""
    has_slot = any(slot["type"] == PASSWORD for slot in body["slots"])
    return body["auth_key"] or (account.auth_hash if has_slot else None)


def put_login(session: Session, account: Account, login: str | None) -> None:
    """Give an account another login name.

    :raises LoginTaken: when somebody has it.
    """
    if login is None or login == account.login:
        return
    if session.scalar(select(Account.id).where(Account.login == login)):
        raise LoginTaken
    account.login = login
    try:
        session.flush()
    except IntegrityError:
        raise LoginTaken from None


def put_hashes(account: Account, body: Row) -> None:
    """Store the new hashes; without a password slot there is no key to sign in with."""
    if not any(slot["type"] == PASSWORD for slot in body["slots"]):
        account.auth_hash = None
    if body["auth_key"]:
        account.auth_hash = digest(body["auth_key"])
    if body["recovery_auth"]:
        account.recovery_hash = digest(body["recovery_auth"])
