# SPDX-License-Identifier: AGPL-3.0-or-later
"""The endpoints of a journal."""

from contextlib import closing
from typing import Any

from flask import Response

from ..accounts.authentication import me, quotas, signed_in
from ..http import pages
from ..http.blueprint import Blueprint
from ..storage import database
from ..storage.feed import epoch_and_head
from . import rules, schemas

journal = Blueprint("journal", __name__, "Sealed entries, kept and handed back to their author only")


@journal.put("/entries/<id:entry_id>")
@signed_in
@journal.response(200, schemas.ReceiptSchema)
@journal.arguments(schemas.SealedEntrySchema)
def keep_entry(body: dict[str, Any], entry_id: str) -> rules.Receipt:
    """Keep a sealed entry: 200 with its receipt, 409 with the stored row when another device was first."""
    with database.writing_rows() as connection:
        entry = body | {"entry_id": entry_id}
        receipt = rules.keep_entry(connection, me().account_id, entry, quotas())
    if body["deleted"]:
        database.checkpoint_wal()
    return receipt


@journal.post("/entries")
@signed_in
@journal.response(200, schemas.ReceiptsSchema)
@journal.arguments(schemas.EntriesSchema)
def keep_entries(body: dict[str, Any]) -> dict[str, list[rules.Receipt]]:
    """Keep up to 100 sealed entries in one transaction, all or none."""
    with database.writing_rows() as connection:
        receipts = rules.keep_entries(connection, me().account_id, body["entries"], quotas())
    if any(entry["deleted"] for entry in body["entries"]):
        database.checkpoint_wal()
    return {"receipts": receipts}


@journal.get("/entries")
@signed_in
@journal.response(200, schemas.JournalPageSchema)
@journal.arguments(schemas.JournalPage, location="query")
def read_entries(query: dict[str, Any]) -> Response:
    """Read one's journal: at most 1,000 entries or 2 MiB at once.

    ``after`` reads on from a position, as changes came. ``before`` reads back from one, the newest
    first (0: from the newest); ``position`` is then the lowest of the page, 0 where it is empty.
    """
    mine = me().account_id
    with database.reading_rows() as connection:
        epoch, _ = epoch_and_head(connection, mine)
        with closing(rules.entries_of(connection, mine, **query)) as rows:
            page = pages.page("entries", rows, rules.row_json, query, epoch)
    return Response(page, mimetype="application/json")
