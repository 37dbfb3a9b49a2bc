"""What a refusal means: its code chooses the fault and our sentence; a server's words are not repeated."""

import re
from typing import Any

from interlude import errors

LONGEST_WAIT = 15 * 60  # seconds; no server silences a client for longer
USUAL_WAIT = 60

_CODE = re.compile(r"[a-z_]{1,64}")

_MEANINGS: dict[str, tuple[type[errors.Refused], str]] = {
    "not_signed_in": (errors.NotSignedIn, "You are not signed in here, or the login was ended elsewhere."),
    "sign_in_again": (errors.SignInAgain, "Sign in again: nothing was done here for a while."),
    "wrong_login": (errors.WrongPassword, "This name and password, or code, do not belong together."),
    "wrong_code": (errors.WrongCode, "This code is not right, or was used before."),
    "proof_refused": (errors.ProofRefused, "The account is not kept by this any more. Nothing was changed."),
    "not_found": (errors.NotThere, "There is nothing here, or it is somebody else's."),
    "stale_revision": (errors.StaleRevision, "Another device was first. Read again, then try once more."),
    "second_factor_required": (errors.Refused, "The second factor is still to come."),
    "wrong_role": (errors.Refused, "This is not for your kind of account or sign-in."),
    "login_taken": (errors.Refused, "This login name is taken. Choose another one."),
    "account_exists": (errors.Refused, "This account is there already. Sign in with its name and password."),
    "enrolment_refused": (errors.Refused, "This enrolment was used or is over. Ask for a new one."),
    "registration_closed": (errors.Refused, "This practice takes new people by invite only."),
    "invite_unusable": (errors.Refused, "This invite was used or is over. Ask for a new one."),
    "pairing_id_used": (errors.Refused, "This pairing was made before. Ask for a new invite."),
    "invalid_request": (errors.Refused, "The server does not take this as it is. Nothing was changed."),
    "body_too_large": (errors.Refused, "This is more than the server takes at once. Nothing was changed."),
    "server_error": (errors.Refused, "The server has a problem of its own. Try again later."),
    "not_ready": (errors.Refused, "The server is still starting. Try again in a minute."),
}
_UNKNOWN = (errors.Refused, "The server refused this. Nothing was changed.")


def error_for(problem: dict[str, Any], retry_after: str) -> errors.Refused | None:
    """Make the fault of a problem document; None where it has no code as an Interlude server writes one.

    `retry_after` is the header's text: seconds, believed up to a quarter of an hour.
    """
    code = problem.get("code")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        return None
    if code == "too_many_requests":
        return errors.TryLater("That was tried too often. Wait a little.", _seconds(retry_after))
    kind, sentence = _MEANINGS.get(code, _UNKNOWN)
    return kind(sentence, code, problem.get("stored"))


def _seconds(text: str) -> int:
    if re.fullmatch(r"[0-9]{1,9}", text):
        return min(int(text), LONGEST_WAIT)
    return USUAL_WAIT
