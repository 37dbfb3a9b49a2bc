# SPDX-License-Identifier: Apache-2.0
"""PROTOCOL §7: entries, what is written while locked, and what only a device keeps."""

from interlude.protocol.encoding import labelled, u64
from interlude.protocol.envelope import OpenRefused, open_envelope, open_padded, seal, seal_padded
from interlude.protocol.keys import AccountKeys, kdf
from interlude.protocol.padding import ENTRY_FLOOR
from interlude.protocol.primitives import KeyRefused, x25519, x25519_public
from interlude.protocol.randomness import RandomSource


def _entry_context(account_id: bytes, entry_id: bytes, revision: int) -> bytes:
    return labelled("seal/entry", account_id, entry_id, u64(revision))


def seal_entry(
    keys: AccountKeys, entry_id: bytes, revision: int, payload: bytes, rand: RandomSource
) -> bytes:
    """Seal one revision of one entry of one account."""
    context = _entry_context(keys.account_id, entry_id, revision)
    return seal_padded(keys.journal, context, payload, ENTRY_FLOOR, rand)


def open_entry(keys: AccountKeys, entry_id: bytes, revision: int, envelope: bytes) -> bytes:
    """Return the payload; `OpenRefused` unless account, id and revision are the sealed ones."""
    return open_padded(
        keys.journal, _entry_context(keys.account_id, entry_id, revision), envelope, ENTRY_FLOOR
    )


def _drop_key(shared: bytes, ephemeral: bytes, public: bytes, account_id: bytes) -> bytes:
    return kdf(shared, "key/drop", ephemeral, public, account_id)


def seal_drop(public: bytes, account_id: bytes, entry_id: bytes, payload: bytes, rand: RandomSource) -> bytes:
    """Seal to one's own public key while locked. Draws the ephemeral key, then SEAL's salt."""
    ephemeral_private = rand(32)
    ephemeral = x25519_public(ephemeral_private)
    key = _drop_key(x25519(ephemeral_private, public), ephemeral, public, account_id)
    context = labelled("seal/drop", account_id, entry_id)
    return ephemeral + seal_padded(key, context, payload, ENTRY_FLOOR, rand)


def open_drop(keys: AccountKeys, entry_id: bytes, drop: bytes) -> bytes:
    """Open what was written while locked. Only ever given what this device itself kept."""
    ephemeral = drop[:32]
    try:
        shared = x25519(keys.private, ephemeral)
    except KeyRefused as error:
        raise OpenRefused from error
    key = _drop_key(shared, ephemeral, keys.public, keys.account_id)
    return open_padded(key, labelled("seal/drop", keys.account_id, entry_id), drop[32:], ENTRY_FLOOR)


def seal_local(keys: AccountKeys, store: str, key: str, plaintext: bytes, rand: RandomSource) -> bytes:
    """Seal what only this device keeps, bound to its store and its key there. Not padded."""
    return seal(keys.local, labelled("seal/local", keys.account_id, store, key), plaintext, rand)


def open_local(keys: AccountKeys, store: str, key: str, envelope: bytes) -> bytes:
    """Undo `seal_local`."""
    return open_envelope(keys.local, labelled("seal/local", keys.account_id, store, key), envelope)
