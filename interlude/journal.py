"""The account's own entries: opened, kept, edited, and in step with the server's feed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from interlude import domain, faults, payloads
from interlude.connection import Connection
from interlude.feed import Cursor
from interlude.merging import merge
from interlude.protocol import entries
from interlude.protocol.encoding import from_uuid_text, to_base64url, to_uuid_text
from interlude.protocol.envelope import OpenRefused
from interlude.protocol.keys import AccountKeys
from interlude.protocol.randomness import RandomSource
from interlude.rows import EntryRow, read, read_list, whole

MOST_AT_ONCE = 100
LARGEST_BATCH = 4 * 1024 * 1024  # of envelope bytes; the server reads 8 MiB of JSON
MOST_ATTEMPTS = 5

Content = domain.Content | domain.Newer | domain.Unreadable
_UNREADABLE = domain.Unreadable(b"")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the journal, open."""

    entry_id: str
    revision: int
    content: Content
    kept_at: datetime | None = None  # the server's word; None until it was read back


class Journal:
    """A mirror of the account's entries in memory, filled from the feed on demand."""

    def __init__(self, connection: Connection, keys: AccountKeys, rand: RandomSource) -> None:
        """Take the connection, the unlocked keys and the source of randomness."""
        self._connection, self._keys, self._rand = connection, keys, rand
        self._entries: dict[str, Entry] = {}
        self._envelopes: dict[str, bytes] = {}
        self._past: set[tuple[int, bytes]] = set()  # what was written or met here, to know it again
        self._cursor = Cursor()

    def pull(self) -> None:
        """Read on from where the last reading ended; give a restored server back what it lost."""
        unread = self._cursor.epoch == ""  # written here already, and nothing known of what became of it
        set_back = self._cursor.check(self._connection) or (unread and bool(self._entries))
        self._give_back(self._pages(), set_back=set_back)

    def everything(self) -> list[Entry]:
        """Return what is in the mirror, unsorted and whatever its kind, deleted ones left out."""
        return [entry for entry in self._entries.values() if not isinstance(entry.content, domain.Deleted)]

    def sealed(self) -> list[tuple[Entry, bytes]]:
        """Return everything with the envelopes it came in, deleted ones left out."""
        return [(entry, self._envelopes[entry.entry_id]) for entry in self.everything()]

    def find(self, entry_id: str) -> Entry:
        """Return one entry; pulls once if it is not here yet."""
        if entry_id not in self._entries:
            self.pull()
        found = self._entries.get(entry_id)
        if found is None or isinstance(found.content, domain.Deleted):
            raise faults.NotThere("There is no such entry in this journal.", "not_found")
        return found

    def keep(self, content: domain.Content) -> Entry:
        """Keep something new."""
        return self.keep_many([content])[0]

    def keep_many(self, contents: Iterable[domain.Content]) -> list[Entry]:
        """Keep many new things, up to 100 in one transaction, in their order."""
        new = [(Entry(to_uuid_text(self._rand(16)), 1, content), content) for content in contents]
        rows = [(entry, self._seal(entry.entry_id, 1, content)) for entry, content in new]
        for batch in _batches(rows):
            self._connection.post("/api/entries", {"entries": [_named(*row) for row in batch]})
            for entry, envelope in batch:
                self._remember(entry, envelope)
        return [entry for entry, _ in new]

    def put(self, entry_id: str, content: domain.Content, seen: int | None = None) -> Entry:
        """Write the next revision; where another device was first, join both and write above.

        `seen` is the revision the content was made from, if that may not be the newest known here.
        """
        known = self.find(entry_id)
        if seen is not None and seen < known.revision:
            content = merge(content, known.content)
        revision, replaces = known.revision + 1, known.revision
        for _attempt in range(MOST_ATTEMPTS):
            try:
                return self._write(entry_id, revision, replaces, content)
            except faults.StaleRevision as stale:
                revision, replaces, content = self._joined(stale, revision, content)
        raise faults.ChangedElsewhere("Other devices keep changing this entry. Try again in a moment.")

    def _joined(
        self, stale: faults.StaleRevision, revision: int, content: domain.Content
    ) -> tuple[int, int, domain.Content]:
        if stale.stored is None:  # the server has lost it: a restored backup
            return revision, 0, content
        row = read(EntryRow.of, stale.stored)
        theirs = self._open(row)
        if row.revision > self._entries[row.entry_id].revision:
            self._remember(theirs, row.envelope)
        return max(revision, row.revision + 1), row.revision, merge(content, theirs.content)

    def _write(self, entry_id: str, revision: int, replaces: int, content: domain.Content) -> Entry:
        entry, envelope = Entry(entry_id, revision, content), self._seal(entry_id, revision, content)
        body = {**_body(entry, envelope), "replaces": replaces}
        self._connection.put(f"/api/entries/{entry_id}", body)
        self._remember(entry, envelope)
        return entry

    def _seal(self, entry_id: str, revision: int, content: domain.Content) -> bytes:
        payload = payloads.write_entry(content)
        return entries.seal_entry(self._keys, from_uuid_text(entry_id), revision, payload, self._rand)

    def _open(self, row: EntryRow) -> Entry:
        return Entry(row.entry_id, row.revision, self._content(row), row.kept_at)

    def _content(self, row: EntryRow) -> Content:
        try:
            payload = entries.open_entry(self._keys, from_uuid_text(row.entry_id), row.revision, row.envelope)
        except OpenRefused:
            return domain.Unreadable(b"")
        content = payloads.read_entry(payload)
        # The payload is believed and the flag is not: a row only marked deleted is damaged.
        if row.deleted and not isinstance(content, domain.Deleted):
            return domain.Unreadable(payload)
        return content

    def _pages(self) -> dict[str, EntryRow]:
        seen: dict[str, EntryRow] = {}
        while True:
            before = self._cursor.position
            page = self._connection.get("/api/entries", after=before, limit=1000)
            for row in read_list(EntryRow.of, page, "entries"):
                seen[row.entry_id] = row
                self._take(row)
            self._cursor.position = read(lambda page: whole(page, "position"), page)
            if page.get("more") is not True or self._cursor.position <= before:
                return seen

    def _take(self, row: EntryRow) -> None:
        """Take a row of the feed, unless what is here is of the same or a higher revision."""
        known = self._entries.get(row.entry_id)
        if known is None or row.revision > known.revision or row.envelope == self._envelopes[row.entry_id]:
            self._remember(self._open(row), row.envelope)

    def _give_back(self, seen: dict[str, EntryRow], *, set_back: bool) -> None:
        """Write again what a restored server has lost, one above the highest revision known.

        Other bytes than the mirror's at its revision, or any below it, are proof of it too, for that entry.
        """
        for entry in list(self._entries.values()):
            row = seen.get(entry.entry_id)
            lost = set_back if row is None else row.envelope != self._envelopes[entry.entry_id]
            content = self._with_what_came_since(entry, row) if lost else _UNREADABLE
            if not isinstance(content, domain.Newer | domain.Unreadable):
                self._write(entry.entry_id, entry.revision + 1, row.revision if row else 0, content)

    def _with_what_came_since(self, entry: Entry, row: EntryRow | None) -> Content:
        """Join an entry with what another device wrote over the restored one; words beat a deletion."""
        mine = entry.content
        if row is None or _mark(row.revision, row.envelope) in self._past:
            return mine
        theirs = self._content(row)
        if isinstance(mine, domain.Newer | domain.Unreadable) or isinstance(
            theirs, domain.Newer | domain.Unreadable
        ):
            return _UNREADABLE  # nothing is written over what cannot be read
        if isinstance(mine, domain.Deleted):
            return theirs
        try:
            return merge(mine, theirs)  # type: ignore[no-any-return]
        except faults.ChangedElsewhere:  # two that cannot be one go on as two
            self.keep(mine)
            return theirs

    def _remember(self, entry: Entry, envelope: bytes) -> None:
        self._entries[entry.entry_id], self._envelopes[entry.entry_id] = entry, envelope
        self._past.add(_mark(entry.revision, envelope))


def _mark(revision: int, envelope: bytes) -> tuple[int, bytes]:
    """Name an envelope shortly, by its revision and half of its random salt."""
    return revision, envelope[1:17]


def _body(entry: Entry, envelope: bytes) -> dict[str, Any]:
    return {
        "revision": entry.revision,
        "envelope": to_base64url(envelope),
        "deleted": isinstance(entry.content, domain.Deleted),
        "attachment_ids": [file.id for file in getattr(entry.content, "attachments", ())],
    }


def _named(entry: Entry, envelope: bytes) -> dict[str, Any]:
    return {"entry_id": entry.entry_id, **_body(entry, envelope)}


def _batches(rows: list[tuple[Entry, bytes]]) -> Iterator[list[tuple[Entry, bytes]]]:
    batch: list[tuple[Entry, bytes]] = []
    size = 0
    for entry, envelope in rows:
        if batch and (len(batch) == MOST_AT_ONCE or size + len(envelope) > LARGEST_BATCH):
            yield batch
            batch, size = [], 0
        batch.append((entry, envelope))
        size += len(envelope)
    if batch:
        yield batch
