# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verifies an authenticator's signatures; the only file that uses the ``webauthn`` library.

The bytes are not trusted, so any exception of the library's parsers counts as a refusal.
Extension results, such as the PRF output, are never read (PROTOCOL §5).
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
    """The signature or credential is invalid. Deliberately one error for every reason."""


@dataclass(frozen=True)
class Signed:
    """An authenticator's response, and the challenge it had to sign.

    ``challenge`` is ``None`` if it was unknown, expired or issued for another purpose: then
    verification fails. ``is_ours`` tells whether an origin is the app's own.
    """

    credential: Row
    challenge: bytes | None
    is_ours: Callable[[str], bool]

    @property
    def credential_id(self) -> bytes:
        """Return the credential id it claims."""
        return bytes(self.credential["rawId"])


@dataclass(frozen=True)
class Registered:
    """A new credential that was verified."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def challenge_in(credential: Row) -> bytes | None:
    """Return the challenge in an authenticator's client data."""
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
    """Verify a signature by a known credential; return its new sign count.

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
    """Let the library verify a response for our origin and challenge, user verification required."""
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
    except Exception as error:  # the library parses untrusted bytes here, nothing else
        raise Refused from error


def _expected(signed: Signed) -> tuple[str, str, bytes]:
    """Return the origin, rp id and challenge the authenticator must have signed."""
    client_data = _client_data(signed.credential)
    origin = client_data["origin"]
    rp_id = urlsplit(origin).hostname
    if signed.challenge is None or not rp_id or not signed.is_ours(origin):
        raise Refused
    if client_data.get("crossOrigin") is True:
        raise Refused  # the app's page never runs in another site's frame
    return origin, rp_id, signed.challenge
