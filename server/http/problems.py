# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can go wrong, each with a status, a code for programs and a sentence for people.

RFC 9457 problem details. They never repeat anything of the request except the names of
fields, and show the stored row of a conflict only to its owner.
"""

from typing import Any, ClassVar

from .. import messages


class Problem(Exception):
    """An error the caller receives. Subclasses fix status, code and title."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "server_error"
    title: ClassVar[str] = messages.SERVER_ERROR

    def __init__(
        self,
        detail: str = "",
        *,
        errors: dict[str, Any] | None = None,
        stored: Any = None,
        retry_after: int | None = None,
    ) -> None:
        """Take a sentence for people and details for programs.

        :param errors: error messages by field.
        :param stored: the row the server has instead.
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
    """A field is missing, unknown or invalid."""

    status, code, title = 422, "invalid_request", messages.INVALID_REQUEST

    @classmethod
    def of(cls, field: str, sentence: str) -> "InvalidRequest":
        """Make the problem of one field."""
        return cls(errors={field: [sentence]})


class NotJson(Problem):
    """The body is not one strict JSON object."""

    status, code, title = 415, "not_json", messages.NOT_JSON


class UnsupportedMediaType(Problem):
    """The body has another content type, or is compressed."""

    status, code, title = 415, "unsupported_media_type", messages.UNSUPPORTED_MEDIA_TYPE


class BodyTooLarge(Problem):
    """The body is larger than this endpoint takes; it was not read."""

    status, code, title = 413, "body_too_large", messages.BODY_TOO_LARGE


class LengthRequired(Problem):
    """The body does not declare its length, so the server and a proxy could read it differently."""

    status, code, title = 411, "length_required", messages.LENGTH_REQUIRED


class BodyTooLate(Problem):
    """The body did not come in time, or is not as long as it said."""

    status, code, title = 408, "body_too_late", messages.BODY_TOO_LATE


class BadRequest(Problem):
    """The request is broken before any endpoint is reached."""

    status, code, title = 400, "invalid_request", messages.BAD_REQUEST


class NotSignedIn(Problem):
    """There is no login, or it has ended."""

    status, code, title = 401, "not_signed_in", messages.NOT_SIGNED_IN


class WrongLogin(Problem):
    """Unknown login and wrong key alike."""

    status, code, title = 401, "wrong_login", messages.WRONG_LOGIN


class WrongPasskey(Problem):
    """Unknown, wrong or too late; the response does not say which."""

    status, code, title = 401, "wrong_passkey", messages.WRONG_PASSKEY


class WrongCode(Problem):
    """The second factor is wrong, expired or was used before."""

    status, code, title = 401, "wrong_code", messages.WRONG_CODE


class SignInAgain(Problem):
    """A therapist's login was unused for too long; her password alone resumes it."""

    status, code, title = 401, "sign_in_again", messages.SIGN_IN_AGAIN


class SecondFactorRequired(Problem):
    """After the password alone, only giving or setting up the second factor is allowed."""

    status, code, title = 403, "second_factor_required", messages.SECOND_FACTOR_REQUIRED


class ProofRefused(Problem):
    """The fresh proof is wrong."""

    status, code, title = 403, "proof_refused", messages.PROOF_REFUSED


class PasskeyRefused(Problem):
    """An authenticator's response for a new passkey is invalid or came too late."""

    status, code, title = 403, "passkey_refused", messages.PASSKEY_REFUSED


class SameOriginRequired(Problem):
    """A change was asked for by a page that is not ours."""

    status, code, title = 403, "same_origin_required", messages.SAME_ORIGIN_REQUIRED


class UnknownHost(Problem):
    """The request names a host that is none of ours."""

    status, code, title = 421, "unknown_host", messages.UNKNOWN_HOST


class WrongRole(Problem):
    """This role, or this scope of login, may not use the endpoint."""

    status, code, title = 403, "wrong_role", messages.WRONG_ROLE


class LoginTaken(Problem):
    """Somebody has this login name."""

    status, code, title = 409, "login_taken", messages.LOGIN_TAKEN


class PasskeyTaken(Problem):
    """Somebody has this passkey, or the id names another one."""

    status, code, title = 409, "passkey_taken", messages.PASSKEY_TAKEN


class LastWayIn(Problem):
    """It is the account's last password or passkey to unlock with, or a therapist's last second factor."""

    status, code, title = 409, "last_way_in", messages.LAST_WAY_IN


class AccountExists(Problem):
    """The account id is in use, and this is not a repeat."""

    status, code, title = 409, "account_exists", messages.ACCOUNT_EXISTS


class EnrolmentRefused(Problem):
    """The enrolment token or invite is not valid for registration."""

    status, code, title = 403, "enrolment_refused", messages.ENROLMENT_REFUSED


class RegistrationClosed(Problem):
    """Patients register with an invite here."""

    status, code, title = 403, "registration_closed", messages.REGISTRATION_CLOSED


class InviteUnusable(Problem):
    """The invite is unknown, used or expired; the response does not say which."""

    status, code, title = 404, "invite_unusable", messages.INVITE_UNUSABLE


class StaleRevision(Problem):
    """Another device was first; ``stored`` is the row the server has."""

    status, code, title = 409, "stale_revision", messages.STALE_REVISION

    def body(self) -> dict[str, Any]:
        """Include ``stored`` even when null: the server has no row, perhaps after a restored backup."""
        return super().body() | {"stored": self.stored}


class PairingNotConfirmed(Problem):
    """The therapist has not confirmed this pairing yet, so nothing can be shared in it."""

    status, code, title = 409, "pairing_not_confirmed", messages.PAIRING_NOT_CONFIRMED


class QuotaReached(Problem):
    """A quota of the account is reached; ``field`` says which. Nothing was stored.

    Requests that add nothing are never refused so: reading, deleting, withdrawing, signing in.
    """

    status, code, title = 422, "quota_reached", messages.QUOTA_REACHED

    @classmethod
    def of(cls, what: str, most: int) -> "QuotaReached":
        """Make the problem of one quota: ``bytes``, ``entries`` or ``invites``."""
        return cls(errors={what: [messages.most_of_an_account(most)]})


class PairingIdUsed(Problem):
    """A pairing id is never used twice (PROTOCOL §10)."""

    status, code, title = 409, "pairing_id_used", messages.PAIRING_ID_USED


class NotFound(Problem):
    """It does not exist, or belongs to somebody else; the two look the same."""

    status, code, title = 404, "not_found", messages.NOT_FOUND


class MethodNotAllowed(Problem):
    """The path exists, but not with this method."""

    status, code, title = 405, "method_not_allowed", messages.METHOD_NOT_ALLOWED


class TooManyRequests(Problem):
    """A rate limit is reached."""

    status, code, title = 429, "too_many_requests", messages.TOO_MANY_REQUESTS


class TooManyWrongKeys(TooManyRequests):
    """This key is wrong, and so were many before it; the right key is always accepted."""

    code, title = "too_many_wrong_keys", messages.TOO_MANY_WRONG_KEYS


class ServerError(Problem):
    """An unexpected error in the server."""


class NotReady(Problem):
    """The server is up but cannot serve yet."""

    status, code, title = 503, "not_ready", messages.NOT_READY


class Busy(Problem):
    """Other writes took too long; nothing of this request was stored, and it may be sent again."""

    status, code, title = 503, "busy", messages.BUSY
