# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests with an authenticator's response or a fresh proof.

Browsers put more into a credential than the server reads, and later ones will add to it. So
unknown fields are dropped here, unlike in every other schema. Extension results are dropped
too: they can hold the PRF output, which unlocks the account (PROTOCOL §5).
"""

from marshmallow import EXCLUDE, ValidationError, fields, validate, validates_schema

from ...http.wire import Base64url, Wire, field
from ..models import LONGEST_CREDENTIAL_ID

CLIENT_DATA, ATTESTATION, SIGNED = 4096, 16_384, 4096  # most bytes of each


class FromBrowser(Wire):
    """A part of a credential; fields not declared are dropped."""

    class Meta:
        """Drop unknown fields: browsers define this format."""

        unknown = EXCLUDE


class CredentialSchema(FromBrowser):
    """What every credential has."""

    id = field(Base64url(longest=LONGEST_CREDENTIAL_ID))
    rawId = field(Base64url(longest=LONGEST_CREDENTIAL_ID))  # noqa: N815 (the browser's word)
    type = fields.String(required=True, validate=validate.Equal("public-key"))

    @validates_schema
    def check_ids(self, data: dict[str, object], **_: object) -> None:
        """Refuse a credential with two ids."""
        if data["id"] != data["rawId"] or not data["id"]:
            raise ValidationError("id and rawId are the same.", "rawId")


class AttestationSchema(FromBrowser):
    """An authenticator's response to making a credential."""

    clientDataJSON = field(Base64url(longest=CLIENT_DATA))  # noqa: N815
    attestationObject = field(Base64url(longest=ATTESTATION))  # noqa: N815


class NewCredentialSchema(CredentialSchema):
    """A new credential: ``RegistrationResponseJSON`` of WebAuthn, as far as it is read."""

    response = fields.Nested(AttestationSchema, required=True)


class AssertionSchema(FromBrowser):
    """An authenticator's response to signing a challenge."""

    clientDataJSON = field(Base64url(longest=CLIENT_DATA))  # noqa: N815
    authenticatorData = field(Base64url(longest=SIGNED))  # noqa: N815
    signature = field(Base64url(longest=SIGNED))
    userHandle = field(Base64url(longest=64), required=False, nullable=True, load_default=None)  # noqa: N815


class SignedCredentialSchema(CredentialSchema):
    """A signature: ``AuthenticationResponseJSON`` of WebAuthn, as far as it is read."""

    response = fields.Nested(AssertionSchema, required=True)


class ProofSchema(Wire):
    """A fresh proof: the key of the password, of the recovery code, or a passkey's signature."""

    auth_key = field(Base64url(length=32), required=False, load_default=None)
    recovery_auth = field(Base64url(length=32), required=False, load_default=None)
    credential = fields.Nested(SignedCredentialSchema, load_default=None)

    @validates_schema
    def check_one(self, data: dict[str, object], **_: object) -> None:
        """Refuse none, and refuse several."""
        if sum(value is not None for value in data.values()) != 1:
            raise ValidationError("One of auth_key, recovery_auth and credential.", "auth_key")


class ProvenSchema(Wire):
    """A request that holds nothing but a fresh proof."""

    proof = fields.Nested(ProofSchema, required=True)
