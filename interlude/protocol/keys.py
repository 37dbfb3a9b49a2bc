# SPDX-License-Identifier: Apache-2.0
"""PROTOCOL §4: what is derived from what. Key pairs are derived, never stored."""

from dataclasses import dataclass, field

from interlude.protocol.encoding import Field, labelled
from interlude.protocol.primitives import KeyRefused, equal, hkdf, x25519, x25519_public


def kdf(key: bytes, label: str, *fields: Field) -> bytes:
    """Derive 32 bytes for one purpose: `KDF(key, label, …)` of PROTOCOL §2."""
    return hkdf(key, bytes(32), labelled(label, *fields), 32)


@dataclass(frozen=True, slots=True)
class AccountKeys:
    """What an unlocked account holds in memory. Printing it shows the account id only."""

    account_id: bytes
    account_key: bytes = field(repr=False)
    journal: bytes = field(repr=False)
    local: bytes = field(repr=False)
    private: bytes = field(repr=False)
    public: bytes


def account_keys(account_id: bytes, account_key: bytes) -> AccountKeys:
    """Derive an account's keys from its account key AK (32 bytes)."""
    private = kdf(account_key, "key/x25519", account_id)
    return AccountKeys(
        account_id=account_id,
        account_key=account_key,
        journal=kdf(account_key, "key/journal", account_id),
        local=kdf(account_key, "key/local", account_id),
        private=private,
        public=x25519_public(private),
    )


@dataclass(frozen=True, slots=True)
class Party:
    """One of two people of a pairing, as the other knows her: an id and a public key."""

    account_id: bytes
    public: bytes


def pair_key(own_private: bytes, therapist: Party, patient: Party) -> bytes:
    """Derive K_pair; the therapist always comes first, whoever computes it.

    `KeyRefused` for equal ids or keys, a key of low order, or a private key of neither.
    """
    if therapist.account_id == patient.account_id or equal(therapist.public, patient.public):
        raise KeyRefused("nobody is paired with herself")
    own_public = x25519_public(own_private)
    if own_public not in {therapist.public, patient.public}:
        raise KeyRefused("this private key belongs to neither of the two")
    other = patient if equal(own_public, therapist.public) else therapist
    shared = x25519(own_private, other.public)
    fields = (therapist.account_id, therapist.public, patient.account_id, patient.public)
    return kdf(shared, "key/pair", *fields)
