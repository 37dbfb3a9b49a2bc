# SPDX-License-Identifier: AGPL-3.0-or-later
"""Replays the revocation log on invites, to undo what a restored backup brought back."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ..storage import revocations
from ..storage.revocations import Line
from .models import Invite


def take_invites_back_again(session: Session, lines: list[Line]) -> int:
    """Take back invites again."""
    taken_back = {line["invite_id"] for line in lines}
    there = session.scalars(select(Invite.invite_id).where(Invite.pairing_id.is_(None))).all()
    back = [invite_id for invite_id in there if invite_id in taken_back]
    for invite_id in back:
        session.execute(delete(Invite).where(Invite.invite_id == invite_id))
    return len(back)


REPLAYS = {revocations.INVITE_TAKEN_BACK: take_invites_back_again}
