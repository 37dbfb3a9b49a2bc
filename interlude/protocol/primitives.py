# SPDX-License-Identifier: Apache-2.0
"""The only file that touches the cryptography library: five standard parts, by their RFCs."""

import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class KeyRefused(ValueError):
    """A key that must not be used: wrong length, low order, or one's own."""


class Forged(Exception):
    """An authentication tag does not fit its key, nonce and bytes."""


def sha256(data: bytes) -> bytes:
    """Hash with SHA-256."""
    return hashlib.sha256(data).digest()


def hmac_sha256(key: bytes, data: bytes) -> bytes:
    """Authenticate with HMAC-SHA256."""
    return hmac.digest(key, data, "sha256")


def equal(one: bytes, other: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(one, other)


def hkdf(key: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """Derive with HKDF-SHA256 (RFC 5869)."""
    return HKDF(SHA256(), length, salt, info).derive(key)


def encrypt(key: bytes, nonce: bytes, plaintext: bytes, associated: bytes = b"") -> bytes:
    """Encrypt with ChaCha20-Poly1305 (RFC 8439): the ciphertext and its 16-byte tag."""
    return ChaCha20Poly1305(key).encrypt(nonce, plaintext, associated or None)


def decrypt(key: bytes, nonce: bytes, ciphertext: bytes, associated: bytes = b"") -> bytes:
    """Undo `encrypt`; `Forged` if a single bit differs."""
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, ciphertext, associated or None)
    except InvalidTag as error:
        raise Forged from error


def argon2id(password: bytes, salt: bytes) -> bytes:
    """Stretch a password with profile 1: v1.3, m = 65,536 KiB, t = 3, p = 1, 32 bytes.

    Source of the numbers: RFC 9106 §4, second recommended option, with one lane. They are
    written here and taken from nowhere else.
    """
    return Argon2id(salt=salt, length=32, iterations=3, lanes=1, memory_cost=65_536).derive(password)


def x25519_public(private: bytes) -> bytes:
    """Compute the public key of 32 private bytes (RFC 7748)."""
    return _private(private).public_key().public_bytes_raw()


def x25519(private: bytes, public: bytes) -> bytes:
    """Agree on 32 bytes; `KeyRefused` for a public key that makes them all zero."""
    if len(public) != 32:
        raise KeyRefused("a public key is not 32 bytes")
    try:
        return _private(private).exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError as error:
        raise KeyRefused("a public key of low order") from error


def _private(private: bytes) -> X25519PrivateKey:
    if len(private) != 32:
        raise KeyRefused("a private key is not 32 bytes")
    return X25519PrivateKey.from_private_bytes(private)
