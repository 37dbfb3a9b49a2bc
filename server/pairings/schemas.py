# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests and responses about invites and pairings."""

from marshmallow import Schema, fields, validate

from ..http.wire import ENVELOPE_BODY, Base64url, Envelope, IdField, UtcTime, Wire, field
from .models import ACCEPTED, CONFIRMED, ENDED


class InviteSchema(Wire):
    """An invite: all the server learns of it."""

    invite_id = field(IdField())
    expires_at = field(UtcTime())


class AcceptanceSchema(Wire):
    """What the patient's device sends back (PROTOCOL §10)."""

    largest_body = ENVELOPE_BODY

    pairing_id = field(IdField())
    patient_id = field(IdField())
    pk_patient = field(Base64url(length=32))
    tag = field(Base64url(length=32))
    hello = field(Envelope())


class PairedSchema(Schema):
    """The pairing that was made."""

    pairing_id = field(IdField())


class StateSchema(PairedSchema):
    """The state of a pairing."""

    state = fields.String(required=True, validate=validate.OneOf([ACCEPTED, CONFIRMED, ENDED]))


class PairingSchema(StateSchema):
    """One pairing, as both of its people see it."""

    invite_id = field(IdField())
    therapist_id = field(IdField())
    patient_id = field(IdField())
    pk_patient = field(Base64url(length=32))
    tag = field(Base64url(length=32))
    hello = field(Envelope())
    since = field(UtcTime())


class PairingsSchema(Schema):
    """All pairings of an account."""

    pairings = fields.List(fields.Nested(PairingSchema), required=True)
