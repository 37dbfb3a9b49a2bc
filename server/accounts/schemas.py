# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests and responses about accounts."""

from marshmallow import Schema, fields, validate

from ..http.wire import (
    ENVELOPE_BODY,
    Base64url,
    BoundedList,
    Envelope,
    Flag,
    IdField,
    LoginName,
    ShortText,
    UtcTime,
    Whole,
    Wire,
    field,
)
from .keys.schemas import SlotSchema
from .models import PATIENT, THERAPIST
from .proofs.schemas import ProvenSchema

MOST_SLOTS = 16
MOST_ENTRIES_WITH_KEYS = 4


class SlotsSchema(Schema):
    """All ways to unlock an account."""

    slots = fields.List(fields.Nested(SlotSchema), required=True)


class RegistrationSchema(Wire):
    """A new account with its keys, which the device made."""

    account_id = field(IdField())
    role = fields.String(required=True, validate=validate.OneOf([PATIENT, THERAPIST]))
    login = LoginName(required=True)
    auth_key = field(Base64url(length=32), required=False, nullable=True, load_default=None)
    recovery_auth = field(Base64url(length=32))
    slots = BoundedList(fields.Nested(SlotSchema), least=2, most=MOST_SLOTS, required=True)
    enrolment = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=64))


class RegisteredSchema(Schema):
    """The account that was made."""

    account_id = field(IdField(), attribute="id")
    role = fields.String(required=True)
    login = fields.String(required=True)


class AccountSchema(RegisteredSchema):
    """One's own account, and where its feed is."""

    created_at = field(UtcTime())
    epoch = fields.String(required=True)
    head = field(Whole())


class PreloginSchema(Wire):
    """Whose salt is asked for."""

    login = LoginName(required=True)


class SaltSchema(Schema):
    """How to derive a key from the password; the same shape for an unknown login."""

    profile = field(Whole())
    salt16 = field(Base64url(length=16))


class SignInSchema(Wire):
    """Signing in with the key of the password."""

    login = LoginName(required=True)
    auth_key = field(Base64url(length=32))
    device = ShortText(longest=80, required=True)
    answer_as = fields.String(
        data_key="as", load_default="cookie", validate=validate.OneOf(["cookie", "token"])
    )


class RecoverySchema(Wire):
    """Signing in with the recovery code, to set new keys."""

    login = LoginName(required=True)
    recovery_auth = field(Base64url(length=32))
    device = ShortText(longest=80, required=True)
    answer_as = fields.String(
        data_key="as", load_default="cookie", validate=validate.OneOf(["cookie", "token"])
    )


class SignedInSchema(Schema):
    """A new login; ``token`` is set only if the client asked for it."""

    login_id = field(IdField())
    account_id = field(IdField())
    role = fields.String(required=True)
    needs = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(["second_factor", "second_factor_setup"]),
        metadata={"description": "what is still to come before the login is whole, if anything"},
    )
    token = fields.String()


class LoginSchema(Schema):
    """One device that is signed in."""

    login_id = field(IdField())
    device = fields.String(required=True)
    created_at = field(UtcTime())
    last_used_at = field(UtcTime())
    current = field(Flag())


class LoginsSchema(Schema):
    """All devices of an account."""

    logins = fields.List(fields.Nested(LoginSchema), required=True)


class EntryWithKeysSchema(Wire):
    """A sealed entry sent with new keys: the old account key, sealed under the new one (PROTOCOL §12)."""

    entry_id = field(IdField())
    revision = field(Whole(least=1))
    replaces = field(Whole(), required=False, nullable=True, load_default=None)
    envelope = field(Envelope())
    deleted = field(Flag())


class KeysSchema(ProvenSchema):
    """New keys of an account; ``slots`` is the complete new set.

    ``entries`` are kept in the same transaction. ``end_passkeys`` takes all passkeys away;
    ``reset_second_factor``, with a recovery login, takes the codes and the passkeys that unlock nothing.
    """

    largest_body = ENVELOPE_BODY

    login = LoginName(load_default=None)
    auth_key = field(Base64url(length=32), required=False, load_default=None)
    recovery_auth = field(Base64url(length=32), required=False, load_default=None)
    slots = BoundedList(fields.Nested(SlotSchema), least=2, most=MOST_SLOTS, required=True)
    entries = BoundedList(fields.Nested(EntryWithKeysSchema), most=MOST_ENTRIES_WITH_KEYS, load_default=list)
    end_passkeys = field(Flag(), required=False, load_default=False)
    reset_second_factor = field(Flag(), required=False, load_default=False)


class KeysReplacedSchema(Schema):
    """The account whose keys were replaced."""

    account_id = field(IdField(), attribute="id")


class HelpSchema(Schema):
    """A number to call."""

    name = fields.String(required=True)
    number = fields.String(required=True)
    text = fields.String(required=True)


class PracticeSchema(Schema):
    """What the practice publishes to everybody."""

    name = fields.String(required=True)
    registration = fields.String(required=True, validate=validate.OneOf(["open", "invite"]))
    help = fields.List(fields.Nested(HelpSchema), required=True)
    backup_days = field(Whole(), metadata={"description": "how long a backup still holds what was deleted"})
