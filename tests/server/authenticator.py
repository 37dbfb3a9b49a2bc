# SPDX-License-Identifier: AGPL-3.0-or-later
"""A software authenticator: real ES256 credentials and signatures, so that the real checks run.

What a browser adds (origin, type, challenge) and what an authenticator does (rp id hash, flags,
counter, signature) are arguments, so that Mallory's can lie about each.
"""

import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from server.http.wire import to_base64url
from tests.server.people import HOME, Person, slot, some_id

PRESENT, VERIFIED, CREDENTIAL = 0x01, 0x04, 0x40
PRF = {"prf": {"enabled": True, "results": {"first": "cHJmLXJlc3VsdC1uZXZlci10by1iZS1zZWVu"}}}


def client_data(kind: str, challenge: str, origin: str, **more: Any) -> bytes:
    told = {"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False} | more
    return json.dumps(told).encode()


@dataclass
class Authenticator:
    """One credential in one device; ``counts`` is false for those that are synced and never count."""

    user_handle: bytes
    origin: str = HOME
    counts: bool = True
    count: int = 0
    flags: int = PRESENT | VERIFIED
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def id(self) -> str:
        return to_base64url(self.credential_id)

    @property
    def credential_hash(self) -> bytes:
        return hashlib.sha256(self.credential_id).digest()

    def create(self, challenge: str, *, extensions: Any = None, **lies: Any) -> dict[str, Any]:
        """What ``navigator.credentials.create()`` gives, as JSON."""
        told = client_data("webauthn.create", challenge, lies.pop("origin", self.origin))
        attested = cbor2.dumps(
            {"fmt": "none", "attStmt": {}, "authData": self._data(lies, CREDENTIAL) + self._attested()}
        )
        response = {
            "clientDataJSON": to_base64url(told),
            "attestationObject": to_base64url(attested),
            "transports": ["internal"],
        }
        return self._credential(response, extensions)

    def get(self, challenge: str, *, extensions: Any = None, **lies: Any) -> dict[str, Any]:
        """What ``navigator.credentials.get()`` gives, as JSON."""
        if self.counts:
            self.count += 1
        told = client_data(
            lies.pop("kind", "webauthn.get"),
            challenge,
            lies.pop("origin", self.origin),
            **lies.pop("more", {}),
        )
        handle = lies.pop("user_handle", self.user_handle)
        data = self._data(lies)
        signature = self.key.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": to_base64url(told),
            "authenticatorData": to_base64url(data),
            "signature": to_base64url(signature),
            "userHandle": None if handle is None else to_base64url(handle),
        }
        return self._credential(response, extensions)

    def _credential(self, response: dict[str, Any], extensions: Any) -> dict[str, Any]:
        return {
            "id": self.id,
            "rawId": self.id,
            "type": "public-key",
            "response": response,
            "authenticatorAttachment": "platform",
            "clientExtensionResults": extensions or {},
        }

    def _data(self, lies: dict[str, Any], more_flags: int = 0) -> bytes:
        rp_id = lies.get("rp_id", urlsplit(self.origin).hostname)
        flags = lies.get("flags", self.flags) | more_flags
        count = lies.get("count", self.count)
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + count.to_bytes(4, "big")

    def _attested(self) -> bytes:
        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        length = len(self.credential_id).to_bytes(2, "big")
        return bytes(16) + length + self.credential_id + cbor2.dumps(cose)


def authenticator_of(person: Person, **options: Any) -> Authenticator:
    """A device of somebody's, which knows her by her account id."""
    return Authenticator(UUID(person.account_id).bytes, **options)


def challenge(person: Person, purpose: str) -> str:
    """Ask for a challenge as somebody who is signed in."""
    answer = person.post("/api/passkeys/challenges", json={"purpose": purpose})
    assert answer.status_code == 200, answer.json
    return str(answer.json["challenge"])


def challenge_for_anybody(person: Person) -> str:
    """Ask for a challenge to sign in, as anybody may."""
    answer = person.app.test_client().post("/api/passkeys/challenges", json={"purpose": "sign_in"})
    return str(answer.json["challenge"])


def by_key(person: Person) -> dict[str, Any]:
    return {"auth_key": person.body["auth_key"]}


def by_passkey(person: Person, held: Authenticator, **lies: Any) -> dict[str, Any]:
    """A proof by passkey."""
    return {"credential": held.get(challenge(person, "proof"), **lies)}


def slot_of(held: Authenticator) -> dict[str, Any]:
    return slot("passkey", held.credential_hash)


def new_passkey(person: Person, held: Authenticator, **changes: Any) -> dict[str, Any]:
    """What a device sends to add a passkey."""
    return {
        "proof": by_key(person),
        "passkey_id": some_id(),
        "name": "this phone",
        "credential": held.create(challenge(person, "add")),
        "slot": None,
    } | changes


def add(person: Person, *, unlocking: bool = False, **options: Any) -> tuple[Authenticator, str]:
    """Give somebody a passkey; return the device and the passkey's id."""
    held = authenticator_of(person, **options)
    body = new_passkey(person, held, slot=slot_of(held) if unlocking else None)
    made = person.post("/api/passkeys", json=body)
    assert made.status_code == 201, made.json
    return held, str(body["passkey_id"])


def sign_in(person: Person, held: Authenticator, **lies: Any) -> Any:
    """Sign in with a passkey; return the answer."""
    credential = held.get(challenge_for_anybody(person), **lies)
    body = {"credential": credential, "device": "another phone", "as": "token"}
    return person.app.test_client().post("/api/logins/passkey", json=body)
