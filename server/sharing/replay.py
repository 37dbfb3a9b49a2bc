# SPDX-License-Identifier: AGPL-3.0-or-later
"""Replays the revocation log on shares and pairings, to undo what a restored backup brought back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from .. import clock
from ..pairings.models import ENDED, Pairing
from ..storage import feed, revocations
from ..storage.revocations import Line
from . import rules
from .models import Share


def withdraw_again(session: Session, lines: list[Line]) -> int:
    """Withdraw shares again; one the backup lacks gets a tombstone, so that no phone uploads it again."""
    gone = select(Share.pairing_id, Share.share_id).where(Share.envelope.is_(None))
    withdrawn = {(row.pairing_id, row.share_id) for row in session.execute(gone)}
    pairings = {pairing.pairing_id: pairing for pairing in session.scalars(select(Pairing))}
    return sum(
        _withdraw(session, pairings[line["pairing_id"]], line)
        for line in lines
        if line["pairing_id"] in pairings and (line["pairing_id"], line["share_id"]) not in withdrawn
    )


def _withdraw(session: Session, pairing: Pairing, line: Line) -> bool:
    feed.lock(session.connection(), pairing.therapist_id, pairing.patient_id)
    share = session.get(Share, (line["pairing_id"], line["share_id"]), populate_existing=True)
    if share is not None and share.envelope is None:
        return False
    rules.leave_tombstone(session, share or _unknown(pairing, line))
    return True


def _unknown(pairing: Pairing, line: Line) -> Share:
    from_id = line["from_id"]
    to_id = pairing.patient_id if from_id == pairing.therapist_id else pairing.therapist_id
    return Share(
        pairing_id=pairing.pairing_id,
        share_id=line["share_id"],
        from_id=from_id,
        to_id=to_id,
        revision=line["revision"],
        kept_at=clock.now(),
    )


def end_again(session: Session, lines: list[Line]) -> int:
    """End pairings again, with everything shared in them."""
    ended = {line["pairing_id"] for line in lines}
    live = session.scalars(select(Pairing).where(Pairing.state != ENDED)).all()
    return sum(rules.end_for_good(session, pairing) for pairing in live if pairing.pairing_id in ended)


REPLAYS = {revocations.SHARE_WITHDRAWN: withdraw_again, revocations.PAIRING_ENDED: end_again}
