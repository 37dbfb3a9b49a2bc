# SPDX-License-Identifier: AGPL-3.0-or-later
"""An account's usage and quotas in bytes and entries, updated with each write.

[Note: quotas] Rows are not counted on each write: each account's stream has two running
totals, changed by the same statement that claims a position (feed.py). A write that would
take a total beyond its quota is refused; one that does not increase it never is, so
deleting, withdrawing and an edit of the same size are always possible.
"""

from dataclasses import dataclass

from ..config import Quotas

TOMBSTONE = 256  # bytes a withdrawn share still counts: its row, and its events in the ledger


class OverQuota(Exception):
    """An account would exceed a quota."""

    def __init__(self, what: str, most: int) -> None:
        """Take the name of the quota, as in the API, and its value."""
        super().__init__(what)
        self.what, self.most = what, most


@dataclass(frozen=True)
class Usage:
    """Bytes and entries an account uses, or a change of them; negative if it frees some."""

    sealed_bytes: int = 0
    entries: int = 0

    def __sub__(self, before: "Usage") -> "Usage":
        """Return the difference of two."""
        return Usage(self.sealed_bytes - before.sealed_bytes, self.entries - before.entries)


def of(envelope: bytes | None) -> Usage:
    """Return the usage of one envelope; None stands for a withdrawn share."""
    return Usage(TOMBSTONE) if envelope is None else Usage(len(envelope), 1)


def refuse_beyond(quotas: Quotas, after: Usage, growth: Usage) -> None:
    """Refuse a change that increases a total which is, or would be, beyond its quota.

    :raises OverQuota: naming the first quota that is exceeded.
    """
    if growth.sealed_bytes > 0 and after.sealed_bytes > quotas.sealed_bytes:
        raise OverQuota("bytes", quotas.sealed_bytes)
    if growth.entries > 0 and after.entries > quotas.entries:
        raise OverQuota("entries", quotas.entries)
