# SPDX-License-Identifier: AGPL-3.0-or-later
"""The endpoints of accounts."""

from collections.abc import Sequence
from typing import Any

from flask import Response, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from ..config import Settings
from ..http import logs, throttle
from ..http.blueprint import Blueprint
from ..storage import database
from . import schemas, summary
from .authentication import (
    any_login,
    cookie,
    login_response,
    me,
    proof_of,
    quotas,
    secret,
    signed_in,
    signed_in_or_recovering,
    token_of,
)
from .keys import rules as key_rules
from .keys import slots
from .leaving import rules as leaving_rules
from .logins import rules as login_rules
from .models import Account
from .proofs.schemas import ProvenSchema
from .registration import rules as registration_rules

accounts = Blueprint("accounts", __name__, "Who there is, how they sign in, what they unlock with")

PROFILE = 1  # the only Argon2id profile there is (PROTOCOL §5)


@accounts.get("/practice")
@accounts.response(200, schemas.PracticeSchema)
def show_practice() -> dict[str, Any]:
    """Tell anybody the practice's name, how to register, whom to call at night, and how long backups last."""
    settings: Settings = current_app.extensions["interlude.settings"]
    practice = settings.practice
    shown = {name: getattr(practice, name) for name in ("name", "registration", "help")}
    return shown | {"backup_days": settings.backup_days}


@accounts.post("/accounts")
@throttle.limit_failures
@throttle.limit_visits("60 per hour")
@accounts.response(201, schemas.RegisteredSchema)
@accounts.arguments(schemas.RegistrationSchema)
def register(body: dict[str, Any]) -> Account:
    """Make an account. Does not sign in; safe to repeat after a lost answer."""
    admission: registration_rules.Admission = current_app.extensions["interlude.admission"]
    with database.writing() as session:
        return registration_rules.register(session, admission, body)


@accounts.post("/prelogin")
@accounts.response(200, schemas.SaltSchema)
@accounts.arguments(schemas.PreloginSchema)
def ask_for_salt(body: dict[str, Any]) -> dict[str, Any]:
    """Tell the salt of a login's password; for an unknown login a made-up, stable one."""
    with database.reading_rows() as connection:
        return {"profile": PROFILE, "salt16": login_rules.find_salt(connection, secret(), body["login"])}


@accounts.post("/logins")
@throttle.limit_failures
@accounts.response(200, schemas.SignedInSchema)
@accounts.arguments(schemas.SignInSchema)
def sign_in(body: dict[str, Any]) -> Response | tuple[dict[str, Any], int, dict[str, str]]:
    """Sign in with the key of the password: a cookie, or a bearer token where asked for."""
    with database.reading_rows() as connection:  # a wrong key is refused without the write lock
        login_rules.sign_in(connection, body["login"], body["auth_key"])
    with database.writing() as session:  # checked again: keys may have changed meanwhile
        connection = session.connection()
        account = login_rules.sign_in(connection, body["login"], body["auth_key"], held=True)
        terms = login_rules.by_password(connection, secret(), account, token_of(request))
        login = login_rules.begin_login(connection, secret(), account, body["device"], terms)
        login_rules.end_unused(session, login, quotas().logins)
    return login_response(login, body["answer_as"])


@accounts.post("/logins/recovery")
@throttle.limit_failures
@accounts.response(200, schemas.SignedInSchema)
@accounts.arguments(schemas.RecoverySchema)
def sign_in_with_code(body: dict[str, Any]) -> Response | tuple[dict[str, Any], int, dict[str, str]]:
    """Sign in with the recovery code: a login of one hour that may read slots and set new keys."""
    with database.reading_rows() as connection:
        login_rules.sign_in_with_code(connection, body["login"], body["recovery_auth"])
    with database.writing() as session:
        connection = session.connection()
        account = login_rules.sign_in_with_code(connection, body["login"], body["recovery_auth"], held=True)
        terms = login_rules.by_recovery_code()
        login = login_rules.begin_login(connection, secret(), account, body["device"], terms)
        login_rules.end_unused(session, login, quotas().logins)
    return login_response(login, body["answer_as"])


@accounts.get("/logins")
@signed_in
@accounts.response(200, schemas.LoginsSchema)
def list_logins() -> dict[str, Any]:
    """List the devices signed in to one's account."""
    with database.reading() as session:
        logins = login_rules.logins_of(session, me().account_id)
    names = ("login_id", "device", "created_at", "last_used_at")
    current = me().login_id
    return {
        "logins": [
            {name: getattr(login, name) for name in names} | {"current": login.login_id == current}
            for login in logins
        ]
    }


@accounts.delete("/logins/others")
@signed_in
@accounts.response(204, None)
def end_other_logins() -> Response:
    """End every login of one's account but the one in use."""
    with database.writing() as session:
        login_rules.end_other_logins(session, me())
    return Response(status=204)


@accounts.delete("/logins/current")
@any_login
@accounts.response(204, None)
def sign_out() -> Response:
    """End the login in use."""
    with database.writing() as session:
        login_rules.end_login(session, me().account_id, me().login_id)
    return Response(status=204, headers={"Set-Cookie": cookie("", 0)})


@accounts.delete("/logins/<id:login_id>")
@signed_in
@accounts.response(204, None)
def end_login(login_id: str) -> Response:
    """End the login of one of one's devices."""
    with database.writing() as session:
        login_rules.end_login(session, me().account_id, login_id)
    return Response(status=204)


@accounts.get("/account")
@signed_in
@accounts.response(200, schemas.AccountSchema)
def show_account() -> Any:
    """Tell one's own account, and where its feed is."""
    with database.reading_rows() as connection:
        return summary.account_summary(connection, me().account_id)


@accounts.delete("/account")
@signed_in
@throttle.limit_proofs
@accounts.response(204, None)
@accounts.arguments(ProvenSchema)
def leave(body: dict[str, Any]) -> Response:
    """Leave for good, with a fresh proof: first every way in goes, then everything there is."""
    proof, account_id = proof_of(body), me().account_id
    with database.writing() as session:
        leaving_rules.leave(session, me(), proof)
    try:
        with database.writing() as session:
            leaving_rules.finish(session, current_app.extensions["interlude.end_pairings"], account_id)
    except SQLAlchemyError as error:  # the account is closed already; the next start deletes the rest
        logs.fault(error)
    database.checkpoint_wal()
    return Response(status=204, headers={"Set-Cookie": cookie("", 0)})


@accounts.get("/slots")
@signed_in_or_recovering
@accounts.response(200, schemas.SlotsSchema)
def show_slots() -> dict[str, Sequence[Any]]:
    """Hand out the ways to unlock one's own account."""
    with database.reading_rows() as connection:
        return {"slots": slots.slots_of(connection, me().account_id)}


@accounts.put("/account/keys")
@signed_in_or_recovering
@throttle.limit_proofs
@accounts.response(200, schemas.KeysReplacedSchema)
@accounts.arguments(schemas.KeysSchema)
def replace_keys(body: dict[str, Any]) -> Account:
    """Set a new password, code or login name, with a fresh proof; every other login ends."""
    proof, keep_entries = proof_of(body), current_app.extensions["interlude.keep_entries"]
    with database.writing() as session:
        account = key_rules.replace_keys(session, keep_entries, me(), proof, body)
    database.checkpoint_wal()  # so that replaced slots do not remain in the log
    return account
