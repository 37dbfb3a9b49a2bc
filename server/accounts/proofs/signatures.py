# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an authenticator signed, checked by the ``webauthn`` library: nobody else speaks to it.

The bytes are anybody's, so whatever the parsers of the library trip over is a refusal.
Extension results, among them what a passkey unlocks with, are never read (PROTOCOL §5).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorAssertionResponse,
    AuthenticatorAttestationResponse,
    RegistrationCredential,
)

from ...http import wire

ALGORITHMS = [
    COSEAlgorithmIdentifier.EDDSA,  # -8
    COSEAlgorithmIdentifier.ECDSA_SHA_256,  # -7
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,  # -257
]
LARGEST_COUNT = 2**32 - 1

Row = dict[str, Any]
Held = TypeVar("Held")


class Refused(Exception):
    """What was signed does not hold. Why, is nobody's business."""


@dataclass(frozen=True)
class Signed:
    """What an authenticator handed over, and the challenge it had to sign.

    ``challenge`` is ``None`` where it was unknown, over, or for something else: then
    nothing holds. ``is_ours`` says which origins are the app's own.
    """

    credential: Row
    challenge: bytes | None
    is_ours: Callable[[str], bool]

    @property
    def credential_id(self) -> bytes:
        """Return which credential it says it is."""
        return bytes(self.credential["rawId"])


@dataclass(frozen=True)
class Registered:
    """A new credential that holds."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def challenge_in(credential: Row) -> bytes | None:
    """Return the challenge an authenticator says it signed, read from its client data."""
    try:
        return wire.from_base64url(_client_data(credential)["challenge"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _client_data(credential: Row) -> Row:
    client_data = json.loads(credential["response"]["clientDataJSON"])
    if not isinstance(client_data, dict):
        raise TypeError("client data is no object")
    return client_data


def verify_registration(signed: Signed) -> Registered:
    """Check a new credential.

    :raises Refused: when anything of it does not hold.
    """
    held = _verified(
        signed,
        verify_registration_response,
        lambda response: RegistrationCredential(
            id=wire.to_base64url(signed.credential["id"]),
            raw_id=signed.credential_id,
            response=AuthenticatorAttestationResponse(
                client_data_json=response["clientDataJSON"],
                attestation_object=response["attestationObject"],
            ),
        ),
        supported_pub_key_algs=ALGORITHMS,
    )
    if held.credential_id != signed.credential_id:
        raise Refused
    return Registered(held.credential_id, held.credential_public_key, held.sign_count)


def verify_assertion(signed: Signed, public_key: bytes, sign_count: int) -> int:
    """Check a signature by a known credential; return its new sign count.

    :param sign_count: the last one; a count that does not rise (where there is one) is a copy's.
    :raises Refused: when anything of it does not hold.
    """
    held = _verified(
        signed,
        verify_authentication_response,
        lambda response: AuthenticationCredential(
            id=wire.to_base64url(signed.credential["id"]),
            raw_id=signed.credential_id,
            response=AuthenticatorAssertionResponse(
                client_data_json=response["clientDataJSON"],
                authenticator_data=response["authenticatorData"],
                signature=response["signature"],
            ),
        ),
        credential_public_key=public_key,
        credential_current_sign_count=sign_count,
    )
    return held.new_sign_count


def _verified(
    signed: Signed, verify: Callable[..., Held], credential: Callable[[Row], object], **known: Any
) -> Held:
    """Have the library verify what was signed, for our origin and challenge and with the person verified."""
    try:
        origin, rp_id, challenge = _expected(signed)
        return verify(
            credential=credential(signed.credential["response"]),
            expected_challenge=challenge,
            expected_rp_id=rp_id,
            expected_origin=origin,
            require_user_verification=True,
            **known,
        )
    except Exception as error:  # parsers of anybody's bytes; nothing else happens here
        raise Refused from error


def _expected(signed: Signed) -> tuple[str, str, bytes]:
    """Return origin, rp id and challenge, of which the authenticator may only have signed ours."""
    client_data = _client_data(signed.credential)
    origin = client_data["origin"]
    rp_id = urlsplit(origin).hostname
    if signed.challenge is None or not rp_id or not signed.is_ours(origin):
        raise Refused
    if client_data.get("crossOrigin") is True:
        raise Refused  # our page never runs inside another's
    return origin, rp_id, signed.challenge
