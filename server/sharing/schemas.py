# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests and responses about shares and the ledger."""

from marshmallow import Schema, fields, validate

from ..http.wire import (
    ENVELOPE_BODY,
    BoundedList,
    Envelope,
    Flag,
    IdField,
    Revision,
    UtcTime,
    Whole,
    Wire,
    field,
)
from .models import ENDED, EXPIRED, OPENED, SHARED, WITHDRAWN


class SealedShareSchema(Wire):
    """A copy to share. ``replaces`` defaults to ``revision`` - 1."""

    largest_body = ENVELOPE_BODY

    revision = field(Revision())
    replaces = field(Revision(least=0), required=False, nullable=True, load_default=None)
    envelope = field(Envelope())
    expires_at = field(UtcTime(), nullable=True)
    # There is no endpoint for attachments yet, so no attachment id can exist.
    attachment_ids = BoundedList(IdField(), most=0, required=True)


class ShareReceiptSchema(Schema):
    """The revision the server now has; ``position`` is in the author's feed."""

    pairing_id = field(IdField())
    share_id = field(IdField())
    revision = field(Whole())
    position = field(Whole(), attribute="from_position")


class ShareSchema(Schema):
    """A share from or to the caller; without an envelope it was withdrawn or has expired.

    ``opened_at`` is when ``opened_revision`` was first opened; no later revision was opened.
    """

    pairing_id = field(IdField())
    share_id = field(IdField())
    from_id = field(IdField())
    to_id = field(IdField())
    revision = field(Whole())
    envelope = field(Envelope(), nullable=True)
    expires_at = field(UtcTime(), nullable=True)
    attachment_ids = fields.List(IdField(), required=True)
    position = field(Whole())
    kept_at = field(UtcTime())
    opened_at = field(UtcTime(), nullable=True)
    opened_revision = field(Whole(), nullable=True)


class SharesPageSchema(Schema):
    """A page of shares, both ways; ``position`` is where to go on from."""

    shares = fields.List(fields.Nested(ShareSchema), required=True)
    position = field(Whole())
    more = field(Flag())
    epoch = fields.String(required=True)


class OpeningSchema(Wire):
    """Which share was opened, at which revision."""

    pairing_id = field(IdField())
    revision = field(Revision())


class OpenedSchema(Schema):
    """When it, or a later revision of it, was first opened."""

    opened_at = field(UtcTime())


class EventSchema(Schema):
    """An event of the ledger."""

    event = fields.String(required=True, validate=validate.OneOf([SHARED, OPENED, WITHDRAWN, EXPIRED, ENDED]))
    pairing_id = field(IdField())
    share_id = field(IdField(), nullable=True)
    revision = field(Whole(), nullable=True)
    at = field(UtcTime())
    position = field(Whole())


class LedgerPageSchema(Schema):
    """A page of the ledger; ``position`` is where to go on from."""

    events = fields.List(fields.Nested(EventSchema), required=True)
    position = field(Whole())
    more = field(Flag())
