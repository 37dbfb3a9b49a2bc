# SPDX-License-Identifier: Apache-2.0
"""How two people pair (PROTOCOL §10): inviting, accepting, checking, and meeting again with another key."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from interlude import domain, errors, messages, payloads, times
from interlude.api.connection import Connection
from interlude.api.rows import PairingRow, Row
from interlude.journal.journal import Entry, Journal
from interlude.keys.unlocking import Unlocked
from interlude.people.people import People
from interlude.protocol import keys, pairing
from interlude.protocol.encoding import from_uuid_text, to_base64url, to_uuid_text
from interlude.protocol.envelope import OpenRefused
from interlude.protocol.primitives import KeyRefused
from interlude.protocol.randomness import RandomSource

INVITE_LASTS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invite to hand over: whoever has the link can accept it, once, until it is over."""

    invite_id: str
    link: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What a patient is about to send: the invite, the pairing it becomes, the names."""

    invitation: pairing.Invitation
    pair: pairing.Pair
    my_name: str
    their_name: str


@dataclass(frozen=True, slots=True)
class OtherKey:
    """A known person has a different key. Compare the new words with her; nothing has changed yet."""

    person: domain.Contact  # as she is known so far
    old_words: list[str]
    new_words: list[str]
    pending: Acceptance | PairingRow = field(repr=False)


class Pairings:
    """Invites and acceptances. Nobody's key or name is ever taken from the server."""

    def __init__(self, connection: Connection, me: Unlocked, people: People, rand: RandomSource) -> None:
        """Take the connection, the unlocked account and its people."""
        self._connection, self._me, self._people, self._rand = connection, me, people, rand

    @property
    def _journal(self) -> Journal:
        return self._people.journal

    def invite(self) -> Invitation:
        """Make an invite, good once and for 14 days. Kept sealed before the server hears of it."""
        self._require("therapist", messages.ONLY_A_THERAPIST_INVITES)
        expires_at = times.now().replace(microsecond=0) + INVITE_LASTS
        made = pairing.make_invitation(self._people.my_party, self._connection.origin, self._rand)
        invite_id = to_uuid_text(made.invite_id)
        self._journal.keep(domain.Invite(invite_id, made.secret, expires_at))
        asked = {"invite_id": invite_id, "expires_at": times.write(expires_at)}
        _require_named(self._connection.post("/api/invites", asked), "invite_id", invite_id)
        return Invitation(invite_id, pairing.write_link(made, self._connection.origin), expires_at)

    def take_back(self, invite_id: str) -> None:
        """Take an invite back: first its secret is destroyed, then the server invalidates it.

        Safe to repeat after a lost response; has no effect on a pairing already made with it.
        """
        self._require("therapist", messages.ONLY_A_THERAPIST_INVITES)
        self._destroy_invites(invite_id)
        self._connection.delete(f"/api/invites/{invite_id}")

    def accept(self, link: str, my_name: str, their_name: str) -> domain.Contact:
        """Accept an invite: `my_name` goes to the therapist, sealed; `their_name` stays here.

        Raises `KeyChanged` if she is known with another key: nothing was sent, see `accept_other_key`.
        """
        self._require("patient", messages.ONLY_A_PATIENT_ACCEPTS)
        invitation = pairing.read_link(link)
        if invitation.origin != self._connection.origin:
            raise errors.UnfitServer(messages.other_server(invitation.origin))
        # Drawn only after the link was read, which prevents a man in the middle (PROTOCOL §10).
        pair = pairing.Pair(self._rand(16), invitation.therapist, self._people.my_party)
        asked = Acceptance(invitation, pair, my_name, their_name)
        if changed := self._other_key(invitation.therapist, pair, asked):
            sentence = f"{changed.person.name} has another key now. Compare the new words with her first."
            raise errors.KeyChanged(sentence, changed)
        made, over = self._earlier(invitation)
        if made is not None:
            return made
        contact = self._accept(asked)
        for entry, earlier in over:  # only after her own decision: the server alone ends no pairing
            self._replaced(entry, earlier)
        return contact

    def _other_key(
        self, party: keys.Party, pair: pairing.Pair, pending: Acceptance | PairingRow
    ) -> OtherKey | None:
        known = self._people.known(to_uuid_text(party.account_id))
        if known is None or known.public_key == party.public:
            return None
        old_words = pairing.comparison_words(self._people.pair(known))
        return OtherKey(known, old_words, pairing.comparison_words(pair), pending)

    def _accept(self, asked: Acceptance) -> domain.Contact:
        body = self._acceptance(asked)
        contact = _contact(asked.pair.pairing_id, asked.pair.therapist, "therapist", asked.their_name)
        entry = self._journal.keep(contact)
        path = f"/api/invites/{to_uuid_text(asked.invitation.invite_id)}/acceptance"
        try:
            answer = self._connection.post(path, body)
        except errors.Refused:
            self._journal.put(entry.entry_id, domain.Deleted())
            raise
        _require_named(answer, "pairing_id", contact.pairing_id)
        return contact

    def _acceptance(self, asked: Acceptance) -> dict[str, str]:
        """Make the request body for the therapist; `PairingRefused` if these two keys cannot pair."""
        pair, invite_id = asked.pair, asked.invitation.invite_id
        try:
            key = keys.pair_key(self._me.keys.private, pair.therapist, pair.patient)
        except KeyRefused as error:
            raise errors.PairingRefused(messages.INVITE_OF_NOBODY_ELSE) from error
        hello = payloads.write_entry(domain.Hello(asked.my_name))
        sealed = pairing.seal_hello(key, pair, invite_id, hello, self._rand)
        return {
            "pairing_id": to_uuid_text(pair.pairing_id),
            "patient_id": self._me.account_id,
            "pk_patient": to_base64url(pair.patient.public),
            "tag": to_base64url(pairing.acceptance_tag(asked.invitation.secret, invite_id, pair)),
            "hello": to_base64url(sealed),
        }

    def _earlier(
        self, invitation: pairing.Invitation
    ) -> tuple[domain.Contact | None, list[tuple[Entry, domain.Contact]]]:
        """Find the pairing this invite already made, if the response was lost; mostly there is none.

        Also return the pairings that a new one replaces: those the server says have ended and, if the
        words were never compared, those the server does not know.
        """
        therapist_id = to_uuid_text(invitation.therapist.account_id)
        known = [found for found in self._people.entries() if found[1].account_id == therapist_id]
        live = [found for found in known if found[1].ended_at is None]
        rows = self._people.rows() if live else {}
        over = []
        for entry, contact in live:
            row = rows.get(contact.pairing_id)
            if row and row.state != "ended" and row.invite_id == to_uuid_text(invitation.invite_id):
                return contact, []
            if (row and row.state != "ended") or (row is None and contact.words_compared):
                raise errors.PairingRefused(messages.ALREADY_PAIRED)
            over.append((entry, contact))
        return None, over

    def _replaced(self, entry: Entry, contact: domain.Contact) -> None:
        if contact.words_compared:
            self._people.write(entry, replace(contact, ended_at=times.now()))
        else:
            self._journal.put(entry.entry_id, domain.Deleted())

    def confirm(self) -> list[domain.Contact]:
        """Check new acceptances, and keep those whose tag and hello are right.

        An invalid acceptance is ignored: it may be an attack, and the genuine one may still come.
        A known person with another key is listed by `other_keys` instead.
        """
        return [contact for row in self._accepted() if (contact := self._confirm(row)) is not None]

    def other_keys(self) -> list[OtherKey]:
        """Return the known patients who accepted an invite with a different key."""
        return [changed for row in self._accepted() if (changed := self._changed(row)) is not None]

    def accept_other_key(self, change: OtherKey) -> domain.Contact:
        """Accept the different key: the old pairing ends, and the new words must be compared."""
        if change.person.ended_at is None:
            self._people.end(change.person)
        if isinstance(change.pending, Acceptance):
            return self._accept(change.pending)
        confirmed = self._confirm(change.pending, known_key=True)
        if confirmed is None:
            raise errors.PairingRefused(messages.ACCEPTANCE_OVER)
        return confirmed

    def refuse_other_key(self, change: OtherKey) -> None:
        """Refuse the acceptance with the different key; the old pairing stays as it is."""
        if isinstance(change.pending, PairingRow):
            self._destroy_invites(change.pending.invite_id)
            self._connection.delete(f"/api/pairings/{change.pending.pairing_id}")

    def _accepted(self) -> list[PairingRow]:
        self._require("therapist", messages.ONLY_A_THERAPIST_CONFIRMS)
        return [row for row in self._people.rows().values() if row.state == "accepted"]

    def _changed(self, row: PairingRow) -> OtherKey | None:
        held = self._invites(row.invite_id)
        made = self._checked(row, held[0].content) if held else None
        if made is None or self._people.by_pairing(row.pairing_id):
            return None
        return self._other_key(keys.Party(row.patient_id, row.pk_patient), self._people.pair(made), row)

    def _confirm(self, row: PairingRow, *, known_key: bool = False) -> domain.Contact | None:
        """Keep and confirm one acceptance, unless a known person has a different key not yet accepted.

        Only a valid acceptance uses up an invite, because the server could name any invite.
        """
        held = self._invites(row.invite_id)
        made = self._checked(row, held[0].content) if held else None
        known = self._people.by_pairing(row.pairing_id)
        if known is None and made is not None and (known_key or self._changed(row) is None):
            known = made
            self._journal.keep(known)
        if known is None or known.ended_at is not None:
            return None
        if made is not None:
            self._destroy_invites(row.invite_id)  # the secret is good once
        answer = self._connection.post(f"/api/pairings/{row.pairing_id}/confirmation")
        _require_named(answer, "pairing_id", row.pairing_id)
        return known

    def _checked(self, row: PairingRow, invite: object) -> domain.Contact | None:
        if not isinstance(invite, domain.Invite) or not _is_open(invite):
            return None
        patient = keys.Party(row.patient_id, row.pk_patient)
        pair = pairing.Pair(from_uuid_text(row.pairing_id), self._people.my_party, patient)
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

    def _invites(self, invite_id: str) -> list[Entry]:
        return [entry for entry in self._journal.trusted() if _is_invite(entry, invite_id)]

    def _destroy_invites(self, invite_id: str) -> None:
        for entry in self._invites(invite_id):
            self._journal.put(entry.entry_id, domain.Deleted())

    def _require(self, role: str, sentence: str) -> None:
        if self._me.role != role:
            raise errors.PairingRefused(sentence)


def _contact(pairing_id: bytes, party: keys.Party, role: domain.Role, name: str) -> domain.Contact:
    return domain.Contact(
        pairing_id=to_uuid_text(pairing_id),
        account_id=to_uuid_text(party.account_id),
        public_key=party.public,
        role=role,
        name=name,
    )


def _require_named(answer: Row, name: str, wanted: str) -> None:
    if answer.get(name) != wanted:
        raise errors.ServerNonsense(messages.NOT_CONFIRMED)


def _is_invite(entry: Entry, invite_id: str) -> bool:
    return isinstance(entry.content, domain.Invite) and entry.content.invite_id == invite_id


def _is_open(invite: domain.Invite) -> bool:
    """Tell by the local clock whether an invite is at most 14 days old and has not expired."""
    left = invite.expires_at - times.now()
    return timedelta(0) < left <= INVITE_LASTS + timedelta(minutes=1)
