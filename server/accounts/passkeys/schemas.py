# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests and responses about passkeys."""

from marshmallow import Schema, fields, validate

from ...http.wire import Base64url, Flag, IdField, ShortText, UtcTime, Wire, field
from ..keys.schemas import SlotSchema
from ..proofs.challenges import ADD, PROOF, SECOND_FACTOR, SIGN_IN
from ..proofs.schemas import NewCredentialSchema, ProvenSchema, SignedCredentialSchema

LONGEST_NAME = 40


class PurposeSchema(Wire):
    """What a challenge is for."""

    purpose = fields.String(required=True, validate=validate.OneOf([SIGN_IN, ADD, PROOF, SECOND_FACTOR]))


class ChallengeSchema(Schema):
    """Random bytes to sign, good once."""

    challenge = field(Base64url(length=32))
    expires_at = field(UtcTime())


class PasskeySchema(Schema):
    """One passkey; ``unlocks`` says whether a slot goes with it."""

    passkey_id = field(IdField())
    credential_hash = field(Base64url(length=32))
    name = fields.String(required=True)
    created_at = field(UtcTime())
    last_used_at = field(UtcTime(), nullable=True)
    unlocks = field(Flag())


class PasskeysSchema(Schema):
    """All passkeys of an account."""

    passkeys = fields.List(fields.Nested(PasskeySchema), required=True)


class NewPasskeySchema(ProvenSchema):
    """A passkey to add, with its slot where it can unlock."""

    passkey_id = field(IdField())
    name = ShortText(longest=LONGEST_NAME, required=True)
    credential = fields.Nested(NewCredentialSchema, required=True)
    slot = fields.Nested(SlotSchema, required=True, allow_none=True)


class PasskeyNameSchema(Wire):
    """Another name of a passkey."""

    name = ShortText(longest=LONGEST_NAME, required=True)


class PasskeySignInSchema(Wire):
    """Signing in with a passkey."""

    credential = fields.Nested(SignedCredentialSchema, required=True)
    device = ShortText(longest=80, required=True)
    answer_as = fields.String(
        data_key="as", load_default="cookie", validate=validate.OneOf(["cookie", "token"])
    )
