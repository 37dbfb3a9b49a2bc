# SPDX-License-Identifier: Apache-2.0
"""Changing how one signs in: another password, another code, another name, each with a fresh proof (§6)."""

from dataclasses import dataclass, field, replace
from typing import Any

from interlude import errors, messages
from interlude.api.connection import Connection
from interlude.api.rows import SlotRow, slot_body
from interlude.keys import new_keys, unlocking
from interlude.keys.unlocking import Unlocked
from interlude.protocol import passwords, recovery_code, slots
from interlude.protocol.encoding import to_base64url
from interlude.protocol.randomness import RandomSource


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A change of an account's keys, authorized: its connection, its keys, its slots, the proof."""

    connection: Connection
    me: Unlocked
    rand: RandomSource
    proof: dict[str, Any] = field(repr=False)
    slots: list[SlotRow] = field(repr=False)

    def others(self, kind: str) -> list[dict[str, Any]]:
        """Return the slots of every other kind, which stay as they are."""
        return [slot_body(slot) for slot in self.slots if slot.kind != kind]


def authorize(connection: Connection, me: Unlocked, typed: str, rand: RandomSource) -> KeyChange:
    """Prove with the password or the recovery code; a wrong one raises `WrongPassword` locally."""
    found = unlocking.slots_of(connection)
    return KeyChange(connection, me, rand, _proof(me, found, typed), found)


def prove(connection: Connection, me: Unlocked, typed: str) -> dict[str, Any]:
    """Make a proof of the password or the recovery code alone."""
    return _proof(me, unlocking.slots_of(connection), typed)


def _proof(me: Unlocked, found: list[SlotRow], typed: str) -> dict[str, Any]:
    try:
        codes = recovery_code.keys(recovery_code.read(typed))
    except recovery_code.MistypedCode:
        slot = unlocking.only(found, "password")
        salt16 = slots.read_password_params(slot.params)
        keys = passwords.password_keys(me.login, salt16, typed)
        unlocking.open_slot(slot, me.keys.account_id, keys.slot_key)
        return {"auth_key": to_base64url(keys.auth_key)}
    unlocking.open_slot(unlocking.only(found, "recovery"), me.keys.account_id, codes.slot_key)
    return {"recovery_auth": to_base64url(codes.recovery_auth)}


def change_password(at: KeyChange, password: str | None) -> tuple[str, Unlocked]:
    """Put another password in the place of the old one (None: six words); returns it."""
    return _new_password(at, at.me.login, password, {})


def rename(at: KeyChange, login: str, password: str) -> Unlocked:
    """Change the login name. Under the new name the same password has another salt and key."""
    login = passwords.read_login(login)
    _password, me = _new_password(at, login, password, {"login": login}, chosen=False)
    return me


def _new_password(
    at: KeyChange, login: str, password: str | None, more: dict[str, Any], *, chosen: bool = True
) -> tuple[str, Unlocked]:
    if password is None:
        password = passwords.generate_password(at.rand)
    elif chosen:
        new_keys.check_chosen(password)
    slot, auth_key = new_keys.password_slot(login, password, at.me.keys, at.rand)
    body = {
        "proof": at.proof,
        "auth_key": to_base64url(auth_key),
        "slots": [slot_body(slot), *at.others("password")],
    }
    new_keys.replace(at.connection, {**body, **more}, (password, None))
    return password, replace(at.me, login=login, slot=slot)


def new_recovery_code(at: KeyChange) -> str:
    """Put another recovery code in the place of the old one; returns it, shown this once."""
    slot, recovery_auth, code = new_keys.code_slot(at.me.keys, at.rand)
    body = {
        "proof": at.proof,
        "recovery_auth": to_base64url(recovery_auth),
        "slots": [slot_body(slot), *at.others("recovery")],
    }
    new_keys.replace(at.connection, body, (None, code))
    return code


def recognise(me: Unlocked, known: bytes, left_behind: list[bytes]) -> None:
    """Refuse an account whose public key is another than this computer knew.

    It is the same account if the journal holds the old key as a retired one, under the new key.
    """
    if me.keys.public != known and known not in left_behind:
        raise errors.OwnKeyChanged(messages.OWN_KEY_CHANGED)
