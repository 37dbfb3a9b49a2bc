# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an account takes up, and what it may: bytes and entries, counted where they change.

[Note: quotas] Nothing is counted when something is kept: each account's stream has two
running sums, changed by the very statement that claims a position (feed.py). What would
take a sum beyond its quota is refused; what does not add to it never is, so deleting,
taking back and an edit of the same size are always possible.
"""

from dataclasses import dataclass

from ..config import Quotas

TOMBSTONE = 256  # bytes that a copy taken back still counts: its row, and its lines of the ledger


class OverQuota(Exception):
    """An account would take up more than it may."""

    def __init__(self, what: str, most: int) -> None:
        """Take which quota it is, by its name on the wire, and how much that is."""
        super().__init__(what)
        self.what, self.most = what, most


@dataclass(frozen=True)
class Usage:
    """Bytes and pieces an account takes up, or, below zero, gives back."""

    sealed_bytes: int = 0
    entries: int = 0

    def __sub__(self, before: "Usage") -> "Usage":
        """Return the difference of two."""
        return Usage(self.sealed_bytes - before.sealed_bytes, self.entries - before.entries)


def of(envelope: bytes | None) -> Usage:
    """Return what one sealed thing takes up; None is what was taken back."""
    return Usage(TOMBSTONE) if envelope is None else Usage(len(envelope), 1)


def refuse_beyond(quotas: Quotas, after: Usage, growth: Usage) -> None:
    """Refuse a change that adds to what is, or would be, more than there may be.

    :raises OverQuota: naming the first quota in its way.
    """
    if growth.sealed_bytes > 0 and after.sealed_bytes > quotas.sealed_bytes:
        raise OverQuota("bytes", quotas.sealed_bytes)
    if growth.entries > 0 and after.entries > quotas.entries:
        raise OverQuota("entries", quotas.entries)
