# SPDX-License-Identifier: AGPL-3.0-or-later
"""The endpoints of the second factor, which therapists sign in with."""

from typing import Any

from flask import Response

from ...http import throttle
from ...http.blueprint import Blueprint
from ...storage import database
from .. import schemas
from ..authentication import (
    me,
    proof_of,
    secret,
    signed_for,
    signed_in_or_half,
    therapists_only,
    therapists_or_half,
)
from ..proofs import challenges
from ..proofs.schemas import ProvenSchema
from . import rules as second_factor_rules
from . import schemas as second_factor_schemas

second_factors = Blueprint("second factors", __name__, "What therapists sign in with beside a password")


@second_factors.get("/second-factor")
@signed_in_or_half
@second_factors.response(200, second_factor_schemas.SecondFactorSchema)
def show_second_factor() -> dict[str, Any]:
    """Tell which second factors one has, and whether one is required."""
    with database.reading() as session:
        return second_factor_rules.state_of(session, me())


@second_factors.put("/second-factor/totp")
@therapists_or_half
@throttle.limit_codes
@second_factors.response(204, None)
@second_factors.arguments(second_factor_schemas.CodesSchema)
def set_up_codes(body: dict[str, Any]) -> Response:
    """Set up an authenticator app in place of an older one, with a fresh proof and the code it shows."""
    proof = proof_of(body)
    with database.writing() as session:
        second_factor_rules.set_up_codes(session, secret(), me(), proof, body)
    return Response(status=204)


@second_factors.delete("/second-factor/totp")
@therapists_only
@throttle.limit_proofs
@second_factors.response(204, None)
@second_factors.arguments(ProvenSchema)
def remove_codes(body: dict[str, Any]) -> Response:
    """Take the authenticator app away, with a fresh proof; never the last second factor."""
    proof = proof_of(body)
    with database.writing() as session:
        second_factor_rules.remove_codes(session, me(), proof)
    return Response(status=204)


@second_factors.post("/logins/current/second-factor")
@signed_in_or_half
@throttle.limit_codes
@second_factors.response(200, schemas.SignedInSchema)
@second_factors.arguments(second_factor_schemas.GivenSchema)
def give_second_factor(body: dict[str, Any]) -> dict[str, Any]:
    """Make a half login whole, by a code or a passkey."""
    given = body["credential"]
    signed = signed_for(given, challenges.SECOND_FACTOR) if given else None
    with database.writing() as session:
        return second_factor_rules.give_second_factor(session, secret(), me(), body["code"], signed)
