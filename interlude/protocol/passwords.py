# SPDX-License-Identifier: Apache-2.0
"""PROTOCOL §6: logins, passwords and what is derived from them."""

import re
import unicodedata
from dataclasses import dataclass, field

from interlude.protocol.encoding import labelled
from interlude.protocol.keys import kdf
from interlude.protocol.primitives import argon2id, sha256
from interlude.protocol.randomness import RandomSource
from interlude.protocol.words import from_bits

PROFILE = 1

_LOGIN = re.compile(r"[a-z0-9._@+-]{3,64}")
_TO_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


class LoginRefused(ValueError):
    """A login name that is not in the specified form."""


class PasswordRefused(ValueError):
    """A password that is empty, too long or not well-formed Unicode."""


def read_login(typed: str) -> str:
    """Lower-case the letters A-Z; `LoginRefused` unless 3 to 64 of a-z, 0-9 and `._-@+`."""
    login = typed.translate(_TO_LOWER)
    if not _LOGIN.fullmatch(login):
        raise LoginRefused("A login name is 3 to 64 letters, digits or any of . _ - @ +")
    return login


def password_bytes(password: str) -> bytes:
    """Normalise to NFKC and encode: 1 to 1,024 bytes, never trimmed."""
    try:
        raw = unicodedata.normalize("NFKC", password).encode("utf-8")
    except UnicodeEncodeError as error:
        raise PasswordRefused("This password holds half a character.") from error
    if not 1 <= len(raw) <= 1024:
        raise PasswordRefused("A password is 1 to 1,024 bytes long.")
    return raw


@dataclass(frozen=True, slots=True)
class PasswordKeys:
    """What a password gives: a proof for the server, and the key of its slot."""

    auth_key: bytes = field(repr=False)
    slot_key: bytes = field(repr=False)


def password_root(login: str, salt16: bytes, password: str) -> bytes:
    """Stretch a password to the root key; takes about a third of a second and 64 MiB."""
    if len(salt16) != 16:
        raise PasswordRefused("A password's salt is 16 bytes.")
    argon_salt = sha256(labelled("pw-salt", read_login(login), salt16))[:16]
    return argon2id(password_bytes(password), argon_salt)


def password_keys(login: str, salt16: bytes, password: str) -> PasswordKeys:
    """Derive both keys of a password. The root key never leaves this function."""
    login = read_login(login)
    root = password_root(login, salt16, password)
    return PasswordKeys(auth_key=kdf(root, "key/auth", login), slot_key=kdf(root, "key/slot-password"))


def generate_password(rand: RandomSource) -> str:
    """Make six words of the BIP-39 English list, 66 bits. Draws 9 bytes and leaves the last 6 bits."""
    return " ".join(from_bits(rand(9), 6))
