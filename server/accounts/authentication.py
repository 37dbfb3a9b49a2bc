# SPDX-License-Identifier: AGPL-3.0-or-later
"""Authentication: identify the caller by cookie or bearer token, and check access to an endpoint."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Request, Response, current_app, request
from flask_login import LoginManager, current_user  # type: ignore[import-untyped]

from ..config import Quotas, Settings
from ..http.blueprint import SIGNED_IN
from ..http.guard import Guard
from ..http.problems import WrongRole
from ..secret import ServerSecret
from ..storage import database
from .logins.rules import DORMANT, LASTS, NewLogin, Person, find_login, note_use, require_scope
from .models import FULL, HALF, PATIENT, RECOVERY, THERAPIST
from .proofs import challenges
from .proofs.rules import Proof
from .proofs.signatures import Signed, challenge_in

View = Callable[..., Any]
BEARER = "Bearer "
COOKIE_LASTS = int(LASTS[FULL].total_seconds())


def secret() -> ServerSecret:
    """Return the server's secret."""
    held: ServerSecret = current_app.extensions["interlude.secret"]
    return held


def guard() -> Guard:
    """Return the guard, which knows the app's own origins."""
    standing: Guard = current_app.extensions["interlude.guard"]
    return standing


def quotas() -> Quotas:
    """Return the quotas of one account."""
    settings: Settings = current_app.extensions["interlude.settings"]
    return settings.quotas


def token_of(asked: Request) -> str | None:
    """Return the token of a request; a bearer token takes precedence over a cookie."""
    header = asked.headers.get("Authorization", "")
    if header.startswith(BEARER):
        return header.removeprefix(BEARER)
    return asked.cookies.get(guard().cookie_name(asked))


def find_person(asked: Request) -> Person | None:
    """Return the person whose token a request carries, and record that it was used.

    :raises InsideWrite: when called inside a write, even if this use need not be recorded.
    """
    database.refuse_inside_write()
    token = token_of(asked)
    if not token:
        return None
    with database.reading_rows() as connection:
        found = find_login(connection, secret(), token)
    if found is None:
        return None
    person, to_be_noted = found
    if to_be_noted:
        with database.writing_rows() as connection:
            note_use(connection, person)
    return person


def me() -> Person:
    """Return who is signed in; flask-login's nobody before an endpoint that does not ask for it."""
    person: Person = current_user._get_current_object()  # noqa: SLF001 (its only way)
    return person


def anybody() -> Person | None:
    """Return who is signed in, or nobody."""
    person = me()
    return person if person.is_authenticated else None


def _require(*, roles: tuple[str, ...], scopes: tuple[str, ...]) -> Callable[[View], View]:
    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            person = require_scope(anybody(), scopes)
            if person.role not in roles:
                raise WrongRole
            return view(*args, **kwargs)

        documented: Any = guarded
        apidoc = dict(getattr(view, "_apidoc", {}))
        documented._apidoc = apidoc | {"manual_doc": {"security": SIGNED_IN}}  # noqa: SLF001 (smorest reads it)
        return guarded

    return guard


BOTH = (PATIENT, THERAPIST)
signed_in = _require(roles=BOTH, scopes=(FULL,))
patients_only = _require(roles=(PATIENT,), scopes=(FULL,))
therapists_only = _require(roles=(THERAPIST,), scopes=(FULL,))
signed_in_or_recovering = _require(roles=BOTH, scopes=(FULL, RECOVERY))
signed_in_or_half = _require(roles=BOTH, scopes=(FULL, HALF))
therapists_or_half = _require(roles=(THERAPIST,), scopes=(FULL, HALF))
any_login = _require(roles=BOTH, scopes=(FULL, RECOVERY, HALF, DORMANT))


def signed_for(credential: dict[str, Any], purpose: str) -> Signed:
    """Return an authenticator's response, and use up its challenge.

    The challenge is used up in its own transaction, so that after an invalid signature or a
    refused change it cannot be tried again.
    """
    claimed = challenge_in(credential)
    bound = None if purpose == challenges.SIGN_IN else anybody()
    if claimed is not None:
        with database.reading() as session:
            if not challenges.is_open(session, claimed):
                claimed = None
    if claimed is not None:
        with database.writing() as session:
            if not challenges.take_challenge(session, claimed, purpose, bound):
                claimed = None
    return Signed(credential, claimed, guard().is_ours)


def proof_of(body: dict[str, Any]) -> Proof:
    """Return the fresh proof of a body; where a passkey signed, its challenge is used up."""
    given = body["proof"]
    by_passkey = given["credential"] is not None
    signed = signed_for(given["credential"], challenges.PROOF) if by_passkey else None
    return Proof(given["auth_key"], given["recovery_auth"], signed)


def login_response(login: NewLogin, answer_as: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Respond with a new login: its token in a cookie, or in the body if the client asked for that."""
    body = {
        "login_id": login.login_id,
        "account_id": login.account_id,
        "role": login.role,
        "needs": login.needs,
    }
    if answer_as == "token":
        return body | {"token": login.token}, 200, {}
    return body, 200, {"Set-Cookie": cookie(login.token, COOKIE_LASTS)}


def cookie(token: str, seconds: int) -> str:
    """Set the cookie of a login; 0 seconds deletes it."""
    holder = Response()
    holder.set_cookie(
        guard().cookie_name(request),
        token,
        max_age=seconds,
        path="/",
        httponly=True,
        secure=guard().over_https(request),
        samesite="Strict",
    )
    return holder.headers["Set-Cookie"]


def set_up_login_manager(app: Flask) -> None:
    """Let flask-login find people by their tokens; it keeps no cookie of its own."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.request_loader(find_person)
