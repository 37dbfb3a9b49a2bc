# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a restored backup brought back of shares, ended again by the revocation log."""

from sqlalchemy.orm import Session

from .. import clock
from ..pairings.models import Pairing
from ..storage import feed, revocations
from ..storage.revocations import Line
from . import rules
from .models import Share


def withdraw_again(session: Session, line: Line) -> bool:
    """Take back a copy once more; one the backup never had gets a tombstone, so that no phone brings it."""
    pairing = session.get(Pairing, line["pairing_id"])
    if pairing is None:
        return False
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


def end_again(session: Session, line: Line) -> bool:
    """End a pairing once more, with everything shared in it."""
    pairing = session.get(Pairing, line["pairing_id"])
    return pairing is not None and rules.end_for_good(session, pairing)


REPLAYS = {revocations.SHARE_WITHDRAWN: withdraw_again, revocations.PAIRING_ENDED: end_again}
