# SPDX-License-Identifier: AGPL-3.0-or-later
"""The endpoints of sharing."""

from contextlib import closing
from datetime import datetime
from typing import Any

from flask import Response
from sqlalchemy import Connection

from ..accounts.authentication import me, quotas, signed_in
from ..http import pages, wire
from ..http.blueprint import Blueprint
from ..storage import database
from ..storage.feed import epoch_and_head
from . import ledger, reading, rules, schemas
from .models import Share

sharing = Blueprint("sharing", __name__, "Copies sealed for one pairing, and what became of them")


@sharing.put("/pairings/<id:pairing_id>/shares/<id:share_id>")
@signed_in
@sharing.response(200, schemas.ShareReceiptSchema)
@sharing.arguments(schemas.SealedShareSchema)
def keep_share(body: dict[str, Any], pairing_id: str, share_id: str) -> Share:
    """Share a copy with the other of a pairing, or the same share anew."""
    with database.writing() as session:
        return rules.keep_share(session, me().account_id, (pairing_id, share_id), body, quotas())


@sharing.delete("/pairings/<id:pairing_id>/shares/<id:share_id>")
@signed_in
@sharing.response(204, None)
def withdraw_share(pairing_id: str, share_id: str) -> Response:
    """Withdraw what one shared; what was read was read."""
    with database.writing() as session:
        rules.withdraw_share(session, me().account_id, pairing_id, share_id)
    database.checkpoint_wal()
    return Response(status=204)


@sharing.delete("/pairings/<id:pairing_id>")
@signed_in
@sharing.response(204, None)
def end_pairing(pairing_id: str) -> Response:
    """End a pairing, from either side; everything shared in it is withdrawn."""
    with database.writing() as session:
        rules.end_pairing_of(session, me().account_id, pairing_id)
    database.checkpoint_wal()
    return Response(status=204)


@sharing.get("/shares")
@signed_in
@sharing.response(200, schemas.SharesPageSchema)
@sharing.arguments(wire.Page, location="query")
def read_shares(query: dict[str, int]) -> Response:
    """Read what passed between oneself and one's pairings, both ways, on from a position."""
    page = shares_page(me().account_id, query)
    return Response(page, mimetype="application/json")


def shares_page(mine: str, query: dict[str, int]) -> bytes:
    """Read a page, after withdrawing expired shares; mostly there are none, and nothing is written."""
    with database.reading_rows() as connection:
        if not rules.is_due(connection, mine):
            return read_page(connection, mine, query)
    expire_due(mine)
    with database.reading_rows() as connection:
        return read_page(connection, mine, query)


def read_page(connection: Connection, mine: str, query: dict[str, int]) -> bytes:
    """Write a page of the feed of shares."""
    epoch, _ = epoch_and_head(connection, mine)
    with closing(reading.shares_after(connection, mine, **query)) as rows:
        return pages.page("shares", rows, reading.row_json, query, epoch)


@sharing.post("/shares/<id:share_id>/opened")
@signed_in
@sharing.response(200, schemas.OpenedSchema)
@sharing.arguments(schemas.OpeningSchema)
def open_share(body: dict[str, Any], share_id: str) -> dict[str, datetime]:
    """Write down that one opened a share; the first time stays."""
    with database.writing() as session:
        return {"opened_at": rules.open_share(session, me().account_id, share_id, body)}


@sharing.get("/ledger")
@signed_in
@sharing.response(200, schemas.LedgerPageSchema)
@sharing.arguments(wire.Page, location="query")
def read_ledger(query: dict[str, int]) -> Response:
    """Read what became of what one shared."""
    mine = me().account_id
    expire_due(mine)
    with (
        database.reading() as session,
        closing(ledger.events_after(session, mine, **query)) as rows,
    ):
        page = pages.page("events", rows, ledger.row_json, query)
    return Response(page, mimetype="application/json")


def expire_due(account_id: str) -> None:
    """Withdraw expired shares before a feed is read; mostly there are none, and nothing is written."""
    with database.reading_rows() as connection:
        due = rules.is_due(connection, account_id)
    if due:
        with database.writing() as session:
            rules.expire_shares(session, account_id)
        database.checkpoint_wal()
