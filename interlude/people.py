"""Pairings (PROTOCOL §10): inviting, accepting, checking, comparing words, ending."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from interlude import domain, faults, payloads, times
from interlude.account import Unlocked
from interlude.connection import Connection
from interlude.journal import Entry, Journal
from interlude.protocol import keys, pairing
from interlude.protocol.encoding import from_uuid_text, to_base64url, to_uuid_text
from interlude.protocol.envelope import OpenRefused
from interlude.protocol.primitives import KeyRefused
from interlude.protocol.randomness import RandomSource
from interlude.rows import PairingRow, read_list

INVITE_LASTS = timedelta(days=14)

Person = domain.Contact | str


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invite to hand over: whoever has the link can accept it, once, until it is over."""

    invite_id: str
    link: str = field(repr=False)
    expires_at: datetime


class People:
    """The contacts of a journal. Nobody's key or name is ever taken from the server."""

    def __init__(
        self, connection: Connection, unlocked: Unlocked, journal: Journal, rand: RandomSource
    ) -> None:
        """Take the connection, the unlocked account and its journal."""
        self._connection, self._me, self._journal, self._rand = connection, unlocked, journal, rand

    def entries(self) -> list[tuple[Entry, domain.Contact]]:
        """Return the contacts with the entries that hold them, ended ones too, one for each pairing.

        Two devices of a therapist may each have kept the same acceptance; the two entries stand for one
        person, and what is true in either is true.
        """
        found: dict[str, tuple[Entry, domain.Contact]] = {}
        for entry in sorted(self._journal.everything(), key=lambda entry: entry.entry_id):
            contact = entry.content
            if isinstance(contact, domain.Contact):
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

    def find(self, person: Person) -> tuple[Entry, domain.Contact]:
        """Find a person by contact, pairing id or name; `UnknownPerson` if none or several fit."""
        wanted = person.pairing_id if isinstance(person, domain.Contact) else person
        live = [found for found in self.entries() if found[1].ended_at is None]
        fitting = [found for found in live if found[1].pairing_id == wanted]
        fitting = fitting or [found for found in live if found[1].name == wanted]
        if len(fitting) != 1:
            several = "Several people have" if fitting else "You are paired with nobody of"
            raise faults.UnknownPerson(f"{several} this name or id.")
        return fitting[0]

    def invite(self) -> Invitation:
        """Make an invite, good once and for 14 days. Kept sealed before the server hears of it."""
        self._require("therapist", "Only a therapist invites.")
        expires_at = times.now().replace(microsecond=0) + INVITE_LASTS
        made = pairing.make_invitation(self._my_party, self._connection.origin, self._rand)
        invite_id = to_uuid_text(made.invite_id)
        self._journal.keep(domain.Invite(invite_id, made.secret, expires_at))
        asked = {"invite_id": invite_id, "expires_at": times.write(expires_at)}
        self._connection.post("/api/invites", asked)
        return Invitation(invite_id, pairing.write_link(made, self._connection.origin), expires_at)

    def accept(self, link: str, my_name: str, their_name: str) -> domain.Contact:
        """Accept an invite: `my_name` goes to the therapist, sealed; `their_name` stays here."""
        self._require("patient", "Only a patient accepts an invite.")
        invitation = pairing.read_link(link)
        if earlier := self._earlier_acceptance(invitation):
            return earlier
        # Drawn only now that the link was read: it is what stops a middleman (PROTOCOL §10).
        pair = pairing.Pair(self._rand(16), invitation.therapist, self._my_party)
        key = keys.pair_key(self._me.keys.private, pair.therapist, pair.patient)
        contact = _contact(pair.pairing_id, invitation.therapist, "therapist", their_name)
        entry = self._journal.keep(contact)
        try:
            self._send_acceptance(invitation, pair, key, my_name)
        except faults.Refused:
            self._journal.put(entry.entry_id, domain.Deleted())
            raise
        return contact

    def _send_acceptance(
        self, invitation: pairing.Invitation, pair: pairing.Pair, key: bytes, my_name: str
    ) -> None:
        hello = payloads.write_entry(domain.Hello(my_name))
        sealed = pairing.seal_hello(key, pair, invitation.invite_id, hello, self._rand)
        tag = pairing.acceptance_tag(invitation.secret, invitation.invite_id, pair)
        asked = {
            "pairing_id": to_uuid_text(pair.pairing_id),
            "patient_id": self._me.account_id,
            "pk_patient": to_base64url(pair.patient.public),
            "tag": to_base64url(tag),
            "hello": to_base64url(sealed),
        }
        self._connection.post(f"/api/invites/{to_uuid_text(invitation.invite_id)}/acceptance", asked)

    def _earlier_acceptance(self, invitation: pairing.Invitation) -> domain.Contact | None:
        """Return the pairing this very invite already made, whose answer was lost; mostly there is none."""
        if invitation.origin != self._connection.origin:
            raise faults.UnfitServer(
                f"This invite is for {invitation.origin}, and your account is elsewhere."
            )
        therapist_id = to_uuid_text(invitation.therapist.account_id)
        known = [found for found in self.entries() if found[1].account_id == therapist_id]
        live = [(entry, contact) for entry, contact in known if contact.ended_at is None]
        rows = self._rows() if live else {}
        for entry, contact in live:
            if contact.public_key != invitation.therapist.public:
                raise faults.KeyChanged(f"{contact.name} has another key now. End the old pairing first.")
            row = rows.get(contact.pairing_id)
            if row is None:  # the server never heard of it
                self._journal.put(entry.entry_id, domain.Deleted())
            elif row.state == "ended":
                self._write(entry, replace(contact, ended_at=times.now()))
            elif row.invite_id == to_uuid_text(invitation.invite_id):
                return contact
            else:
                raise faults.PairingRefused("You are already paired with this therapist.")
        return None

    def _rows(self) -> dict[str, PairingRow]:
        rows = read_list(PairingRow.of, self._connection.get("/api/pairings"), "pairings")
        return {row.pairing_id: row for row in rows}

    def confirm(self) -> list[domain.Contact]:
        """Check what was accepted since, and keep those whose tag and hello are right.

        An acceptance that does not check is left alone: it may be somebody's attempt, and
        says nothing about the one still to come.
        """
        self._require("therapist", "Only a therapist confirms a pairing.")
        accepted = [row for row in self._rows().values() if row.state == "accepted"]
        return [contact for row in accepted if (contact := self._confirm(row)) is not None]

    def _confirm(self, row: PairingRow) -> domain.Contact | None:
        known = [contact for _, contact in self.entries() if contact.pairing_id == row.pairing_id]
        held = [entry for entry in self._journal.everything() if _is_invite(entry, row.invite_id)]
        if not known and held:
            known = [made] if (made := self._checked(row, held[0].content)) else []
            for contact in known:
                self._journal.keep(contact)
        if not known or known[0].ended_at is not None:
            return None
        for entry in held:  # the secret is good once
            self._journal.put(entry.entry_id, domain.Deleted())
        self._connection.post(f"/api/pairings/{row.pairing_id}/confirmation")
        return known[0]

    def _checked(self, row: PairingRow, invite: object) -> domain.Contact | None:
        if not isinstance(invite, domain.Invite) or not _is_open(invite):
            return None
        patient = keys.Party(row.patient_id, row.pk_patient)
        pair = pairing.Pair(from_uuid_text(row.pairing_id), self._my_party, patient)
        invite_id = from_uuid_text(row.invite_id)
        if not pairing.check_tag(invite.secret, invite_id, pair, row.tag):
            return None
        try:
            key = keys.pair_key(self._me.keys.private, pair.therapist, pair.patient)
            hello = payloads.read_hello(pairing.open_hello(key, pair, invite_id, row.hello))
        except (KeyRefused, OpenRefused):
            return None
        if not isinstance(hello, domain.Hello):
            return None
        return _contact(pair.pairing_id, patient, "patient", hello.name)

    def words(self, person: Person) -> list[str]:
        """Return the eight words both must see."""
        _entry, contact = self.find(person)
        return pairing.comparison_words(self.pair(contact))

    def mark_compared(self, person: Person) -> domain.Contact:
        """Write down that the two compared their words and they were the same."""
        entry, contact = self.find(person)
        return self._write(entry, replace(contact, words_compared=True))

    def end(self, person: Person) -> None:
        """End a pairing: written here first, then told to the server, which withdraws every share."""
        entry, contact = self.find(person)
        self._write(entry, replace(contact, ended_at=times.now()))
        self._connection.delete(f"/api/pairings/{contact.pairing_id}")

    def _write(self, entry: Entry, contact: domain.Contact) -> domain.Contact:
        written = self._journal.put(entry.entry_id, contact).content
        return written if isinstance(written, domain.Contact) else contact

    def pair(self, contact: domain.Contact) -> pairing.Pair:
        """Return the two parties, the therapist first by the contact's own word."""
        other = keys.Party(from_uuid_text(contact.account_id), contact.public_key)
        pairing_id = from_uuid_text(contact.pairing_id)
        if contact.role == "therapist":
            return pairing.Pair(pairing_id, other, self._my_party)
        return pairing.Pair(pairing_id, self._my_party, other)

    def pair_key(self, contact: domain.Contact) -> bytes:
        """Derive the key only the two of them have."""
        pair = self.pair(contact)
        return keys.pair_key(self._me.keys.private, pair.therapist, pair.patient)

    @property
    def _my_party(self) -> keys.Party:
        return keys.Party(self._me.keys.account_id, self._me.keys.public)

    def _require(self, role: str, sentence: str) -> None:
        if self._me.role != role:
            raise faults.PairingRefused(sentence)


def _contact(pairing_id: bytes, party: keys.Party, role: domain.Role, name: str) -> domain.Contact:
    return domain.Contact(
        pairing_id=to_uuid_text(pairing_id),
        account_id=to_uuid_text(party.account_id),
        public_key=party.public,
        role=role,
        name=name,
    )


def _same_person(one: domain.Contact, other: domain.Contact) -> bool:
    return (one.account_id, one.public_key) == (other.account_id, other.public_key)


def _both(one: domain.Contact, other: domain.Contact) -> domain.Contact:
    compared = one.words_compared or other.words_compared
    return replace(one, words_compared=compared, ended_at=one.ended_at or other.ended_at)


def _is_invite(entry: Entry, invite_id: str) -> bool:
    return isinstance(entry.content, domain.Invite) and entry.content.invite_id == invite_id


def _is_open(invite: domain.Invite) -> bool:
    """Tell by one's own clock whether an invite is at most 14 days old and not over."""
    left = invite.expires_at - times.now()
    return timedelta(0) < left <= INVITE_LASTS + timedelta(minutes=1)
