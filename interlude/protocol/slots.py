# SPDX-License-Identifier: Apache-2.0
"""PROTOCOL §5: the ways to unlock an account key."""

from dataclasses import dataclass
from typing import Literal

from interlude.protocol.encoding import labelled, lp, u8
from interlude.protocol.envelope import OpenRefused, open_envelope, seal
from interlude.protocol.keys import kdf
from interlude.protocol.padding import SLOT_LENGTH
from interlude.protocol.passwords import PROFILE
from interlude.protocol.primitives import sha256
from interlude.protocol.randomness import RandomSource

SlotType = Literal["password", "recovery", "passkey"]

PRF_INPUT = b"interlude/1/prf"  # what a passkey is asked to evaluate
RECOVERY_PARAMS = b""


class SlotRefused(ValueError):
    """A slot whose params are not those of its type, or of a profile this client does not run."""


def password_params(salt16: bytes) -> bytes:
    """Encode the params of a password slot."""
    if len(salt16) != 16:
        raise SlotRefused("a password's salt is not 16 bytes")
    return lp(u8(PROFILE), salt16)


def read_password_params(params: bytes) -> bytes:
    """Return salt16; `SlotRefused` for another form or any profile but 1."""
    salt16 = params[-16:]
    if len(params) != 21 or params != password_params(salt16):
        raise SlotRefused("This server asks for weaker protection.")
    return salt16


def passkey_params(credential_id: bytes) -> bytes:
    """Hash the credential id, so that the row does not name the passkey."""
    return sha256(credential_id)


def passkey_slot_key(prf_output: bytes) -> bytes:
    """Derive the slot key from a passkey's 32 PRF bytes."""
    if len(prf_output) != 32:
        raise SlotRefused("a PRF output is not 32 bytes")
    return kdf(prf_output, "key/slot-passkey")


@dataclass(frozen=True, slots=True)
class SlotAddress:
    """Which slot this is: of which account, of which type, with which params."""

    account_id: bytes
    slot_id: bytes
    kind: SlotType
    params: bytes

    @property
    def context(self) -> bytes:
        """Encode it as SEAL's context."""
        return labelled("seal/slot", self.account_id, self.slot_id, self.kind, self.params)


def seal_slot(slot_key: bytes, address: SlotAddress, account_key: bytes, rand: RandomSource) -> bytes:
    """Seal an account key into a slot of 113 bytes."""
    if len(account_key) != 32:
        raise SlotRefused("an account key is not 32 bytes")
    return seal(slot_key, address.context, account_key, rand)


def open_slot(slot_key: bytes, address: SlotAddress, envelope: bytes) -> bytes:
    """Return the account key; `OpenRefused` for a wrong key or a slot of another account."""
    if len(envelope) != SLOT_LENGTH:
        raise OpenRefused
    return open_envelope(slot_key, address.context, envelope)
