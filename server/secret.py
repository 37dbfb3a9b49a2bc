# SPDX-License-Identifier: AGPL-3.0-or-later
"""The server's one secret, and the keyed hashes made with it.

It protects no journal: it keeps the made-up salts of unknown logins stable, hashes login
tokens and addresses so that a thief of the database cannot use them, and seals the secrets
of six-digit codes, which the server needs to check a code.
"""

import hashlib
import hmac
import os
import secrets
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

SECRET_BYTES = 32
NONCE_BYTES = 12


class NoSecret(Exception):
    """The secret file is missing or too short; ``make-secret`` makes it."""


class ServerSecret:
    """The secret of one server, read from its file when first needed."""

    def __init__(self, path: Path) -> None:
        """Take the path of the secret; it is not read yet."""
        self.path = path

    @cached_property
    def _key(self) -> bytes:
        try:
            key = self.path.read_bytes()
        except OSError as error:
            raise NoSecret("run: flask --app server make-secret") from error
        if len(key) < SECRET_BYTES:
            raise NoSecret("the secret file is too short")
        return key

    def check(self) -> None:
        """Read the file now.

        :raises NoSecret: when there is none.
        """
        _ = self._key

    def unknown_salt(self, login: str) -> bytes:
        """Return the 16-byte salt of an unknown login (PROTOCOL §6)."""
        return hmac.digest(self._key, login.encode(), hashlib.sha256)[:16]

    def keyed_hash(self, purpose: str, value: bytes) -> bytes:
        """Hash 32 bytes for one purpose. The zero byte keeps the input distinct from any login."""
        return hmac.digest(self._key, b"\0" + purpose.encode() + b"\0" + value, hashlib.sha256)

    def seal(self, purpose: str, owner: str, value: bytes) -> bytes:
        """Seal a value for one purpose and owner: 28 bytes longer."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher(purpose).encrypt(nonce, value, owner.encode())

    def open(self, purpose: str, owner: str, sealed: bytes) -> bytes | None:
        """Undo ``seal``; ``None`` if the secret, the purpose or the owner is a different one."""
        try:
            return self._cipher(purpose).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], owner.encode())
        except InvalidTag:
            return None

    def _cipher(self, purpose: str) -> ChaCha20Poly1305:
        return ChaCha20Poly1305(self.keyed_hash("seal", purpose.encode()))


def make_secret(path: Path) -> bool:
    """Make the secret file, readable by its owner only; leave an existing one alone.

    :returns: whether it was made.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(SECRET_BYTES))
    return True
