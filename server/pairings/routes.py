"""The doors of pairings. Ending one is a door of sharing, because it withdraws what was shared."""

from collections.abc import Sequence
from typing import Any

from ..accounts.authentication import me, patients_only, signed_in, therapists_only
from ..http import throttle
from ..http.blueprint import Room
from ..storage import database
from . import rules, schemas
from .models import Invite, Pairing

pairings = Room("pairings", __name__, "A patient and a therapist who agreed")


@pairings.door("POST", "/invites")
@therapists_only
@pairings.answers(schemas.InviteSchema, 201)
@pairings.reads(schemas.InviteSchema)
def make_invite(body: dict[str, Any]) -> Invite:
    """Make an invite, good once and for at most 14 days."""
    with database.writing() as session:
        return rules.make_invite(session, me().account_id, body)


@pairings.door("POST", "/invites/<id:invite_id>/acceptance")
@patients_only
@throttle.visits("60 per hour")
@pairings.answers(schemas.PairedSchema, 201)
@pairings.reads(schemas.AcceptanceSchema)
def accept_invite(body: dict[str, Any], invite_id: str) -> Pairing:
    """Accept an invite; the therapist's device then checks the tag and confirms."""
    with database.writing() as session:
        return rules.accept_invite(session, me().account_id, invite_id, body)


@pairings.door("GET", "/pairings")
@signed_in
@pairings.answers(schemas.PairingsSchema)
def list_pairings() -> dict[str, Sequence[Any]]:
    """List one's pairings, ended ones too."""
    with database.reading_rows() as connection:
        return {"pairings": rules.pairings_shown(connection, me().account_id)}


@pairings.door("POST", "/pairings/<id:pairing_id>/confirmation")
@therapists_only
@pairings.answers(schemas.StateSchema)
def confirm_pairing(pairing_id: str) -> Pairing:
    """Confirm a pairing whose tag was right."""
    with database.writing() as session:
        return rules.confirm_pairing(session, me().account_id, pairing_id)
