# SPDX-License-Identifier: Apache-2.0
"""PROTOCOL §5: the recovery code, 128 bits a person can write down and type back."""

from dataclasses import dataclass, field

from interlude.protocol.encoding import labelled
from interlude.protocol.keys import kdf
from interlude.protocol.primitives import sha256
from interlude.protocol.randomness import RandomSource

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's

_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})


class MistypedCode(ValueError):
    """The code was read or typed wrong; noticed locally, without a request."""

    def __init__(self) -> None:
        """Say it in one sentence."""
        super().__init__("This recovery code is mistyped. It has seven groups of four letters and digits.")


@dataclass(frozen=True, slots=True)
class RecoveryKeys:
    """What a recovery code gives: a proof for the server, and the key of its slot."""

    recovery_auth: bytes = field(repr=False)
    slot_key: bytes = field(repr=False)


def generate(rand: RandomSource) -> bytes:
    """Draw the 16 bytes of a new code."""
    return rand(16)


def write(code: bytes) -> str:
    """Write 16 bytes as seven groups of four: 26 symbols, then 2 that check them."""
    bits = int.from_bytes(code, "big") << 2
    symbols = [ALPHABET[bits >> (5 * place) & 31] for place in range(25, -1, -1)]
    text = "".join(symbols) + _check_symbols(code)
    return "-".join(text[start : start + 4] for start in range(0, 28, 4))


def read(typed: str) -> bytes:
    """Read a code as people type it; `MistypedCode` when the check or a filler bit is wrong.

    Upper and lower case, spaces and hyphens anywhere, O for 0, I and L for 1 are all fine.
    """
    symbols = _upper(typed).translate(_READ_AS)
    if len(symbols) != 28 or any(symbol not in ALPHABET for symbol in symbols):
        raise MistypedCode
    bits = 0
    for symbol in symbols[:26]:
        bits = bits << 5 | ALPHABET.index(symbol)
    code = (bits >> 2).to_bytes(16, "big")
    if bits & 3 or _check_symbols(code) != symbols[26:]:
        raise MistypedCode
    return code


def keys(code: bytes) -> RecoveryKeys:
    """Derive both keys of a recovery code."""
    return RecoveryKeys(
        recovery_auth=kdf(code, "key/auth-recovery"),
        slot_key=kdf(code, "key/slot-recovery"),
    )


def _upper(typed: str) -> str:
    # ASCII only: str.upper would turn a dotless i into I, and one letter into two.
    return "".join(chr(ord(letter) - 32) if "a" <= letter <= "z" else letter for letter in typed)


def _check_symbols(code: bytes) -> str:
    check = int.from_bytes(sha256(labelled("recovery-check", code))[:2], "big") >> 6
    return ALPHABET[check >> 5] + ALPHABET[check & 31]
