# SPDX-License-Identifier: Apache-2.0
"""How entries are written for the server: one, or many in batches it takes whole."""

import json
from collections.abc import Iterator
from typing import Any

from interlude import domain
from interlude.journal.sealing import Opened
from interlude.protocol.encoding import to_base64url

MOST_AT_ONCE = 100
LARGEST_BODY = 700_000  # bytes of JSON; nginx lets 1 MiB pass as it comes, other proxies are no more generous
AROUND = 100  # bytes of a body that are no row


class Sealed:
    """One revision of an entry, ready to be sent."""

    __slots__ = ("entry_id", "envelope", "revision", "what")

    def __init__(self, entry_id: str, revision: int, what: Opened, envelope: bytes) -> None:
        """Take what it is and the bytes that hold it."""
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
        """Write it as one of many."""
        return {"entry_id": self.entry_id, **self.body()}


def batches(rows: list[Sealed]) -> Iterator[list[Sealed]]:
    """Cut a list into batches the server reads in one transaction, in their order.

    What is larger than a body may be goes alone.
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
