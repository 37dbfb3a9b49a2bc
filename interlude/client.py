# SPDX-License-Identifier: Apache-2.0
"""A client of one server, for one person: her journal, her people, what they share."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from interlude import domain, errors, messages, times
from interlude.account_keys import KeyManagement
from interlude.archive.writer import Sealed, write_archive
from interlude.journal.journal import Entry
from interlude.keys import unlocking
from interlude.people.pairing import Invitation, OtherKey
from interlude.people.people import Person
from interlude.people.sharing import Share, Terms


class Client(KeyManagement):
    """Keep, read and share a journal that the server cannot read.

    >>> client = Client("https://journal.example.org").sign_in("ana", "six words of your own")
    >>> client.keep(CheckIn(mood=4, words="The walk helped."))
    >>> for entry in client.journal():
    ...     print(entry.content)

    Keys live in this object and nowhere else. Everything raised on purpose is an
    `InterludeError`, a `PayloadRefused` or a `ValueError` of the protocol, with one plain sentence.
    """

    # The journal

    def keep(self, content: domain.Content) -> Entry:
        """Keep a note, a check-in or anything else of one's own; the server sees sealed bytes."""
        return self.mirror.keep(content)

    def keep_many(self, contents: Iterable[domain.Content]) -> list[Entry]:
        """Keep many, up to 100 in one transaction; returned in the order given."""
        return self.mirror.keep_many(contents)

    def edit(self, entry: Entry | str, **changes: Any) -> Entry:
        """Change some fields of an entry: `client.edit(entry, text="…")`.

        If another device changed it first, both texts are kept and the merged entry is returned.
        """
        base = entry if isinstance(entry, Entry) else self.mirror.find(entry)
        content = base.content
        if isinstance(content, domain.Newer | domain.Unreadable):
            raise errors.ChangedElsewhere(messages.CANNOT_EDIT)
        if isinstance(content, domain.Written | domain.Settings):
            changes = {"edited_at": times.now(), **changes}
        return self.mirror.put(base.entry_id, replace(content, **changes), seen=base.revision)

    def delete(self, entry: Entry | str) -> None:
        """Delete an entry; the server drops its older bytes. Not if it was changed elsewhere since."""
        seen = entry.revision if isinstance(entry, Entry) else None
        self.mirror.put(_id(entry), domain.Deleted(), seen)

    def journal(self) -> list[Entry]:
        """Read the journal, newest writing first: notes, check-ins, appointments, unreadable things."""
        self.mirror.pull()
        shown = (domain.Written, domain.Newer, domain.Unreadable)
        entries = [entry for entry in self.mirror.everything() if isinstance(entry.content, shown)]
        return sorted(entries, key=_written, reverse=True)

    def export(self, file: str | Path, *, open_html: Path | None = None) -> int:
        """Write the journal as a sealed archive (PROTOCOL §13); returns how many entries are in it.

        It opens with the current password or recovery code, using `open.py`, which is included. Raises
        `ChangedElsewhere` if the current password is not the one this client signed in with.
        `open.html`, which does it in a browser, is part of the built web app: give its path to add it.
        """
        self.mirror.pull()
        live = [kept.row for kept in self.mirror.kept() if not isinstance(kept.what.content, domain.Deleted)]
        sealed = [Sealed(row.entry_id, row.revision, row.envelope) for row in live]
        slots = unlocking.slots_as_opened(self.connection, self.me)
        write_archive(Path(file), self.me, slots, sealed, open_html)
        return len(sealed)

    # People

    def invite(self) -> Invitation:
        """Make an invite for one patient: hand over its link or show it as a QR."""
        return self._current_pairings.invite()

    def take_back_invite(self, invite_id: str) -> None:
        """Take back an invite: nobody can register or pair with it any more."""
        self._current_pairings.take_back(invite_id)

    def accept_invite(self, link: str, my_name: str, their_name: str) -> domain.Contact:
        """Accept an invite; then compare the words before anything is shared."""
        return self._current_pairings.accept(link, my_name, their_name)

    def confirm_pairings(self) -> list[domain.Contact]:
        """Check and confirm what patients accepted since; returns the new people."""
        return self._current_pairings.confirm()

    def people(self) -> list[domain.Contact]:
        """Return the people one is paired with."""
        return self._current_people.contacts()

    def comparison_words(self, person: Person) -> list[str]:
        """Return the eight words that must be the same on both screens."""
        return self._current_people.words(person)

    def mark_compared(self, person: Person) -> domain.Contact:
        """Write down that the words were the same; sharing is possible from then on."""
        return self._current_people.mark_compared(person)

    def other_keys(self) -> list[OtherKey]:
        """Return a therapist's known patients who accepted an invite with a different key."""
        return self._current_pairings.other_keys()

    def accept_other_key(self, change: OtherKey) -> domain.Contact:
        """Accept somebody's different key, after a `KeyChanged` or from `other_keys`.

        The old pairing ends with all that was shared in it; the new words must be compared before
        anything is shared again.
        """
        return self._current_pairings.accept_other_key(change)

    def refuse_other_key(self, change: OtherKey) -> None:
        """Refuse the different key; the old pairing stays as it is."""
        self._current_pairings.refuse_other_key(change)

    def end_pairing(self, person: Person) -> list[Share]:
        """End a pairing; everything shared in it is withdrawn.

        Returns what you had shared: `opened_at` tells what was read, which cannot be undone.
        """
        _entry, contact = self._current_people.find(person)
        mine = [share for share in self._sharing.all() if share.by_me]
        self._people.end(contact)
        return [share for share in mine if share.person.pairing_id == contact.pairing_id]

    # Sharing

    def share(
        self,
        entry: Entry | str,
        person: Person,
        *,
        expires_at: datetime | None = None,
        excerpt: str | None = None,
        appointment_id: str | None = None,
    ) -> Share:
        """Seal a copy of one entry, or of one passage of it, for one person."""
        self.mirror.pull()
        terms = Terms(expires_at, excerpt, appointment_id)
        return self._sharing.share(self.mirror, _id(entry), person, terms)

    def unshare(self, share: Share) -> None:
        """Withdraw a share. What was read was read."""
        self._sharing.withdraw(share)

    def shares(self) -> list[Share]:
        """Return every live share, sent and received, newest writing first."""
        self.mirror.pull()
        return self._sharing.all()

    def shares_of(self, person: Person) -> list[Share]:
        """Return what one person shared with you, newest writing first."""
        self.mirror.pull()
        _entry, contact = self._current_people.find(person)
        return [
            share
            for share in self._sharing.all()
            if share.person.pairing_id == contact.pairing_id and not share.by_me
        ]

    def mark_opened(self, share: Share) -> None:
        """Tell the author you opened it, as her ledger will say."""
        self._sharing.mark_opened(share)

    def appointments(self, person: Person | None = None) -> list[domain.Appointment]:
        """Return appointments by time: a therapist's own, or those shared with a patient."""
        shared = [share.content for share in self.shares() if not share.by_me]
        own = [entry.content for entry in self.mirror.everything()]
        found = [content for content in [*own, *shared] if isinstance(content, domain.Appointment)]
        if person is not None:
            _entry, contact = self._current_people.find(person)
            found = [appointment for appointment in found if appointment.pairing_id == contact.pairing_id]
        return sorted(found, key=lambda appointment: appointment.starts_at)


def _id(entry: Entry | str) -> str:
    return entry.entry_id if isinstance(entry, Entry) else entry


def _written(entry: Entry) -> datetime:
    if isinstance(entry.content, domain.Written):
        return entry.content.written_at
    return entry.kept_at or times.now()
