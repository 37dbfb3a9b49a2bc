# SPDX-License-Identifier: Apache-2.0
"""Authentication: registering, signing in, recovering an account, and the unlocked account."""

from contextlib import suppress
from dataclasses import replace
from typing import Self

from interlude import domain, errors, messages
from interlude.api.connection import Connection, Transport
from interlude.journal.journal import Journal
from interlude.keys import changes, logins, new_keys, unlocking
from interlude.keys.new_keys import NewAccount
from interlude.keys.second_factor import LOST, CodeSource, give, new_secret, proof_by_password, set_up
from interlude.keys.unlocking import Credentials, Unlocked
from interlude.people.pairing import Pairings
from interlude.people.people import People
from interlude.people.sharing import Sharing
from interlude.protocol import pairing
from interlude.protocol.encoding import to_uuid_text
from interlude.protocol.known_answers import check_known_answers
from interlude.protocol.randomness import RandomSource, system_random

DEVICE = "Python"


class Authentication:
    """A client of one server, and the account that is unlocked in it."""

    def __init__(
        self,
        url: str,
        *,
        transport: Transport | None = None,
        rand: RandomSource = system_random,
    ) -> None:
        """Take the server's address: https, or http to this computer itself.

        `transport` is httpx's, for tests and unusual networks. The known answers of each primitive
        are computed first; if one is wrong on this computer, nothing is sealed.
        """
        check_known_answers()
        self.connection = Connection(url, transport=transport)
        self._rand = rand
        self._unlocked: Unlocked | None = None

    def close(self) -> None:
        """Forget the keys and close the sockets; the login stays."""
        self._forget()
        self.connection.close()

    def __enter__(self) -> Self:
        """Use it in a `with` block."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close it."""
        self.close()

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
        the link of an invite, where the practice does not let people register freely. The returned
        keys must be written down: without password and recovery code a journal is lost. A therapist's
        account also gets a secret for codes (`totp_secret`), if the server requires one.
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

        The old ones no longer work, and every other login ends. A therapist also gives the code of her
        authenticator (`second_factor`, as in `sign_in`), or has it replaced if it is lost as well
        (`second_factor.LOST`). The returned keys are valid even if that code was wrong: the client is
        then signed out, and the new password signs in.
        """
        old, new = (login, recovery_code), new_keys.Wanted(password, device, second_factor == LOST)
        made, unlocked = new_keys.recover(self.connection, old, new, self._rand)
        try:
            return self._entered(made, unlocked, device, second_factor)
        except (errors.SecondFactorNeeded, errors.WrongCode):
            return made.account

    def sign_in(
        self, login: str, password: str, *, second_factor: CodeSource = None, device: str = DEVICE
    ) -> Self:
        """Sign in and unlock; `WrongPassword` if login and password do not match.

        `second_factor` is the six digits of the authenticator, or a function that asks for them, called
        only if the server requires them; without it `SecondFactorNeeded` is raised. An account that has
        none but must have one raises `SecondFactorMissing`: see `set_up_second_factor`. A client that was
        signed in to the same account before accepts only the same key or one that replaced it.
        """
        before = self._unlocked
        self.use(unlocking.sign_in(self.connection, Credentials(login, password, device, second_factor)))
        if before is not None and before.account_id == self.me.account_id:
            self.require_known_key(before.keys.public)
        return self

    def require_known_key(self, public_key: bytes) -> None:
        """Refuse the account unless its key is this one, or its journal holds this one as a retired key.

        Raises `OwnKeyChanged` otherwise; the login is ended and the keys are forgotten.
        """
        if public_key == self.me.keys.public:
            return
        try:
            self._journal.pull()
            left_behind = [keys.public for keys in self._journal.entry_keys.retired]
            changes.recognise(self.me, public_key, left_behind)
        except Exception:  # also if the feed is invalid: what cannot be checked is not believed
            with suppress(errors.InterludeError):
                self.sign_out()
            raise

    def set_up_second_factor(
        self, login: str, password: str, *, second_factor: CodeSource = None, device: str = DEVICE
    ) -> str:
        """Sign in and give the account a new secret for codes, in place of an older one.

        Returns the secret, 32 letters for an authenticator, shown this once. `second_factor` is a code of
        the older one.
        """
        who = Credentials(login, password, device, second_factor)
        secret, unlocked = unlocking.set_up_second_factor(self.connection, who)
        self.use(unlocked)
        return secret

    def sign_out(self) -> None:
        """End the login of this client and forget the keys, whatever the server answers to that."""
        try:
            logins.end(self.connection)
        finally:
            self._forget()

    def _forget(self) -> None:
        """Forget the keys, and everything derived from them."""
        self._unlocked = None
        for name in ("_journal", "_people", "_pairings", "_sharing"):
            self.__dict__.pop(name, None)

    def use(self, unlocked: Unlocked) -> None:
        """Use an account that is already unlocked, for example from a stored slot."""
        self._unlocked = unlocked
        self._journal = Journal(self.connection, unlocked.keys, self._rand)
        self._people = People(self.connection, unlocked, self._journal)
        self._pairings = Pairings(self.connection, unlocked, self._people, self._rand)
        self._sharing = Sharing(self.connection, unlocked, self._people, self._rand)

    def _entered(
        self, made: new_keys.NewKeys, unlocked: Unlocked, device: str, codes: CodeSource
    ) -> NewAccount:
        """Sign in with new keys; a therapist without a second factor gets one."""
        row = unlocking.begin_login(self.connection, made.account.login, made.auth_key, device)
        account = made.account
        if row.needs == "second_factor_setup":
            account = replace(account, totp_secret=new_secret())
            set_up(self.connection, proof_by_password(made.auth_key), account.totp_secret or "")
        elif row.needs is not None:
            give(self.connection, codes)
        self.use(unlocked)
        return account

    def _go_on_as(self, unlocked: Unlocked) -> None:
        """Switch to other keys with the same account key; what was read stays."""
        self._unlocked = unlocked

    @property
    def me(self) -> Unlocked:
        """Return the unlocked account; `Locked` before a sign-in."""
        if self._unlocked is None:
            raise errors.Locked(messages.SIGN_IN_FIRST)
        return self._unlocked

    @property
    def mirror(self) -> Journal:
        """Return the local mirror of the account's own entries; `Locked` before a sign-in."""
        _ = self.me
        return self._journal

    @property
    def _current_people(self) -> People:
        self.mirror.pull()
        return self._people

    @property
    def _current_pairings(self) -> Pairings:
        self.mirror.pull()
        return self._pairings


def _admission(role: domain.Role, enrolment: str | None) -> str | None:
    if not enrolment:
        return None
    if role == "therapist":
        return enrolment.rpartition("#")[2]
    return to_uuid_text(pairing.read_link(enrolment).invite_id)
