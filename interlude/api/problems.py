# SPDX-License-Identifier: Apache-2.0
"""Turns refusals into errors: the code selects error and sentence; the server's text is never shown."""

import re
from typing import Any

from interlude import errors, messages

LONGEST_WAIT = 15 * 60  # seconds; longer waits are not believed
USUAL_WAIT = 60

_CODE = re.compile(r"[a-z_]{1,64}")

_MEANINGS: dict[str, tuple[type[errors.Refused], str]] = {
    "not_signed_in": (errors.NotSignedIn, messages.NOT_SIGNED_IN),
    "sign_in_again": (errors.SignInAgain, messages.SIGN_IN_AGAIN),
    "wrong_login": (errors.WrongPassword, messages.WRONG_LOGIN),
    "wrong_code": (errors.WrongCode, messages.WRONG_CODE),
    "proof_refused": (errors.ProofRefused, messages.PROOF_REFUSED),
    "not_found": (errors.NotThere, messages.NOT_FOUND),
    "stale_revision": (errors.StaleRevision, messages.STALE_REVISION),
    "second_factor_required": (errors.Refused, messages.SECOND_FACTOR_REQUIRED),
    "wrong_role": (errors.Refused, messages.WRONG_ROLE),
    "login_taken": (errors.Refused, messages.LOGIN_TAKEN),
    "account_exists": (errors.Refused, messages.ACCOUNT_EXISTS),
    "enrolment_refused": (errors.Refused, messages.ENROLMENT_REFUSED),
    "registration_closed": (errors.Refused, messages.REGISTRATION_CLOSED),
    "invite_unusable": (errors.Refused, messages.INVITE_UNUSABLE),
    "pairing_not_confirmed": (errors.Refused, messages.PAIRING_NOT_CONFIRMED),
    "pairing_id_used": (errors.Refused, messages.PAIRING_ID_USED),
    "invalid_request": (errors.BodyRefused, messages.INVALID_REQUEST),
    "body_too_large": (errors.BodyRefused, messages.BODY_TOO_LARGE),
    "quota_reached": (errors.QuotaReached, messages.QUOTA_REACHED),
    "server_error": (errors.Refused, messages.SERVER_ERROR),
    "not_ready": (errors.Refused, messages.NOT_READY),
    "busy": (errors.Refused, messages.NOT_READY),
}
_LATER = {
    "too_many_requests": messages.TOO_MANY_REQUESTS,
    "too_many_wrong_keys": messages.TOO_MANY_WRONG_KEYS,
}
_UNKNOWN = (errors.Refused, messages.REFUSED)


def error_for(problem: dict[str, Any], retry_after: str) -> errors.Refused | None:
    """Make the error of a problem document; None if it has no code of an Interlude server.

    `retry_after` is the header's text: seconds, at most a quarter of an hour.
    """
    code = problem.get("code")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        return None
    if code in _LATER:
        return errors.TryLater(_LATER[code], _seconds(retry_after), code)
    kind, sentence = _MEANINGS.get(code, _UNKNOWN)
    return kind(sentence, code, problem.get("stored"))


def _seconds(text: str) -> int:
    if re.fullmatch(r"[0-9]{1,9}", text):
        return min(int(text), LONGEST_WAIT)
    return USUAL_WAIT
