"""What can go wrong, each with a status, a code for programs and a sentence for people.

RFC 9457 problem details. Nothing of the request is ever repeated in one, except the
names of fields and, to its owner, the stored row she collided with.
"""

from typing import Any, ClassVar


class Problem(Exception):
    """Something the caller is told. Subclasses fix status, code and title."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "server_error"
    title: ClassVar[str] = "Something went wrong here"

    def __init__(
        self,
        detail: str = "",
        *,
        errors: dict[str, Any] | None = None,
        stored: Any = None,
        retry_after: int | None = None,
    ) -> None:
        """Take a sentence for people and what a program may need.

        :param errors: what is wrong, by field.
        :param stored: what the server has instead.
        :param retry_after: seconds to wait.
        """
        super().__init__(self.code)
        self.detail = detail
        self.errors = errors
        self.stored = stored
        self.retry_after = retry_after

    def body(self) -> dict[str, Any]:
        """Return the members of the problem document."""
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.detail or self.title,
        }
        if self.errors is not None:
            body |= {"errors": self.errors, "field": next(iter(self.errors), None)}
        if self.stored is not None:
            body["stored"] = self.stored
        return body


class InvalidRequest(Problem):
    """A field is missing, unknown or not what it must be."""

    status, code, title = 422, "invalid_request", "Something in the request is not right"

    @classmethod
    def of(cls, field: str, sentence: str) -> "InvalidRequest":
        """Make the problem of one field."""
        return cls(errors={field: [sentence]})


class NotJson(Problem):
    """The body is not one strict JSON object."""

    status, code, title = 415, "not_json", "The body is not JSON"


class UnsupportedMediaType(Problem):
    """The body is declared to be something else, or compressed."""

    status, code, title = 415, "unsupported_media_type", "Only plain application/json is read here"


class BodyTooLarge(Problem):
    """The body is larger than this endpoint takes; it was not read."""

    status, code, title = 413, "body_too_large", "The request is too large"


class BadRequest(Problem):
    """The request is broken before any endpoint is reached."""

    status, code, title = 400, "invalid_request", "The request cannot be understood"


class NotSignedIn(Problem):
    """There is no login, or it has ended."""

    status, code, title = 401, "not_signed_in", "You are not signed in"


class WrongLogin(Problem):
    """Unknown login and wrong key alike."""

    status, code, title = 401, "wrong_login", "This login and password do not belong together"


class WrongPasskey(Problem):
    """Unknown, wrong, or too late; which, is not told."""

    status, code, title = 401, "wrong_passkey", "This passkey does not sign in here"


class WrongCode(Problem):
    """The second factor is wrong, over or used before."""

    status, code, title = 401, "wrong_code", "This code is not right, or was used before"


class SignInAgain(Problem):
    """A therapist's login rested for too long; her password alone wakes it."""

    status, code, title = 401, "sign_in_again", "Sign in again: nothing was done here for a while"


class SecondFactorRequired(Problem):
    """A password alone opens no more than the second factor."""

    status, code, title = 403, "second_factor_required", "The second factor is still to come"


class ProofRefused(Problem):
    """The fresh proof is wrong."""

    status, code, title = 403, "proof_refused", "The password, code or passkey is not right"


class PasskeyRefused(Problem):
    """What an authenticator made for a new passkey does not hold, or came too late."""

    status, code, title = 403, "passkey_refused", "This passkey could not be added; try it again"


class SameOriginRequired(Problem):
    """A change was asked for by a page that is not ours."""

    status, code, title = 403, "same_origin_required", "This change must come from the app itself"


class WrongRole(Problem):
    """The endpoint is for somebody else."""

    status, code, title = 403, "wrong_role", "This is not for your kind of account or sign-in"


class LoginTaken(Problem):
    """Somebody has this login name."""

    status, code, title = 409, "login_taken", "This login name is taken"


class PasskeyTaken(Problem):
    """Somebody has this passkey, or the id names another one."""

    status, code, title = 409, "passkey_taken", "This passkey is in use"


class LastWayIn(Problem):
    """Without it nobody could sign in to this account or unlock it with a device at hand."""

    status, code, title = 409, "last_way_in", "This is the last way in; add another one first"


class AccountExists(Problem):
    """The account id is in use, and this is not a repeat."""

    status, code, title = 409, "account_exists", "There is an account with this id"


class EnrolmentRefused(Problem):
    """The enrolment token or invite does not admit anybody."""

    status, code, title = 403, "enrolment_refused", "This enrolment is unknown, used or over"


class RegistrationClosed(Problem):
    """Patients register with an invite here."""

    status, code, title = 403, "registration_closed", "An invite is needed to register here"


class InviteUnusable(Problem):
    """The invite is unknown, used or over; which, is not told."""

    status, code, title = 404, "invite_unusable", "This invite is unknown, used or over"


class StaleRevision(Problem):
    """Another device was first; ``stored`` is what is kept."""

    status, code, title = 409, "stale_revision", "Another device was first"

    def body(self) -> dict[str, Any]:
        """Say ``stored: null`` too: the server has nothing, a backup may have been restored."""
        return super().body() | {"stored": self.stored}


class PairingIdUsed(Problem):
    """A pairing id is never used twice (PROTOCOL §10)."""

    status, code, title = 409, "pairing_id_used", "This pairing id was used before"


class NotFound(Problem):
    """Missing and not yours are the same."""

    status, code, title = 404, "not_found", "There is nothing here"


class MethodNotAllowed(Problem):
    """The address exists, the method does not."""

    status, code, title = 405, "method_not_allowed", "This is not done here"


class TooManyRequests(Problem):
    """Wait a little."""

    status, code, title = 429, "too_many_requests", "Too many attempts; wait a little"


class ServerError(Problem):
    """A fault of ours."""


class NotReady(Problem):
    """The server is up but cannot serve yet."""

    status, code, title = 503, "not_ready", "Not ready"
