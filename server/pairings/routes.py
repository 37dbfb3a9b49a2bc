# SPDX-License-Identifier: AGPL-3.0-or-later
"""The endpoints of pairings. Ending one is an endpoint of sharing, because it withdraws what was shared."""

from collections.abc import Sequence
from typing import Any

from flask import Response

from ..accounts.authentication import me, patients_only, quotas, signed_in, therapists_only
from ..http import throttle
from ..http.blueprint import Blueprint
from ..storage import database
from . import rules, schemas
from .models import Invite, Pairing

pairings = Blueprint("pairings", __name__, "A patient and a therapist who agreed")


@pairings.post("/invites")
@therapists_only
@pairings.response(201, schemas.InviteSchema)
@pairings.arguments(schemas.InviteSchema)
def make_invite(body: dict[str, Any]) -> Invite:
    """Make an invite, good once and for at most 14 days."""
    with database.writing() as session:
        return rules.make_invite(session, me().account_id, body, quotas().invites)


@pairings.delete("/invites/<id:invite_id>")
@therapists_only
@pairings.response(204, None)
def take_back_invite(invite_id: str) -> Response:
    """Take back an invite nobody has accepted; again, or of one that is not there, changes nothing."""
    with database.writing() as session:
        rules.take_back_invite(session, me().account_id, invite_id)
    return Response(status=204)


@pairings.post("/invites/<id:invite_id>/acceptance")
@patients_only
@throttle.limit_visits("60 per hour")
@pairings.response(201, schemas.PairedSchema)
@pairings.arguments(schemas.AcceptanceSchema)
def accept_invite(body: dict[str, Any], invite_id: str) -> Pairing:
    """Accept an invite; the therapist's device then checks the tag and confirms."""
    with database.writing() as session:
        return rules.accept_invite(session, me().account_id, invite_id, body, quotas())


@pairings.get("/pairings")
@signed_in
@pairings.response(200, schemas.PairingsSchema)
def list_pairings() -> dict[str, Sequence[Any]]:
    """List one's pairings, ended ones too."""
    with database.reading_rows() as connection:
        return {"pairings": rules.pairings_shown(connection, me().account_id)}


@pairings.post("/pairings/<id:pairing_id>/confirmation")
@therapists_only
@pairings.response(200, schemas.StateSchema)
def confirm_pairing(pairing_id: str) -> Pairing:
    """Confirm a pairing whose tag was right."""
    with database.writing() as session:
        return rules.confirm_pairing(session, me().account_id, pairing_id)
