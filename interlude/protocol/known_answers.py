# SPDX-License-Identifier: Apache-2.0
"""Known answers of the RFCs, checked before a client does anything (PROTOCOL §15)."""

from functools import cache

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from interlude.protocol import primitives


class WrongAnswer(RuntimeError):
    """This computer's cryptography does not compute what the RFCs say. Nothing may be sealed with it."""


@cache
def check_known_answers() -> None:
    """Compute one published example of each primitive; `WrongAnswer` names the first that differs."""
    for name, (computed, expected) in _answers().items():
        if computed.hex() != expected:
            raise WrongAnswer(f"{name} does not compute its published example")


def _answers() -> dict[str, tuple[bytes, str]]:
    return {
        "ChaCha20-Poly1305 (RFC 8439 §2.8.2)": _chacha20_poly1305(),
        "HKDF-SHA256 (RFC 5869 A.1)": _hkdf(),
        "X25519 (RFC 7748 §5.2)": _x25519(),
        "Argon2id (RFC 9106 §5.3)": _argon2id(),
    }


def _chacha20_poly1305() -> tuple[bytes, str]:
    key = bytes(range(0x80, 0xA0))
    nonce = bytes.fromhex("070000004041424344454647")
    associated = bytes.fromhex("50515253c0c1c2c3c4c5c6c7")
    plaintext = (
        b"Ladies and Gentlemen of the class of '99: "
        b"If I could offer you only one tip for the future, sunscreen would be it."
    )
    expected = (
        "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
        "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
        "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
        "3ff4def08e4b7a9de576d26586cec64b6116"
        "1ae10b594f09e26a7e902ecbd0600691"
    )
    return primitives.encrypt(key, nonce, plaintext, associated), expected


def _hkdf() -> tuple[bytes, str]:
    made = primitives.hkdf(b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA)), 42)
    return made, "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"


def _x25519() -> tuple[bytes, str]:
    scalar = bytes.fromhex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4")
    point = bytes.fromhex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")
    return (
        primitives.x25519(scalar, point),
        "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
    )


def _argon2id() -> tuple[bytes, str]:
    """Use the RFC's own small parameters, which the profile of this protocol is not."""
    derivation = Argon2id(
        salt=b"\x02" * 16,
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        ad=b"\x04" * 12,
        secret=b"\x03" * 8,
    )
    made = derivation.derive(b"\x01" * 32)
    return made, "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
