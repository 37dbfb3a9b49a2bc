"""The way in: a client of one server, for one person."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from interlude import account, domain, faults, new_keys, times
from interlude.account import Entrance, Unlocked
from interlude.archive.making import Sealed, write_archive
from interlude.connection import Connection, Transport
from interlude.journal import Entry, Journal
from interlude.new_keys import NewAccount
from interlude.people import Invitation, People, Person
from interlude.protocol import pairing
from interlude.protocol.encoding import to_uuid_text
from interlude.protocol.known_answers import check_known_answers
from interlude.protocol.randomness import RandomSource, system_random
from interlude.second_factor import LOST, CodeSource, give, new_secret, proof_by_password, set_up
from interlude.sharing import Share, Sharing, Terms

DEVICE = "Python"


class Client:
    """Keep, read and share a journal that the server cannot read.

    >>> client = Client("https://journal.example.org").sign_in("ana", "six words of your own")
    >>> client.keep(CheckIn(mood=4, words="The walk helped."))
    >>> for entry in client.journal():
    ...     print(entry.content)

    Keys live in this object and nowhere else. Everything raised on purpose is an
    `InterludeError`, a `PayloadRefused` or a `ValueError` of the protocol, with one plain sentence.
    """

    def __init__(
        self,
        url: str,
        *,
        transport: Transport | None = None,
        rand: RandomSource = system_random,
    ) -> None:
        """Take the server's address: https, or http to this computer itself.

        `transport` is httpx's, for tests and unusual networks. The published examples of
        each primitive are computed first; a computer that gets one wrong seals nothing.
        """
        check_known_answers()
        self.connection = Connection(url, transport=transport)
        self._rand = rand
        self._unlocked: Unlocked | None = None

    def close(self) -> None:
        """Forget the keys and give the sockets back; the login stays."""
        self._unlocked = None
        self.connection.close()

    def __enter__(self) -> "Client":
        """Use it in a `with` block."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close it."""
        self.close()

    # Accounts

    def register(
        self,
        login: str,
        password: str | None = None,
        *,
        role: domain.Role = "patient",
        enrolment: str | None = None,
        device: str = DEVICE,
    ) -> NewAccount:
        """Make an account and sign in. Without a password, six words are made.

        `enrolment` is, for a therapist, the token or link the operator handed her; for a patient
        the link of an invite, where the practice does not let people register freely. What comes
        back must be written down: without password and recovery code a journal is lost. A therapist's
        account is given a secret for codes as well (`totp_secret`), where the server asks for one.
        """
        admission = _admission(role, enrolment)
        made, unlocked = new_keys.register(self.connection, (login, password), role, admission, self._rand)
        return self._entered(made, unlocked, device, None)

    def recover(
        self,
        login: str,
        recovery_code: str,
        password: str | None = None,
        *,
        second_factor: CodeSource = None,
        device: str = DEVICE,
    ) -> NewAccount:
        """Sign in with the recovery code after a lost password; makes a new password and a new code.

        Both old ones are worth nothing afterwards, and every other login ends. A therapist gives the code
        of her authenticator too (`second_factor`, as in `sign_in`), or has it replaced by a new one if that
        is lost as well (`second_factor.LOST`). What comes back is true even where the code was wrong: the
        client is then left signed out, and the new password signs in.
        """
        old, new = (login, recovery_code), new_keys.Wanted(password, device, second_factor == LOST)
        made, unlocked = new_keys.recover(self.connection, old, new, self._rand)
        try:
            return self._entered(made, unlocked, device, second_factor)
        except (faults.SecondFactorNeeded, faults.WrongCode):
            return made.told

    def sign_in(
        self, login: str, password: str, *, second_factor: CodeSource = None, device: str = DEVICE
    ) -> "Client":
        """Sign in and unlock; `WrongPassword` if login and password do not belong together.

        `second_factor` is the six digits of the authenticator, or a function that asks for them, called
        only where the server wants them; without it that is `SecondFactorNeeded`. An account that must be
        given one first is `SecondFactorMissing`: see `set_up_second_factor`.
        """
        self.use(account.sign_in(self.connection, Entrance(login, password, device, second_factor)))
        return self

    def set_up_second_factor(
        self, login: str, password: str, *, second_factor: CodeSource = None, device: str = DEVICE
    ) -> str:
        """Sign in and give the account a new secret for codes, in place of an older one.

        Returns the secret, 32 letters for an authenticator, told this once. `second_factor` is a code of
        the older one.
        """
        who = Entrance(login, password, device, second_factor)
        secret, unlocked = account.set_up_second_factor(self.connection, who)
        self.use(unlocked)
        return secret

    def sign_out(self) -> None:
        """End the login of this client and forget the keys."""
        self.connection.delete("/api/logins/current")
        self.connection.token = None
        self._unlocked = None

    def use(self, unlocked: Unlocked) -> None:
        """Go on as an account that is already unlocked, such as from a kept slot."""
        self._unlocked = unlocked
        self._journal = Journal(self.connection, unlocked.keys, self._rand)
        self._people = People(self.connection, unlocked, self._journal, self._rand)
        self._sharing = Sharing(self.connection, unlocked, self._people, self._rand)

    def _entered(
        self, made: new_keys.NewKeys, unlocked: Unlocked, device: str, codes: CodeSource
    ) -> NewAccount:
        """Sign in with keys just made; a therapist without a second factor is given one."""
        row = account.begin_login(self.connection, made.told.login, made.auth_key, device)
        told = made.told
        if row.needs == "second_factor_setup":
            told = replace(told, totp_secret=new_secret())
            set_up(self.connection, proof_by_password(made.auth_key), told.totp_secret or "")
        elif row.needs is not None:
            give(self.connection, codes)
        self.use(unlocked)
        return told

    @property
    def me(self) -> Unlocked:
        """Return the unlocked account; `Locked` before a sign-in."""
        if self._unlocked is None:
            raise faults.Locked("Sign in first.")
        return self._unlocked

    # The journal

    def keep(self, content: domain.Content) -> Entry:
        """Keep a note, a check-in or anything else of one's own; the server sees sealed bytes."""
        return self._own.keep(content)

    def keep_many(self, contents: Iterable[domain.Content]) -> list[Entry]:
        """Keep many, up to 100 in one transaction; their order is kept."""
        return self._own.keep_many(contents)

    def edit(self, entry: Entry | str, **changes: Any) -> Entry:
        """Change some fields of an entry: `client.edit(entry, text="…")`.

        Where another device was first, both texts are kept and the joined entry comes back.
        """
        base = entry if isinstance(entry, Entry) else self._own.find(entry)
        content = base.content
        if isinstance(content, domain.Newer | domain.Unreadable):
            raise faults.ChangedElsewhere("This version cannot edit what it cannot read.")
        if isinstance(content, domain.Written | domain.Settings):
            changes = {"edited_at": times.now(), **changes}
        return self._own.put(base.entry_id, replace(content, **changes), seen=base.revision)

    def delete(self, entry: Entry | str) -> None:
        """Delete an entry; the server drops its older bytes. Not if it was changed elsewhere since."""
        seen = entry.revision if isinstance(entry, Entry) else None
        self._own.put(_id(entry), domain.Deleted(), seen)

    def journal(self) -> list[Entry]:
        """Read the journal, newest writing first: notes, check-ins, appointments, unreadable things."""
        self._own.pull()
        shown = (domain.Written, domain.Newer, domain.Unreadable)
        entries = [entry for entry in self._own.everything() if isinstance(entry.content, shown)]
        return sorted(entries, key=_written, reverse=True)

    def export(self, file: str | Path, *, open_html: Path | None = None) -> int:
        """Write the journal as a sealed archive (PROTOCOL §13); returns how many entries are in it.

        It opens with the password or the recovery code of today, and holds `open.py`, which does that.
        `open.html`, which does it in a browser, is part of the built web app: give its path to add it.
        """
        self._own.pull()
        live = [kept.row for kept in self._own.kept() if not isinstance(kept.what.content, domain.Deleted)]
        sealed = [Sealed(row.entry_id, row.revision, row.envelope) for row in live]
        write_archive(Path(file), self.me, account.slots_of(self.connection), sealed, open_html)
        return len(sealed)

    # People

    def invite(self) -> Invitation:
        """Make an invite for one patient: hand over its link or show it as a QR."""
        return self._others.invite()

    def accept_invite(self, link: str, my_name: str, their_name: str) -> domain.Contact:
        """Accept an invite; then compare the words before anything is shared."""
        return self._others.accept(link, my_name, their_name)

    def confirm_pairings(self) -> list[domain.Contact]:
        """Check and confirm what patients accepted since; returns the new people."""
        return self._others.confirm()

    def people(self) -> list[domain.Contact]:
        """Return the people one is paired with."""
        return self._others.contacts()

    def comparison_words(self, person: Person) -> list[str]:
        """Return the eight words that must be the same on both screens."""
        return self._others.words(person)

    def mark_compared(self, person: Person) -> domain.Contact:
        """Write down that the words were the same; sharing is possible from then on."""
        return self._others.mark_compared(person)

    def end_pairing(self, person: Person) -> None:
        """End a pairing; everything shared in it is withdrawn."""
        self._others.end(person)

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
        self._others_pulled()
        terms = Terms(expires_at, excerpt, appointment_id)
        return self._sharing.share(self._own, _id(entry), person, terms)

    def unshare(self, share: Share) -> None:
        """Withdraw a share. What was read was read."""
        self._sharing.withdraw(share)

    def shares(self) -> list[Share]:
        """Return every live share, sent and received, newest writing first."""
        self._others_pulled()
        return self._sharing.all()

    def shares_of(self, person: Person) -> list[Share]:
        """Return what one person shared with you, newest writing first."""
        self._others_pulled()
        _entry, contact = self._others.find(person)
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
        own = [entry.content for entry in self._own.everything()]
        found = [content for content in [*own, *shared] if isinstance(content, domain.Appointment)]
        if person is not None:
            _entry, contact = self._others.find(person)
            found = [appointment for appointment in found if appointment.pairing_id == contact.pairing_id]
        return sorted(found, key=lambda appointment: appointment.starts_at)

    @property
    def _own(self) -> Journal:
        _ = self.me
        return self._journal

    @property
    def _others(self) -> People:
        self._others_pulled()
        return self._people

    def _others_pulled(self) -> None:
        self._own.pull()


def _id(entry: Entry | str) -> str:
    return entry.entry_id if isinstance(entry, Entry) else entry


def _admission(role: domain.Role, enrolment: str | None) -> str | None:
    if not enrolment:
        return None
    if role == "therapist":
        return enrolment.rpartition("#")[2]
    return to_uuid_text(pairing.read_link(enrolment).invite_id)


def _written(entry: Entry) -> datetime:
    if isinstance(entry.content, domain.Written):
        return entry.content.written_at
    return entry.kept_at or times.now()
