# SPDX-License-Identifier: Apache-2.0
"""The people of a journal: their keys, comparison words and pairings (PROTOCOL §10)."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from interlude import domain, errors, messages, times
from interlude.api.connection import Connection
from interlude.api.rows import PairingRow, read_each
from interlude.journal.journal import Entry, Journal
from interlude.keys.unlocking import Unlocked
from interlude.names import shown_name
from interlude.protocol import keys, pairing
from interlude.protocol.encoding import from_uuid_text

Person = domain.Contact | str
MOST_PAIRINGS = 10_000


class People:
    """The contacts of a journal. Nobody's key or name is ever taken from the server."""

    def __init__(self, connection: Connection, unlocked: Unlocked, journal: Journal) -> None:
        """Take the connection, the unlocked account and its journal."""
        self._connection, self._me, self.journal = connection, unlocked, journal

    def entries(self) -> list[tuple[Entry, domain.Contact]]:
        """Return one contact for each pairing, ended ones too, with the entry that holds it.

        Two devices of a therapist may each have kept the same acceptance; the two entries are then
        merged. A contact under a retired key counts as ended: anybody who had that key could have
        written it (PROTOCOL §12). Names are cleaned for display, since they may come from a hello.
        """
        found: dict[str, tuple[Entry, domain.Contact]] = {}
        for kept in sorted(self.journal.kept(), key=lambda kept: kept.row.entry_id):
            entry, contact = kept.entry, kept.what.content
            if isinstance(contact, domain.Contact):
                contact = replace(contact, name=shown_name(contact.name))
                if kept.what.under_retired and contact.ended_at is None:
                    contact = replace(contact, ended_at=times.now())
                known = found.get(contact.pairing_id)
                if known is None:
                    found[contact.pairing_id] = entry, contact
                elif _same_person(known[1], contact):
                    found[contact.pairing_id] = known[0], _both(known[1], contact)
        return list(found.values())

    def contacts(self) -> list[domain.Contact]:
        """Return the people one is paired with, by name."""
        live = [contact for _, contact in self.entries() if contact.ended_at is None]
        return sorted(live, key=lambda contact: (contact.name, contact.pairing_id))

    def by_pairing(self, pairing_id: str) -> domain.Contact | None:
        """Return the contact of a pairing, even if it has ended."""
        found = [contact for _, contact in self.entries() if contact.pairing_id == pairing_id]
        return found[0] if found else None

    def known(self, account_id: str) -> domain.Contact | None:
        """Return the contact of an account: a live one, else the one that ended last."""
        found = [contact for _, contact in self.entries() if contact.account_id == account_id]
        return max(found, key=_until, default=None)

    def find(self, person: Person) -> tuple[Entry, domain.Contact]:
        """Find a person by contact, pairing id or name; `UnknownPerson` if none or several fit."""
        wanted = person.pairing_id if isinstance(person, domain.Contact) else person
        live = [found for found in self.entries() if found[1].ended_at is None]
        fitting = [found for found in live if found[1].pairing_id == wanted]
        fitting = fitting or [found for found in live if found[1].name == wanted]
        if len(fitting) != 1:
            raise errors.UnknownPerson(messages.SEVERAL_PEOPLE if fitting else messages.NO_SUCH_PERSON)
        return fitting[0]

    def words(self, person: Person) -> list[str]:
        """Return the eight words both must see."""
        _entry, contact = self.find(person)
        return pairing.comparison_words(self.pair(contact))

    def mark_compared(self, person: Person) -> domain.Contact:
        """Write down that the two compared their words and they were the same."""
        entry, contact = self.find(person)
        return self.write(entry, replace(contact, words_compared=True))

    def end(self, person: Person) -> None:
        """End a pairing: written here first, then sent to the server, which withdraws every share."""
        entry, contact = self.find(person)
        self.write(entry, replace(contact, ended_at=times.now()))
        with suppress(errors.NotThere):  # already ended by the other one, or that account is deleted
            self._connection.delete(f"/api/pairings/{contact.pairing_id}")

    def rows(self) -> dict[str, PairingRow]:
        """Ask the server for its row of each pairing, by id."""
        answer = self._connection.get("/api/pairings")
        rows = read_each(PairingRow.of, answer, "pairings", MOST_PAIRINGS)
        return {row.pairing_id: row for row in rows if row is not None}

    def tell_endings(self) -> None:
        """End on the server the pairings that have ended in the journal but not there."""
        ended = {contact.pairing_id for _, contact in self.entries() if contact.ended_at is not None}
        for row in self.rows().values():
            if row.pairing_id in ended and row.state != "ended":
                self._connection.delete(f"/api/pairings/{row.pairing_id}")

    def write(self, entry: Entry, contact: domain.Contact) -> domain.Contact:
        """Write the next revision of a contact."""
        stored = self.journal.put(entry.entry_id, contact).content
        return stored if isinstance(stored, domain.Contact) else contact

    def pair(self, contact: domain.Contact) -> pairing.Pair:
        """Return the two parties, the therapist first, by the role in the contact."""
        other = keys.Party(from_uuid_text(contact.account_id), contact.public_key)
        pairing_id = from_uuid_text(contact.pairing_id)
        if contact.role == "therapist":
            return pairing.Pair(pairing_id, other, self.my_party)
        return pairing.Pair(pairing_id, self.my_party, other)

    def pair_key(self, contact: domain.Contact) -> bytes:
        """Derive the key only the two of them have."""
        pair = self.pair(contact)
        return keys.pair_key(self._me.keys.private, pair.therapist, pair.patient)

    @property
    def my_party(self) -> keys.Party:
        """Return one's own id and key."""
        return keys.Party(self._me.keys.account_id, self._me.keys.public)


def _until(contact: domain.Contact) -> datetime:
    return contact.ended_at or datetime.max.replace(tzinfo=UTC)


def _same_person(one: domain.Contact, other: domain.Contact) -> bool:
    return (one.account_id, one.public_key) == (other.account_id, other.public_key)


def _both(one: domain.Contact, other: domain.Contact) -> domain.Contact:
    compared = one.words_compared or other.words_compared
    return replace(one, words_compared=compared, ended_at=one.ended_at or other.ended_at)
