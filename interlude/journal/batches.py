# SPDX-License-Identifier: Apache-2.0
"""Request bodies for entries: one, or many in batches that fit into a request."""

import json
from collections.abc import Iterator
from typing import Any

from interlude import domain
from interlude.journal.sealing import Opened
from interlude.protocol.encoding import to_base64url

MOST_AT_ONCE = 100
LARGEST_BODY = 700_000  # bytes of JSON; nginx accepts 1 MiB by default, other proxies not more
AROUND = 100  # bytes of a body around its rows


class Sealed:
    """One revision of an entry, ready to be sent."""

    __slots__ = ("entry_id", "envelope", "revision", "what")

    def __init__(self, entry_id: str, revision: int, what: Opened, envelope: bytes) -> None:
        """Take its id, revision and content, and the sealed bytes."""
        self.entry_id, self.revision, self.what, self.envelope = entry_id, revision, what, envelope

    def body(self) -> dict[str, Any]:
        """Write it as `PUT /api/entries/<id>` wants it."""
        return {
            "revision": self.revision,
            "envelope": to_base64url(self.envelope),
            "deleted": isinstance(self.what.content, domain.Deleted),
            "attachment_ids": [file.id for file in getattr(self.what.content, "attachments", ())],
        }

    def named(self) -> dict[str, Any]:
        """Write it as an item of `POST /api/entries`."""
        return {"entry_id": self.entry_id, **self.body()}


def batches(rows: list[Sealed]) -> Iterator[list[Sealed]]:
    """Split a list, in order, into batches that fit into one transaction each.

    A row larger than a body may be gets a batch of its own.
    """
    batch: list[Sealed] = []
    size = 0
    for row in rows:
        more = len(json.dumps(row.named()))
        if batch and (len(batch) == MOST_AT_ONCE or size + more > LARGEST_BODY - AROUND):
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += more
    if batch:
        yield batch
