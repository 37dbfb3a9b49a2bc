# SPDX-License-Identifier: Apache-2.0
"""Sealing and opening one account's entries, while a key is being left behind too (PROTOCOL §7, §12)."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from interlude import domain, payloads, strict_json
from interlude.api.rows import EntryRow
from interlude.journal.descent import Version
from interlude.merging import Payload
from interlude.protocol import ancestry, entries
from interlude.protocol.ancestry import Ancestry
from interlude.protocol.encoding import from_uuid_text
from interlude.protocol.envelope import OpenRefused
from interlude.protocol.keys import AccountKeys, account_keys
from interlude.protocol.randomness import RandomSource

Content = domain.Content | domain.Newer | domain.Unreadable


@dataclass(frozen=True, slots=True)
class Opened:
    """The content of an envelope: as a domain object, as JSON values (None if it is not JSON), as bytes."""

    content: Content
    payload: Payload | None = field(default=None, repr=False)
    raw: bytes = field(default=b"", repr=False)
    under_retired: bool = False  # it opened under a retired key
    ancestry: Ancestry | None = None  # its ancestors, as sealed into it

    @property
    def did_open(self) -> bool:
        """Tell whether it opened under a key of this account, even if it is not readable."""
        return bool(self.raw)

    @property
    def is_readable(self) -> bool:
        """Tell whether its payload is valid, in this version or a later one."""
        return not isinstance(self.content, domain.Unreadable)


def encode(content: domain.Content) -> Opened:
    """Take a domain object about to be sealed; `PayloadRefused` if it breaks its own schema."""
    raw = payloads.write_entry(content)
    return Opened(content, strict_json.read(raw), raw)


def encode_merged(payload: Payload) -> Opened:
    """Take a merged payload about to be sealed."""
    raw = strict_json.write(payload)
    return Opened(payloads.read_entry(raw), payload, raw)


def descending(what: Opened, parents: Iterable[Version]) -> Opened:
    """Add the ancestors to what is about to be sealed; the first revision has no parents."""
    values, named = _values(what.raw), ancestry.write(parent.as_parent() for parent in parents)
    raw = ancestry.added_to(what.raw, values, named)
    return replace(what, raw=raw, ancestry=what.ancestry if raw == what.raw else ancestry.read(named))


class EntryKeys:
    """The keys of an account's entries: the current one, which seals, and retired ones, which still open."""

    def __init__(self, keys: AccountKeys, rand: RandomSource) -> None:
        """Take the unlocked keys and the source of randomness."""
        self.keys, self._rand = keys, rand
        self.retired: list[AccountKeys] = []

    def retire(self, account_keys_left: list[bytes]) -> None:
        """Let these account keys, and no others beside the current one, open entries."""
        self.retired = [account_keys(self.keys.account_id, key) for key in account_keys_left]

    def seal(self, entry_id: str, revision: int, what: Opened) -> bytes:
        """Seal one revision of an entry under the current key."""
        return entries.seal_entry(self.keys, from_uuid_text(entry_id), revision, what.raw, self._rand)

    def open(self, row: EntryRow) -> Opened:
        """Open a row; what does not open, or does not read, is `Unreadable` and never an error."""
        for keys in (self.keys, *self.retired):
            try:
                raw = entries.open_entry(keys, from_uuid_text(row.entry_id), row.revision, row.envelope)
            except OpenRefused:
                continue
            return _read(raw, row, under_retired=keys is not self.keys)
        return Opened(domain.Unreadable(b""))


def _read(raw: bytes, row: EntryRow, *, under_retired: bool) -> Opened:
    content = payloads.read_entry(raw)
    # The sealed payload decides, not the server's flag: if they differ, the row counts as damaged.
    if row.deleted and not isinstance(content, domain.Deleted):
        content = domain.Unreadable(raw)
    values = _values(raw)
    made_of = ancestry.read(values.pop(ancestry.NAME, None)) if values else None
    return Opened(content, values, raw, under_retired, made_of)


def _values(raw: bytes) -> dict[str, Any] | None:
    try:
        return strict_json.read(raw)
    except strict_json.NotStrictJSON:
        return None
