# SPDX-License-Identifier: Apache-2.0
"""SEAL and OPEN of PROTOCOL §3, the one symmetric primitive."""

from interlude.protocol.padding import PaddingRefused, pad, unpad
from interlude.protocol.primitives import Forged, decrypt, encrypt, equal, hkdf
from interlude.protocol.randomness import RandomSource

OVERHEAD = 81
VERSION = b"\x01"
# A key is derived for each envelope from a fresh 256-bit salt and used once, so the nonce may be zero.
NONCE = bytes(12)


class OpenRefused(ValueError):
    """An envelope does not open. Deliberately one error for every reason."""

    def __init__(self) -> None:
        """Say the one sentence."""
        super().__init__("This envelope does not open.")


def seal(key: bytes, context: bytes, plaintext: bytes, rand: RandomSource) -> bytes:
    """Seal bytes under a key and a context: 81 bytes more. Draws 32."""
    salt = rand(32)
    encryption_key, commitment = derive(key, salt, context)
    return VERSION + salt + commitment + encrypt(encryption_key, NONCE, plaintext)


def open_envelope(key: bytes, context: bytes, envelope: bytes) -> bytes:
    """Undo `seal`; `OpenRefused` for any other key, context or bytes."""
    if len(envelope) < OVERHEAD:
        raise OpenRefused
    encryption_key = committed_key(key, context, envelope)
    try:
        return decrypt(encryption_key, NONCE, envelope[65:])
    except Forged as error:
        raise OpenRefused from error


def derive(key: bytes, salt: bytes, context: bytes) -> tuple[bytes, bytes]:
    """Derive the encryption key and the commitment to key, salt and context."""
    okm = hkdf(key, salt, context, 64)
    return okm[:32], okm[32:]


def committed_key(key: bytes, context: bytes, envelope: bytes) -> bytes:
    """Check version and commitment of the first 65 bytes, and return the encryption key."""
    if len(envelope) < 65 or envelope[:1] != VERSION:
        raise OpenRefused
    encryption_key, commitment = derive(key, envelope[1:33], context)
    if not equal(commitment, envelope[33:65]):
        raise OpenRefused
    return encryption_key


def seal_padded(key: bytes, context: bytes, payload: bytes, floor: int, rand: RandomSource) -> bytes:
    """Pad, then seal."""
    return seal(key, context, pad(payload, floor), rand)


def open_padded(key: bytes, context: bytes, envelope: bytes, floor: int) -> bytes:
    """Undo `seal_padded`; wrong padding is the same `OpenRefused`."""
    try:
        return unpad(open_envelope(key, context, envelope), floor)
    except PaddingRefused as error:
        raise OpenRefused from error
