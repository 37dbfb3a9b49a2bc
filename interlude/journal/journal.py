# SPDX-License-Identifier: Apache-2.0
"""The account's own entries: opened, stored, edited, and synced with the server's feed."""

from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from interlude import domain, errors, messages
from interlude.api.connection import Connection
from interlude.api.feed import Feed, Reading
from interlude.api.rows import EntryReceipt, EntryRow, read, read_list
from interlude.journal.batches import MOST_AT_ONCE, Sealed, batches
from interlude.journal.descent import Version, reconcile
from interlude.journal.sealing import Content, EntryKeys, Opened, descending, encode, encode_merged
from interlude.merging import Payload, canonical, merge
from interlude.protocol.ancestry import Ancestry
from interlude.protocol.encoding import to_uuid_text
from interlude.protocol.keys import AccountKeys
from interlude.protocol.randomness import RandomSource

MOST_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the journal, open."""

    entry_id: str
    revision: int
    content: Content
    kept_at: datetime | None = None  # the server's time; None until it was read back


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry in the mirror: its row, and the opened content."""

    row: EntryRow
    what: Opened

    @property
    def entry(self) -> Entry:
        """Return it as an entry."""
        return Entry(self.row.entry_id, self.row.revision, self.what.content, self.row.kept_at)

    @property
    def version(self) -> Version:
        """Return it as a revision that others can descend from."""
        return Version(self.row.revision, self.row.envelope, self.what.ancestry)

    def holding(self, other: "Kept") -> "Kept":
        """Add another revision to its ancestors, because this one contains all of it."""
        own, others = self.version.as_parent(), other.version.as_parent()
        marks = tuple(dict.fromkeys([*own.marks[1:], *others.marks]))
        both = Ancestry(marks, own.is_complete and others.is_complete)
        return replace(self, what=replace(self.what, ancestry=both))


class Journal:
    """A mirror of the account's entries in memory, filled from the feed on demand."""

    def __init__(self, connection: Connection, keys: AccountKeys, rand: RandomSource) -> None:
        """Take the connection, the unlocked keys and the source of randomness."""
        self._connection, self._rand = connection, rand
        self.entry_keys = EntryKeys(keys, rand)
        self._kept: dict[str, Kept] = {}
        self._past: set[tuple[str, int, bytes]] = set()  # revisions written or read here before
        self._feed = Feed(connection, to_uuid_text(keys.account_id), "entries", EntryRow.of)

    def pull(self) -> None:
        """Read from where the last reading ended; after a restored backup, upload what the server lost."""
        reading = self._feed.read()
        self._meet(reading.rows)
        self._give_back(reading)
        self._feed.keep_place(reading)

    def begin_again(self) -> None:
        """Read from the start next time."""
        self._feed.begin_again()

    def everything(self) -> list[Entry]:
        """Return all entries of the mirror, of any kind, unsorted, without deleted ones."""
        return [kept.entry for kept in self.kept() if not isinstance(kept.entry.content, domain.Deleted)]

    def kept(self) -> list[Kept]:
        """Return the whole mirror, including deleted entries."""
        return list(self._kept.values())

    def trusted(self) -> list[Entry]:
        """Return the entries under the current key: nobody with only an older key can have written them."""
        return [kept.entry for kept in self.kept() if not kept.what.under_retired]

    def under_retired(self) -> list[Kept]:
        """Return the entries that still open only under a retired key."""
        return [kept for kept in self.kept() if kept.what.under_retired]

    def find(self, entry_id: str) -> Entry:
        """Return one entry; pulls once if it is not here yet."""
        if entry_id not in self._kept:
            self.pull()
        found = self._kept.get(entry_id)
        if found is None or isinstance(found.entry.content, domain.Deleted):
            raise errors.NotThere(messages.NO_SUCH_ENTRY, "not_found")
        return found.entry

    def keep(self, content: domain.Content) -> Entry:
        """Keep something new."""
        return self.keep_many([content])[0]

    def keep_many(self, contents: Iterable[domain.Content]) -> list[Entry]:
        """Keep many new things, up to 100 in one transaction; returned in the order given.

        They are sent in the order they were written, so that a new phone, which reads the feed
        back from its end, has the last words on its first page.
        """
        new = [self.sealed(to_uuid_text(self._rand(16)), 1, encode(content)) for content in contents]
        try:
            self.send_many(sorted(new, key=lambda row: _moment(row.what)))
        except errors.StaleRevision as stale:  # the random id is new, so nobody can have been first
            raise errors.ServerNonsense(messages.REFUSED_AS_NEW) from stale
        return [self._kept[row.entry_id].entry for row in new]

    def sealed(self, entry_id: str, revision: int, what: Opened, *parents: Kept) -> Sealed:
        """Seal one revision of an entry with these parents; nothing is sent yet."""
        made = descending(what, (parent.version for parent in parents))
        return Sealed(entry_id, revision, made, self.entry_keys.seal(entry_id, revision, made))

    def send_many(self, rows: list[Sealed]) -> list[Entry]:
        """Send revisions that follow those the server has, up to 100 in one transaction, in their order.

        A batch that the server, or a proxy before it, refuses for its content is split in halves and sent
        again; a refused single entry is raised after all others were stored. `QuotaReached` if the account
        is full; what was sent before stays stored. `ServerNonsense` if the receipts do not match: then the
        entries do not count as stored.
        """
        sent: list[Entry] = []
        refused: list[errors.Refused] = []
        waiting = deque(batches(rows))
        while waiting:
            batch = waiting.popleft()
            try:
                self._send_batch(batch)
            except errors.BodyRefused as refusal:
                if len(batch) == 1:
                    refused.append(refusal)
                else:
                    half = len(batch) // 2
                    waiting.extendleft((batch[half:], batch[:half]))
                continue
            except errors.QuotaReached as full:
                if sent:
                    sentence = messages.some_found_no_room(len(rows) - len(sent), len(rows))
                    raise errors.QuotaReached(sentence, full.code) from full
                raise
            sent += [self.remember(row) for row in batch]
        if refused and sent:
            raise errors.BodyRefused(messages.some_refused(len(refused), len(rows)), refused[0].code)
        if refused:
            raise refused[0]
        return sent

    def _send_batch(self, batch: list[Sealed]) -> None:
        answer = self._connection.post("/api/entries", {"entries": [row.named() for row in batch]})
        receipts = read_list(EntryReceipt.of, answer, "receipts", MOST_AT_ONCE)
        if {_receipt(row) for row in batch} - set(receipts):
            raise errors.ServerNonsense(messages.NOT_CONFIRMED)

    def put(self, entry_id: str, content: domain.Content, seen: int | None = None) -> Entry:
        """Write the next revision; if another device was first, merge both and write a higher one.

        `seen` is the revision the content was edited from, if that may not be the newest known here.
        """
        known = self.find(entry_id)
        what, parents = encode(content), [self._kept[entry_id]]
        if seen is not None and seen < known.revision:
            what = _both(what, self._kept[entry_id].what)
        revision, replaces = known.revision + 1, known.revision
        for _attempt in range(MOST_ATTEMPTS):
            try:
                return self._write(entry_id, revision, replaces, what, *parents)
            except errors.StaleRevision as stale:
                row = _in_the_way(stale, entry_id, replaces)
                replaces = row.revision if row else 0  # 0: lost by a restored backup
                revision = max(revision, replaces + 1)
                if (theirs := self._unmet(row, parents)) is not None:
                    self._take(theirs)
                    what, parents = _both(what, theirs.what), [*parents, theirs]
        raise errors.ChangedElsewhere(messages.CHANGED_TOO_OFTEN)

    def _unmet(self, row: EntryRow | None, parents: list[Kept]) -> Kept | None:
        """Open the conflicting row, which must open; None if nothing in it is new."""
        if row is None or _mark(row) in self._past:
            return None
        theirs = Kept(row, self.entry_keys.open(row))
        if not theirs.what.did_open:
            raise errors.ServerNonsense(messages.STORED_DOES_NOT_OPEN)
        stored = 0 if self._feed.was_set_back() else parents[0].row.revision
        past = any(reconcile(one.version, stored, theirs.version) == "past" for one in parents)
        return None if past else theirs

    def _write(self, entry_id: str, revision: int, replaces: int, what: Opened, *parents: Kept) -> Entry:
        row = self.sealed(entry_id, revision, what, *parents)
        answer = self._connection.put(f"/api/entries/{entry_id}", {**row.body(), "replaces": replaces})
        if read(EntryReceipt.of, answer) != _receipt(row):
            raise errors.ServerNonsense(messages.NOT_CONFIRMED)
        return self.remember(row)

    def _meet(self, rows: list[EntryRow]) -> None:
        """Process rows. A retired key opens entries while the mirror holds its entry under the current key.

        A row that did not make it into the mirror never counts: a destroyed key stays destroyed.
        """
        self._take_all(rows)
        keys = [key for kept in self.kept() if (key := _retired_key(kept)) is not None]
        if keys == [left.account_key for left in self.entry_keys.retired]:
            return
        self.entry_keys.retire(keys)
        self._take_all([*(kept.row for kept in self.kept() if not kept.what.is_readable), *rows])

    def _take_all(self, rows: list[EntryRow]) -> None:
        for row in rows:
            self._take(Kept(row, self.entry_keys.open(row)))

    def _take(self, kept: Kept) -> None:
        """Take a row if it supersedes the local one; for equal bytes only update the server's time."""
        known = self._kept.get(kept.row.entry_id)
        if known is None or _takes_the_place(kept, known):
            self._hold(kept)
        elif kept.row.envelope == known.row.envelope:
            self._hold(Kept(replace(known.row, kept_at=kept.row.kept_at), known.what))

    def _give_back(self, reading: Reading[EntryRow]) -> None:
        """Upload what a restored server has lost, one above the highest revision known.

        A row with other bytes at the mirror's revision, or with a lower one, also proves that it was lost.
        """
        seen = {row.entry_id: row for row in reading.rows}
        # Entries may have been written here before the first reading, and lost since.
        unread = reading.set_back or reading.is_first
        for kept in self.kept():
            row = seen.get(kept.row.entry_id)
            lost = unread if row is None else row.envelope != kept.row.envelope
            again = self._with_what_came_since(kept, row, set_back=reading.set_back) if lost else None
            if again is not None:
                # Stale: the next reading brings the other revision. Full: reading must still work.
                with suppress(errors.StaleRevision, errors.QuotaReached):
                    stored = row.revision if row else 0
                    revision = max(kept.row.revision, stored) + 1
                    self._write(kept.row.entry_id, revision, stored, again[0], *again[1])

    def _with_what_came_since(
        self, kept: Kept, row: EntryRow | None, *, set_back: bool
    ) -> tuple[Opened, list[Kept]] | None:
        """Merge an entry with what another device wrote meanwhile; None if there is nothing to write."""
        mine = kept.what
        if not _is_known(mine):
            return None
        if row is None or _mark(row) in self._past:
            return mine, [kept]
        other = Kept(row, self.entry_keys.open(row))
        theirs = other.what
        if not _is_known(theirs):
            return None  # never overwrite what cannot be read
        if reconcile(kept.version, 0 if set_back else kept.row.revision, other.version) == "past":
            return mine, [kept]
        together = merge(mine.payload or {}, theirs.payload or {})
        if together is None:  # cannot be merged: ours becomes a new entry
            self.send_many([self.sealed(to_uuid_text(self._rand(16)), 1, mine)])
            together = theirs.payload or {}
        if row.revision >= kept.row.revision and canonical(together) == canonical(theirs.payload):
            self._hold(other.holding(kept))
            return None
        return encode_merged(together), [kept, other]

    def remember(self, sent: Sealed) -> Entry:
        """Put what was just sent into the mirror."""
        deleted = isinstance(sent.what.content, domain.Deleted)
        return self._hold(
            Kept(EntryRow(sent.entry_id, sent.revision, sent.envelope, deleted, None), sent.what)
        )

    def _hold(self, kept: Kept) -> Entry:
        self._kept[kept.row.entry_id] = kept
        self._past.add(_mark(kept.row))
        return kept.entry


def _both(mine: Opened, theirs: Opened) -> Opened:
    """Merge what is about to be written with what another device wrote first.

    Raises `ChangedElsewhere` if they cannot be merged: another kind, a payload of a later version,
    too long together; or if a deletion would drop words written since.
    """
    deletes = isinstance(mine.content, domain.Deleted)
    if deletes and not isinstance(theirs.content, domain.Deleted):
        raise errors.ChangedElsewhere(messages.CHANGED_SINCE)
    together: Payload | None = merge(mine.payload or {}, theirs.payload or {}) if _is_known(theirs) else None
    if together is None:
        raise errors.ChangedElsewhere(messages.CANNOT_BE_MERGED)
    return encode_merged(together)


def _moment(what: Opened) -> str:
    """Return the time of writing in sortable form; content without one sorts first."""
    return str((what.payload or {}).get("written_at", "")).removesuffix("Z")


def _is_known(what: Opened) -> bool:
    return what.payload is not None and not isinstance(what.content, domain.Newer | domain.Unreadable)


def _takes_the_place(kept: Kept, known: Kept) -> bool:
    """Tell whether a row supersedes the known one.

    A readable row wins over an unreadable one whatever their revisions; of two readable ones the one that
    descends from the other, of two unreadable ones the higher revision.
    """
    if kept.what.is_readable != known.what.is_readable:
        return kept.what.is_readable
    if kept.what.is_readable:
        return reconcile(known.version, known.row.revision, kept.version) == "take"
    return kept.row.revision > known.row.revision


def _in_the_way(stale: errors.StaleRevision, entry_id: str, replaces: int) -> EntryRow | None:
    """Read the row in a refusal; None if the server no longer has the entry.

    Raises `ServerNonsense` for a row of another entry, or one that is no reason to refuse.
    """
    row = None if stale.stored is None else read(EntryRow.of, stale.stored)
    if (row.revision if row else 0) == replaces or (row and row.entry_id != entry_id):
        raise errors.ServerNonsense(messages.REFUSED_WITHOUT_REASON)
    return row


def _receipt(row: Sealed) -> EntryReceipt:
    """Make the receipt expected for a row."""
    return EntryReceipt(row.entry_id, row.revision)


def _retired_key(kept: Kept) -> bytes | None:
    content = kept.what.content
    return content.key if isinstance(content, domain.RetiredKey) and not kept.what.under_retired else None


def _mark(row: EntryRow) -> tuple[str, int, bytes]:
    """Identify an envelope by its entry, its revision and half of its random salt."""
    return row.entry_id, row.revision, row.envelope[1:17]
