# SPDX-License-Identifier: Apache-2.0
"""Signing in and unlocking. The password and the account key never leave this computer."""

from dataclasses import dataclass, field

from interlude import errors, messages
from interlude.api.connection import Connection
from interlude.api.rows import MOST_SLOTS, LoginRow, SlotRow, read, read_list
from interlude.keys import logins, second_factor
from interlude.protocol import passwords, slots
from interlude.protocol.encoding import from_base64url, to_base64url, to_uuid_text
from interlude.protocol.envelope import OpenRefused
from interlude.protocol.keys import AccountKeys, account_keys


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


def begin_login(connection: Connection, login: str, auth_key: bytes, device: str) -> LoginRow:
    """Sign in for a bearer token, which the connection carries from now on."""
    asked = {"login": login, "auth_key": to_base64url(auth_key), "device": device, "as": "token"}
    row = read(LoginRow.of, connection.post("/api/logins", asked))
    connection.token = row.token
    return row


@dataclass(frozen=True, slots=True)
class Credentials:
    """Login name, password, the name of this computer, and the source of second-factor codes."""

    login: str
    password: str = field(repr=False)
    device: str
    codes: second_factor.CodeSource = field(default=None, repr=False)

    def keys(self, connection: Connection) -> passwords.PasswordKeys:
        """Ask for the salt and derive the keys of the password."""
        login = passwords.read_login(self.login)
        return passwords.password_keys(login, _ask_salt(connection, login), self.password)


def sign_in(connection: Connection, who: Credentials) -> Unlocked:
    """Derive the keys of a password, sign in with one and open the slot with the other."""
    keys = who.keys(connection)
    login = passwords.read_login(who.login)
    with logins.only_if_it_opens(connection):
        row = begin_login(connection, login, keys.auth_key, who.device)
        second_factor.complete(connection, row, who.codes)
        return _opened(connection, login, row, keys)


def set_up_second_factor(connection: Connection, who: Credentials) -> tuple[str, Unlocked]:
    """Sign in and give the account a new secret for codes; returns it, to be written down now."""
    keys = who.keys(connection)
    login = passwords.read_login(who.login)
    with logins.only_if_it_opens(connection):
        row = begin_login(connection, login, keys.auth_key, who.device)
        if row.needs == "second_factor":
            second_factor.give(connection, who.codes)
        secret = second_factor.new_secret()
        second_factor.set_up(connection, second_factor.proof_by_password(keys.auth_key), secret)
        return secret, _opened(connection, login, row, keys)


def _opened(connection: Connection, login: str, row: LoginRow, keys: passwords.PasswordKeys) -> Unlocked:
    slot = only(slots_of(connection), "password")
    return Unlocked(login, row.role, open_slot(slot, row.account_id, keys.slot_key), slot)


def unlock(login: str, role: str, account_id: bytes, slot: SlotRow, password: str) -> Unlocked:
    """Open a slot stored on this computer, without network. `WrongPassword` if it does not open."""
    keys = passwords.password_keys(login, slots.read_password_params(slot.params), password)
    return Unlocked(login, role, open_slot(slot, account_id, keys.slot_key), slot)


def _ask_salt(connection: Connection, login: str) -> bytes:
    answer = connection.post("/api/prelogin", {"login": login})
    profile = answer.get("profile")
    if isinstance(profile, bool) or profile != passwords.PROFILE:
        raise errors.WeakerProtection(messages.WEAKER_PROTECTION)
    salt16 = read(lambda row: from_base64url(row["salt16"]), answer)
    if len(salt16) != 16:
        raise errors.WeakerProtection(messages.WEAKER_PROTECTION)
    return salt16


def slots_of(connection: Connection) -> list[SlotRow]:
    """Ask for the slots of the account that is signed in."""
    return read_list(SlotRow.of, connection.get("/api/slots"), "slots", MOST_SLOTS)


def slots_as_opened(connection: Connection, me: Unlocked) -> list[SlotRow]:
    """Ask for the slots, and check that the password's is still the one opened here.

    :raises ChangedElsewhere: when it is another one, which the person may not be able to open.
    """
    found = slots_of(connection)
    if only(found, "password") != me.slot:
        raise errors.ChangedElsewhere(messages.PASSWORD_CHANGED)
    return found


def only(found: list[SlotRow], kind: str) -> SlotRow:
    """Pick the one slot of a type that can exist once."""
    fitting = [slot for slot in found if slot.kind == kind]
    if len(fitting) != 1:
        raise errors.ServerNonsense(messages.not_one_slot(kind))
    return fitting[0]


def open_slot(slot: SlotRow, account_id: bytes, slot_key: bytes) -> AccountKeys:
    """Open a slot with the key of a password or code; `WrongPassword` if it does not fit."""
    kind: slots.SlotType = "recovery" if slot.kind == "recovery" else "password"
    address = slots.SlotAddress(account_id, slot.slot_id, kind, slot.params)
    try:
        return account_keys(account_id, slots.open_slot(slot_key, address, slot.envelope))
    except OpenRefused as error:
        raise errors.WrongPassword(messages.does_not_unlock(_name(kind)), "wrong_login") from error


def _name(kind: str) -> str:
    return "recovery code" if kind == "recovery" else kind
