# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests and responses about a journal."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from ..http.wire import (
    BATCH_BODY,
    ENVELOPE_BODY,
    BoundedList,
    Envelope,
    Flag,
    IdField,
    Page,
    Revision,
    UtcTime,
    Whole,
    WholeInQuery,
    Wire,
    field,
)

MOST_AT_ONCE = 100


class SealedEntrySchema(Wire):
    """An entry to store. ``replaces`` defaults to ``revision`` - 1."""

    largest_body = ENVELOPE_BODY

    revision = field(Revision())
    replaces = field(Revision(least=0), required=False, nullable=True, load_default=None)
    envelope = field(Envelope())
    deleted = field(Flag())
    # There is no endpoint for attachments yet, so no attachment id can exist.
    attachment_ids = BoundedList(IdField(), most=0, required=True)


class EntryInBatchSchema(SealedEntrySchema):
    """An entry to store with its id, for requests with several entries."""

    entry_id = field(IdField())


class EntriesSchema(Wire):
    """Several entries to keep, all or none."""

    largest_body = BATCH_BODY

    entries = BoundedList(fields.Nested(EntryInBatchSchema), least=1, most=MOST_AT_ONCE, required=True)


class ReceiptSchema(Schema):
    """The revision the server now has."""

    entry_id = field(IdField())
    revision = field(Whole())
    position = field(Whole())


class ReceiptsSchema(Schema):
    """A receipt for each entry, in the order sent."""

    receipts = fields.List(fields.Nested(ReceiptSchema), required=True)


class EntrySchema(Schema):
    """A stored entry."""

    entry_id = field(IdField())
    revision = field(Whole())
    envelope = field(Envelope())
    deleted = field(Flag())
    position = field(Whole())
    kept_at = field(UtcTime())


class JournalPage(Page):
    """The direction of reading: forward from a position, or backward from one (0: from the newest)."""

    before = WholeInQuery(load_default=None)

    @validates_schema(pass_original=True)
    def _one_way(self, query: dict[str, Any], given: Any, **_: Any) -> None:
        if query.get("before") is not None and "after" in given:
            raise ValidationError("Read on from a position or back from one, not both.", "before")


class JournalPageSchema(Schema):
    """A page of one's journal; ``position`` is where to go on from."""

    entries = fields.List(fields.Nested(EntrySchema), required=True)
    position = field(Whole())
    more = field(Flag())
    epoch = fields.String(required=True)
