# SPDX-License-Identifier: Apache-2.0
"""New passwords and recovery codes: for a new account, and after one of the two was lost."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from interlude import errors, messages
from interlude.api.connection import Connection
from interlude.api.rows import LoginRow, SlotRow, read, slot_body
from interlude.domain import Role
from interlude.keys import logins, second_factor, unlocking
from interlude.keys.unlocking import Unlocked
from interlude.protocol import passwords, recovery_code, slots
from interlude.protocol.encoding import from_uuid_text, to_base64url, to_uuid_text
from interlude.protocol.keys import AccountKeys, account_keys
from interlude.protocol.randomness import RandomSource
from interlude.protocol.words import word_list

LEAST_BITS = 50  # PROTOCOL §6, for a password somebody chose


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What a person must write down. The recovery code is shown once and kept nowhere."""

    login: str
    password: str = field(repr=False)
    recovery_code: str = field(repr=False)
    totp_secret: str | None = field(default=None, repr=False)  # of a therapist's authenticator, shown once

    @property
    def otpauth_uri(self) -> str | None:
        """Return what an authenticator reads, mostly from a QR; None where no code is asked for."""
        return self.totp_secret and second_factor.otpauth_uri(self.login, self.totp_secret)


@dataclass(frozen=True, slots=True)
class NewKeys:
    """A new password and code: what goes to the server, what is shown, what signs in."""

    account: NewAccount
    body: dict[str, Any] = field(repr=False)  # auth_key, recovery_auth and both slots
    slot: SlotRow = field(repr=False)
    auth_key: bytes = field(repr=False)


def strength(password: str) -> float:
    """Estimate roughly, and rather too low, how many bits guessing a password takes.

    Words of the generated kind count 11 bits each; otherwise 3 bits for a letter and 4
    where digits, signs or capitals are mixed in, repeated and running characters not counted.
    """
    words = password.split(" ")
    if len(words) > 1 and set(words) <= set(word_list()):
        return 11.0 * len(set(words))
    steps = (ord(here) - ord(before) for before, here in pairwise(password))
    counted = min(1 + sum(1 for step in steps if step not in {-1, 0, 1}), 2 * len(set(password)))
    return counted * (3 if password.isalpha() and password.islower() else 4)


def check_chosen(password: str) -> str:
    """Return a password somebody chose; `WeakPassword` below 50 estimated bits."""
    if strength(password) < LEAST_BITS:
        raise errors.WeakPassword(messages.WEAK_PASSWORD)
    return password


def make(login: str, password: str | None, keys: AccountKeys, rand: RandomSource) -> NewKeys:
    """Make a password where none is given, a recovery code, and the slots of both."""
    login = passwords.read_login(login)
    password = check_chosen(password) if password is not None else passwords.generate_password(rand)
    slot, auth_key = password_slot(login, password, keys, rand)
    recovery_slot, recovery_auth, code = code_slot(keys, rand)
    body = {
        "auth_key": to_base64url(auth_key),
        "recovery_auth": to_base64url(recovery_auth),
        "slots": [slot_body(slot), slot_body(recovery_slot)],
    }
    return NewKeys(NewAccount(login, password, code), body, slot, auth_key)


def password_slot(login: str, password: str, keys: AccountKeys, rand: RandomSource) -> tuple[SlotRow, bytes]:
    """Make the slot of a password, with a new salt, and the key that signs in."""
    salt16 = rand(16)
    made = passwords.password_keys(login, salt16, password)
    return _slot(keys, "password", slots.password_params(salt16), made.slot_key, rand), made.auth_key


def code_slot(keys: AccountKeys, rand: RandomSource) -> tuple[SlotRow, bytes, str]:
    """Make a recovery code: its slot, the server's proof key, and the code to write down."""
    code = recovery_code.generate(rand)
    made = recovery_code.keys(code)
    slot = _slot(keys, "recovery", slots.RECOVERY_PARAMS, made.slot_key, rand)
    return slot, made.recovery_auth, recovery_code.write(code)


def register(
    connection: Connection, new: tuple[str, str | None], role: Role, enrolment: str | None, rand: RandomSource
) -> tuple[NewKeys, Unlocked]:
    """Make an account for a login and a password (None: six words); does not sign in."""
    login, password = new
    keys = account_keys(rand(16), rand(32))
    made = make(login, password, keys, rand)
    named = {"account_id": to_uuid_text(keys.account_id), "role": role, "login": made.account.login}
    answer = connection.post("/api/accounts", {**named, **made.body, "enrolment": enrolment})
    if answer.get("account_id") != named["account_id"]:
        raise errors.ServerNonsense(messages.ACCOUNT_NOT_CONFIRMED)
    return made, Unlocked(made.account.login, role, keys, made.slot)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person who recovers her account asks for."""

    password: str | None = field(repr=False)  # None: six words are made
    device: str
    reset_second_factor: bool = False  # she lost the authenticator too


def recover(
    connection: Connection, old: tuple[str, str], new: Wanted, rand: RandomSource
) -> tuple[NewKeys, Unlocked]:
    """Open an account with its recovery code and give it a new password and a new code.

    `old` is the login and the code as typed. A mistyped code is noticed locally, without a request.
    Every other login ends.
    """
    login, code = passwords.read_login(old[0]), recovery_code.read(old[1])
    proof = {"recovery_auth": to_base64url(recovery_code.keys(code).recovery_auth)}
    asked = {"login": login, **proof, "device": new.device, "as": "token"}
    with logins.only_if_it_opens(connection):
        row = read(LoginRow.of, connection.post("/api/logins/recovery", asked))
        connection.token = row.token
        found = unlocking.slots_of(connection)
        slot = unlocking.only(found, "recovery")
        keys = unlocking.open_slot(slot, row.account_id, recovery_code.keys(code).slot_key)
    made = make(login, new.password, keys, rand)
    passkeys = [slot_body(slot) for slot in found if slot.kind == "passkey"]
    body = {**made.body, "slots": [*made.body["slots"], *passkeys], "proof": proof}
    if new.reset_second_factor:
        body["reset_second_factor"] = True
    replace(connection, body, (made.account.password, made.account.recovery_code))
    return made, Unlocked(login, row.role, keys, made.slot)


def replace(connection: Connection, body: dict[str, Any], new: tuple[str | None, str | None]) -> None:
    """Send new keys. After a lost response, ask for the slots to find out whether they were stored.

    `new` is the new password and the new code, None for what stays; if that request fails too,
    `KeysUnsure` returns them to the caller, so that nobody is locked out.
    """
    try:
        answer = connection.put("/api/account/keys", body)
        read(lambda row: from_uuid_text(row["account_id"]), answer)
    except errors.InterludeError as error:
        # A repeated request is refused if the first one arrived: its proof is then outdated.
        if not _arrived(connection, body, new):
            raise error from None


def _arrived(connection: Connection, body: dict[str, Any], new: tuple[str | None, str | None]) -> bool:
    try:
        there = {to_uuid_text(slot.slot_id) for slot in unlocking.slots_of(connection)}
    except errors.Refused:
        return False
    except errors.InterludeError as error:
        raise errors.KeysUnsure(*new) from error
    return {slot["slot_id"] for slot in body["slots"]} == there


def _slot(
    keys: AccountKeys, kind: slots.SlotType, params: bytes, slot_key: bytes, rand: RandomSource
) -> SlotRow:
    address = slots.SlotAddress(keys.account_id, rand(16), kind, params)
    return SlotRow(address.slot_id, kind, params, slots.seal_slot(slot_key, address, keys.account_key, rand))
