# SPDX-License-Identifier: Apache-2.0
"""What can go wrong, each with a name for programs and a sentence for people."""

from typing import Any

from interlude import messages


class InterludeError(Exception):
    """Anything this library raises on purpose. `str()` of it is one plain sentence."""


class ServerAway(InterludeError):
    """The server does not answer. Nothing was lost; try again."""


class ServerNonsense(InterludeError):
    """The server answers something no Interlude server would."""


class WeakerProtection(InterludeError):
    """The server asks for weaker protection of the password than this client gives."""


class UnfitServer(InterludeError):
    """The address is not one a journal may travel to, or is another than the account's own."""


class Refused(InterludeError):
    """The server said no. `code` is stable, for programs."""

    def __init__(self, sentence: str, code: str = "", stored: Any = None) -> None:
        """Take the sentence, the code and, on a conflict, what the server has."""
        super().__init__(sentence)
        self.code = code
        self.stored = stored


class NotSignedIn(Refused):
    """There is no login, or it was ended elsewhere."""


class SignInAgain(NotSignedIn):
    """The login of a therapist rested for half an hour; the same client signs in again by password alone."""


class WrongPassword(Refused):
    """The login name and the password do not belong together."""


class WrongCode(Refused):
    """The six digits are wrong, were used before, or are of another moment."""


class ProofRefused(Refused):
    """The password or code given as a fresh proof is wrong; nothing was changed."""


class NotThere(Refused):
    """There is no such thing, or it is somebody else's; the two look the same."""


class StaleRevision(Refused):
    """Another device was first; `stored` is what the server has."""


class BodyRefused(Refused):
    """What was sent is too large or malformed for the server, or for a proxy before it."""


class QuotaReached(Refused):
    """The account has all the room it may have on this server; reading and deleting still work."""


class TryLater(Refused):
    """Too many attempts; wait `seconds`."""

    def __init__(self, sentence: str, seconds: int, code: str = "too_many_requests") -> None:
        """Take how long to wait."""
        super().__init__(sentence, code)
        self.seconds = seconds


class SecondFactorNeeded(InterludeError):
    """The password is right; the six digits of the authenticator are asked for as well."""


class SecondFactorMissing(InterludeError):
    """The password is right; this account must be given a second factor before it is used."""


class Locked(InterludeError):
    """Nobody has signed in on this client yet."""


class ChangedElsewhere(InterludeError):
    """Another device changed this entry in a way that must not be overwritten."""


class UnknownPerson(InterludeError):
    """No pairing with this person is in the journal."""


class PairingRefused(InterludeError):
    """An invite or acceptance that must not become a pairing."""


class KeyChanged(PairingRefused):
    """Somebody one already knows shows another key; `change` has the old and the new words.

    Nothing was sent or changed. Look at both, then accept or refuse it.
    """

    def __init__(self, sentence: str, change: Any) -> None:
        """Take the sentence, and the `OtherKey`."""
        super().__init__(sentence)
        self.change = change


class OwnKeyChanged(InterludeError):
    """One's own account has another key than this computer knew, and its journal does not say why."""


class KeysUnsure(InterludeError):
    """New keys were sent and no answer came: keep the old ones and these until one of them signs in."""

    def __init__(self, password: str | None, recovery_code: str | None) -> None:
        """Take what is new; None for what was not to change."""
        super().__init__(messages.KEYS_UNSURE)
        self.password, self.recovery_code = password, recovery_code


class CompareFirst(InterludeError):
    """Nothing is shared before the two people have compared their words."""


class WeakPassword(InterludeError):
    """A chosen password that somebody with the server's database could guess."""
