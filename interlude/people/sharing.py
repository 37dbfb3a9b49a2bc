# SPDX-License-Identifier: Apache-2.0
"""Shares (PROTOCOL §11): copies sealed for one person, and what she sends back."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from interlude import domain, errors, messages, payloads, times
from interlude.api.connection import Connection
from interlude.api.feed import Feed
from interlude.api.rows import ShareReceipt, ShareRow, read
from interlude.journal.journal import Journal
from interlude.keys.unlocking import Unlocked
from interlude.people.people import People, Person
from interlude.protocol.encoding import from_uuid_text, to_base64url, to_uuid_text
from interlude.protocol.envelope import OpenRefused
from interlude.protocol.randomness import RandomSource
from interlude.protocol.shares import ShareAddress, open_share, seal_share


@dataclass(frozen=True, slots=True)
class Share:
    """One share, open, as either of the two sees it."""

    share_id: str
    person: domain.Contact  # the other one
    by_me: bool
    revision: int
    shared: domain.Shared | domain.Newer | domain.Unreadable
    kept_at: datetime | None = None
    opened_at: datetime | None = None  # the server's time of opening `opened_revision`
    opened_revision: int | None = None

    @property
    def is_opened(self) -> bool:
        """Tell whether this revision was opened, according to the server, not just an earlier one."""
        return self.opened_revision is not None and self.opened_revision >= self.revision

    @property
    def content(self) -> domain.Shareable | None:
        """Return what was shared, or None where it cannot be read here."""
        return self.shared.content if isinstance(self.shared, domain.Shared) else None

    @property
    def is_over(self) -> bool:
        """Tell by the local clock whether the sealed expiry time has passed."""
        ends = self.shared.expires_at if isinstance(self.shared, domain.Shared) else None
        return ends is not None and ends <= times.now()


@dataclass(frozen=True, slots=True)
class Met:
    """A share's row, and its content unless it was withdrawn."""

    row: ShareRow
    shared: domain.Shared | domain.Newer | domain.Unreadable = field(repr=False)
    did_open: bool = True

    @property
    def is_dead(self) -> bool:
        """Tell whether it was withdrawn or has expired: then its id cannot be used again."""
        return self.row.envelope is None


@dataclass(frozen=True, slots=True)
class Terms:
    """The options of a share: expiry, excerpt, appointment."""

    expires_at: datetime | None = None
    excerpt: str | None = None
    appointment_id: str | None = None


class Sharing:
    """The shares between this account and its people, both ways."""

    def __init__(
        self, connection: Connection, unlocked: Unlocked, people: People, rand: RandomSource
    ) -> None:
        """Take the connection, the unlocked account and its people."""
        self._connection, self._me, self._people, self._rand = connection, unlocked, people, rand
        self._live: dict[tuple[str, str, str], Met] = {}
        self._newest: dict[tuple[str, str, str], Met] = {}  # kept after a restored backup
        self._feed = Feed(connection, unlocked.account_id, "shares", ShareRow.of, others_write=True)
        self._known: set[str] = set()  # pairings whose contact was known at the last reading

    def share(self, journal: Journal, entry_id: str, person: Person, terms: Terms) -> Share:
        """Seal a copy for one person.

        Sharing a whole entry again makes the next revision of its share; a passage is always a new share.
        """
        _entry, contact = self._people.find(person)
        if not contact.words_compared:
            raise errors.CompareFirst(messages.compare_first(contact.name))
        shared = _copy(journal, entry_id, terms)
        self.pull()
        before = None if shared.excerpt else self._continued(contact, shared)
        share_id = before.share_id if before else to_uuid_text(self._rand(16))
        return self._send(contact, share_id, before.revision + 1 if before else 1, shared)

    def _send(self, contact: domain.Contact, share_id: str, revision: int, shared: domain.Shared) -> Share:
        address = self._address(contact, share_id, revision, by_me=True)
        payload = payloads.write_share(shared)
        envelope = seal_share(self._people.pair_key(contact), address, payload, self._rand)
        ends = shared.expires_at
        asked = {
            "revision": revision,
            "envelope": to_base64url(envelope),
            "expires_at": times.write(ends) if ends else None,
            "attachment_ids": [file.id for file in shared.content.attachments],
        }
        place = f"/api/pairings/{contact.pairing_id}/shares/{share_id}"
        try:
            answer = self._connection.put(place, asked)
        except errors.Refused:
            # It may have been stored all the same; without a local record nobody could withdraw it later.
            if revision == 1:
                with suppress(errors.InterludeError):
                    self._connection.delete(place)
            raise
        if read(ShareReceipt.of, answer) != ShareReceipt(contact.pairing_id, share_id, revision):
            raise errors.ServerNonsense(messages.NOT_CONFIRMED)
        return Share(share_id, contact, by_me=True, revision=revision, shared=shared)

    def withdraw(self, share: Share) -> None:
        """Un-share. What was read was read."""
        self._connection.delete(f"/api/pairings/{share.person.pairing_id}/shares/{share.share_id}")

    def mark_opened(self, share: Share) -> None:
        """Tell the author that it was opened; only the first time is recorded."""
        asked = {"pairing_id": share.person.pairing_id, "revision": share.revision}
        self._connection.post(f"/api/shares/{share.share_id}/opened", asked)

    def all(self) -> list[Share]:
        """Return all live shares, both ways, newest writing first."""
        self.pull()
        return self._open_all()

    def pull(self) -> None:
        """Read from where the last reading ended; from the start after a restored backup.

        Also from the start if there is a new contact, whose shares could not be verified before.
        """
        people = {contact.pairing_id: contact for contact in self._people.contacts()}
        if set(people) - self._known:
            self._feed.begin_again()
        reading = self._feed.read()
        if reading.set_back:
            self._live.clear()
        for row in reading.rows:
            if (contact := people.get(row.pairing_id)) is not None:
                self._take(row, contact)
        self._feed.keep_place(reading)
        self._known = set(people)

    def _take(self, row: ShareRow, contact: domain.Contact) -> None:
        """Take a row unless it does not fit the contact, its share was withdrawn, or a better one is known.

        A row that opens wins over one that does not, whatever their revisions; then the higher revision.
        """
        by_me = self._by_me(row, contact)
        known = self._newest.get(row.name)
        if by_me is None or (known is not None and known.is_dead):
            return
        met = self._open(row, contact, by_me=by_me)
        if known is None or met.is_dead or _rank(met) > _rank(known):
            self._live[row.name] = self._newest[row.name] = met
        elif row.envelope == known.row.envelope:  # same content; only the server's times are new
            updated = replace(
                known.row,
                kept_at=row.kept_at,
                opened_at=row.opened_at,
                opened_revision=row.opened_revision,
            )
            self._live[row.name] = self._newest[row.name] = replace(known, row=updated)

    def _by_me(self, row: ShareRow, contact: domain.Contact) -> bool | None:
        """Tell whether this account sent the share; None if its ids do not match the contact."""
        ways = {
            (self._me.account_id, contact.account_id): True,
            (contact.account_id, self._me.account_id): False,
        }
        return ways.get((row.from_id, row.to_id))

    def _open(self, row: ShareRow, contact: domain.Contact, *, by_me: bool) -> Met:
        if row.envelope is None:
            return Met(row, domain.Unreadable(b""))
        address = self._address(contact, row.share_id, row.revision, by_me=by_me)
        try:
            raw = open_share(self._people.pair_key(contact), address, row.envelope)
        except OpenRefused:
            return Met(row, domain.Unreadable(b""), did_open=False)
        return Met(row, payloads.read_share(raw))

    def _open_all(self) -> list[Share]:
        people = {contact.pairing_id: contact for contact in self._people.contacts()}
        shares = [
            Share(
                met.row.share_id,
                people[met.row.pairing_id],
                met.row.from_id == self._me.account_id,
                met.row.revision,
                met.shared,
                met.row.kept_at,
                met.row.opened_at,
                met.row.opened_revision,
            )
            for met in self._live.values()
            if not met.is_dead and met.row.pairing_id in people
        ]
        return sorted((share for share in shares if not share.is_over), key=_written, reverse=True)

    def _address(self, contact: domain.Contact, share_id: str, revision: int, *, by_me: bool) -> ShareAddress:
        mine, theirs = self._me.keys.account_id, from_uuid_text(contact.account_id)
        from_id, to_id = (mine, theirs) if by_me else (theirs, mine)
        pairing_id = from_uuid_text(contact.pairing_id)
        return ShareAddress(pairing_id, from_id, to_id, from_uuid_text(share_id), revision)

    def _continued(self, contact: domain.Contact, shared: domain.Shared) -> Share | None:
        """Find the live share of the whole entry, of which a new copy is the next revision."""
        for share in self._open_all():
            mine = share.by_me and share.person.pairing_id == contact.pairing_id
            if mine and _is_whole_of(share, shared.source.entry_id):
                return share
        return None


def _rank(met: Met) -> tuple[bool, int]:
    return met.did_open, met.row.revision


def _is_whole_of(share: Share, entry_id: str) -> bool:
    before = share.shared
    return isinstance(before, domain.Shared) and not before.excerpt and before.source.entry_id == entry_id


def _copy(journal: Journal, entry_id: str, terms: Terms) -> domain.Shared:
    entry = journal.find(entry_id)
    content = entry.content
    if not isinstance(content, domain.Shareable):
        raise errors.PairingRefused(messages.CANNOT_BE_SHARED)
    content = replace(content, extra={})  # unknown fields of a later version are never shared
    if terms.excerpt is not None:
        content = _passage(content, terms.excerpt)
    source = domain.Source(entry.entry_id, entry.revision)
    return domain.Shared(
        content, source, terms.appointment_id, terms.expires_at, excerpt=terms.excerpt is not None
    )


def _passage(content: domain.Shareable, excerpt: str) -> domain.Note:
    """Keep one marked passage of a note, word for word, and none of its files."""
    if not isinstance(content, domain.Note) or not excerpt or excerpt not in content.text:
        raise errors.PairingRefused(messages.NOT_A_PASSAGE)
    return replace(content, text=excerpt, attachments=())


def _written(share: Share) -> datetime:
    content = share.content
    return content.written_at if content else share.kept_at or times.now()
