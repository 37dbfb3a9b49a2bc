"""Making an account and unlocking one. The password and the account key never leave this computer."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from interlude import faults
from interlude.connection import Connection
from interlude.domain import Role
from interlude.protocol import passwords, recovery_code, slots
from interlude.protocol.encoding import from_base64url, to_base64url, to_uuid_text
from interlude.protocol.envelope import OpenRefused
from interlude.protocol.keys import AccountKeys, account_keys
from interlude.protocol.randomness import RandomSource
from interlude.protocol.words import word_list
from interlude.rows import LoginRow, SlotRow, read, read_list

WEAKER = "This server asks for weaker protection. Nothing was sent."
LEAST_BITS = 50  # PROTOCOL §6, for a password somebody chose


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What a person must write down. The recovery code is shown once and kept nowhere."""

    login: str
    password: str = field(repr=False)
    recovery_code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unlocked:
    """An account with its keys in memory."""

    login: str
    role: str
    keys: AccountKeys
    slot: SlotRow  # the password's, so that a later start can unlock without the network

    @property
    def account_id(self) -> str:
        """Return the id as text."""
        return to_uuid_text(self.keys.account_id)


@dataclass(frozen=True, slots=True)
class Registration:
    """A new account before it is sent: what goes to the server, and what stays here."""

    body: dict[str, Any] = field(repr=False)
    told: NewAccount
    unlocked: Unlocked
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
    counted = min(1 + sum(1 for step in steps if step not in (-1, 0, 1)), 2 * len(set(password)))
    return counted * (3 if password.isalpha() and password.islower() else 4)


def check_chosen(password: str) -> str:
    """Return a password somebody chose; `WeakPassword` below 50 estimated bits."""
    if strength(password) < LEAST_BITS:
        raise faults.WeakPassword("This password is too easy to guess. Leave it out, and six words are made.")
    return password


def prepare(
    login: str, password: str | None, role: Role, enrolment: str | None, rand: RandomSource
) -> Registration:
    """Make an account: keys, the password's slot and the recovery code's."""
    login = passwords.read_login(login)
    password = check_chosen(password) if password is not None else passwords.generate_password(rand)
    account_id, account_key, salt16, code = rand(16), rand(32), rand(16), recovery_code.generate(rand)
    mine, codes = passwords.password_keys(login, salt16, password), recovery_code.keys(code)
    keys = account_keys(account_id, account_key)
    password_slot = _slot(keys, "password", slots.password_params(salt16), mine.slot_key, rand)
    recovery_slot = _slot(keys, "recovery", slots.RECOVERY_PARAMS, codes.slot_key, rand)
    body = {
        "account_id": to_uuid_text(account_id),
        "role": role,
        "login": login,
        "auth_key": to_base64url(mine.auth_key),
        "recovery_auth": to_base64url(codes.recovery_auth),
        "slots": [_row(password_slot), _row(recovery_slot)],
        "enrolment": enrolment,
    }
    told = NewAccount(login, password, recovery_code.write(code))
    return Registration(body, told, Unlocked(login, role, keys, password_slot), mine.auth_key)


def _slot(
    keys: AccountKeys, kind: slots.SlotType, params: bytes, slot_key: bytes, rand: RandomSource
) -> SlotRow:
    address = slots.SlotAddress(keys.account_id, rand(16), kind, params)
    return SlotRow(address.slot_id, kind, params, slots.seal_slot(slot_key, address, keys.account_key, rand))


def _row(slot: SlotRow) -> dict[str, Any]:
    return {
        "slot_id": to_uuid_text(slot.slot_id),
        "type": slot.kind,
        "params": to_base64url(slot.params),
        "envelope": to_base64url(slot.envelope),
    }


def begin_login(connection: Connection, login: str, auth_key: bytes, device: str) -> LoginRow:
    """Sign in for a bearer token, which the connection carries from now on."""
    asked = {"login": login, "auth_key": to_base64url(auth_key), "device": device, "as": "token"}
    row = read(LoginRow.of, connection.post("/api/logins", asked))
    connection.token = row.token
    return row


def sign_in(connection: Connection, login: str, password: str, device: str) -> Unlocked:
    """Derive the keys of a password, sign in with one and open the slot with the other."""
    login = passwords.read_login(login)
    keys = passwords.password_keys(login, _ask_salt(connection, login), password)
    row = begin_login(connection, login, keys.auth_key, device)
    slot = _password_slot(connection)
    return Unlocked(login, row.role, _open(slot, row.account_id, keys.slot_key), slot)


def unlock(login: str, role: str, account_id: bytes, slot: SlotRow, password: str) -> Unlocked:
    """Open a slot that was kept on this computer; no network. `WrongPassword` if it does not open."""
    keys = passwords.password_keys(login, slots.read_password_params(slot.params), password)
    return Unlocked(login, role, _open(slot, account_id, keys.slot_key), slot)


def _ask_salt(connection: Connection, login: str) -> bytes:
    answer = connection.post("/api/prelogin", {"login": login})
    profile = answer.get("profile")
    if isinstance(profile, bool) or profile != passwords.PROFILE:
        raise faults.WeakerProtection(WEAKER)
    salt16 = read(lambda row: from_base64url(row["salt16"]), answer)
    if len(salt16) != 16:
        raise faults.WeakerProtection(WEAKER)
    return salt16


def _password_slot(connection: Connection) -> SlotRow:
    found = read_list(SlotRow.of, connection.get("/api/slots"), "slots")
    passworded = [slot for slot in found if slot.kind == "password"]
    if len(passworded) != 1:
        raise faults.ServerNonsense("The server has no password slot of this account.")
    return passworded[0]


def _open(slot: SlotRow, account_id: bytes, slot_key: bytes) -> AccountKeys:
    address = slots.SlotAddress(account_id, slot.slot_id, "password", slot.params)
    try:
        return account_keys(account_id, slots.open_slot(slot_key, address, slot.envelope))
    except OpenRefused as error:
        raise faults.WrongPassword("This password does not open the account.", "wrong_login") from error
