# SPDX-License-Identifier: AGPL-3.0-or-later
"""Second factors in requests and responses."""

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from ...http.wire import Flag, Whole, Wire, field
from ..proofs.schemas import ProvenSchema, SignedCredentialSchema

BASE32 = r"[A-Z2-7]{32}"  # 160 bits
CODE = r"[0-9]{6}"


class SecondFactorSchema(Schema):
    """Which second factors somebody has, and whether one is required."""

    totp = field(Flag())
    passkeys = field(Whole())
    required = field(Flag())


class CodesSchema(ProvenSchema):
    """An authenticator app to set up: its secret, made by the client, and what it shows now."""

    secret = fields.String(required=True, validate=validate.Regexp(rf"\A{BASE32}\Z"))
    code = fields.String(required=True, validate=validate.Regexp(rf"\A{CODE}\Z"))


class GivenSchema(Wire):
    """A second factor: a code, or a passkey's signature."""

    code = fields.String(load_default=None, validate=validate.Regexp(rf"\A{CODE}\Z"))
    credential = fields.Nested(SignedCredentialSchema, load_default=None)

    @validates_schema
    def check_one(self, data: dict[str, object], **_: object) -> None:
        """Refuse none, and refuse both."""
        if (data["code"] is None) == (data["credential"] is None):
            raise ValidationError("Either code or credential.", "code")
