# SPDX-License-Identifier: AGPL-3.0-or-later
"""The endpoints of passkeys."""

from datetime import datetime
from typing import Any

from flask import Response, request

from ...http import throttle
from ...http.blueprint import Blueprint
from ...http.problems import WrongPasskey
from ...storage import database
from .. import schemas
from ..authentication import (
    anybody,
    login_response,
    me,
    proof_of,
    quotas,
    secret,
    signed_for,
    signed_in,
    signed_in_or_half,
    token_of,
)
from ..logins import rules as login_rules
from ..proofs import challenges
from ..proofs.schemas import ProvenSchema
from . import rules
from . import schemas as wired

passkeys = Blueprint("passkeys", __name__, "Authenticators somebody signs in with; some unlock too")


@passkeys.post("/passkeys/challenges")
@throttle.limit_visits("300 per 10 minutes")
@passkeys.response(200, wired.ChallengeSchema)
@passkeys.arguments(wired.PurposeSchema)
def make_challenge(body: dict[str, Any]) -> dict[str, bytes | datetime]:
    """Make random bytes for an authenticator to sign, good once, for five minutes; to sign in for anybody."""
    person = anybody()
    with database.writing() as session:
        challenge, expires_at = challenges.make_challenge(
            session, body["purpose"], person, quotas().challenges
        )
    return {"challenge": challenge, "expires_at": expires_at}


@passkeys.get("/passkeys")
@signed_in
@passkeys.response(200, wired.PasskeysSchema)
def list_passkeys() -> dict[str, Any]:
    """List one's passkeys, and which of them unlock."""
    with database.reading() as session:
        return {"passkeys": rules.passkeys_of(session, me().account_id)}


@passkeys.post("/passkeys")
@signed_in_or_half
@throttle.limit_proofs
@passkeys.response(201, wired.PasskeySchema)
@passkeys.arguments(wired.NewPasskeySchema)
def add_passkey(body: dict[str, Any]) -> dict[str, Any]:
    """Add a passkey, with a fresh proof; safe to repeat after a lost answer."""
    proof, signed = proof_of(body), signed_for(body["credential"], challenges.ADD)
    with database.writing() as session:
        return rules.add_passkey(session, me(), proof, signed, body)


@passkeys.put("/passkeys/<id:passkey_id>")
@signed_in
@passkeys.response(200, wired.PasskeySchema)
@passkeys.arguments(wired.PasskeyNameSchema)
def rename_passkey(body: dict[str, Any], passkey_id: str) -> dict[str, Any]:
    """Give a passkey another name."""
    with database.writing() as session:
        return rules.rename_passkey(session, me().account_id, passkey_id, body["name"])


@passkeys.delete("/passkeys/<id:passkey_id>")
@signed_in
@throttle.limit_proofs
@passkeys.response(204, None)
@passkeys.arguments(ProvenSchema)
def remove_passkey(body: dict[str, Any], passkey_id: str) -> Response:
    """Take a passkey and its slot away, with a fresh proof; never the last way in."""
    proof = proof_of(body)
    with database.writing() as session:
        rules.remove_passkey(session, me().account_id, passkey_id, proof)
    database.checkpoint_wal()
    return Response(status=204)


@passkeys.post("/logins/passkey")
@throttle.limit_failures_by_address
@passkeys.response(200, schemas.SignedInSchema)
@passkeys.arguments(wired.PasskeySignInSchema)
def sign_in_with_passkey(body: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Sign in with a passkey: a whole login, for the authenticator has seen its person."""
    signed = signed_for(body["credential"], challenges.SIGN_IN)
    if signed.challenge is None:  # refused without waiting for the write lock
        raise WrongPasskey
    user_handle = body["credential"]["response"]["userHandle"]
    with database.writing() as session:
        account = rules.sign_in_with_passkey(session, signed, user_handle)
        rows = session.connection()
        terms = login_rules.by_passkey(rows, secret(), account, token_of(request))
        login = login_rules.begin_login(rows, secret(), account, body["device"], terms)
        login_rules.end_unused(session, login, quotas().logins)
    return login_response(login, body["answer_as"])
