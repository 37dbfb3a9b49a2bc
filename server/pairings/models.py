# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is stored of invites and pairings."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, LargeBinary, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from ..storage.database import Base, Id, Moment
from ..storage.sealed import LARGEST_ENVELOPE

ACCEPTED, CONFIRMED, ENDED = "accepted", "confirmed", "ended"


class Invite(Base):
    """A therapist's invite, valid once. Its secret is in the link and is never sent to the server."""

    __tablename__ = "invites"
    __table_args__ = (UniqueConstraint("invite_id"),)

    therapist_id: Mapped[str] = mapped_column(
        Id,
        ForeignKey("accounts.id", ondelete="CASCADE"),
        primary_key=True,
        info={"thief": "how many invites a therapist made"},
    )
    invite_id: Mapped[str] = mapped_column(
        Id, primary_key=True, info={"thief": "random; without the secret in the link it pairs nobody"}
    )
    expires_at: Mapped[datetime] = mapped_column(Moment, info={"thief": "until when the invite is good"})
    pairing_id: Mapped[str | None] = mapped_column(Id, info={"thief": "which pairing came of it"})
    admitted: Mapped[bool] = mapped_column(
        Boolean,
        default=False,
        server_default=false(),
        info={"thief": "whether somebody registered with it, not who"},
    )


class Pairing(Base):
    """A patient and a therapist who agreed. The row stays after the end: an id is never used twice.

    It stays even after one of the two has deleted the account, so that the other's devices
    learn of the end; hence there is no foreign key to an account.

    Key, tag and hello are a message of the patient's device to the therapist's, which
    verifies them itself; the server cannot, and is not trusted about them (PROTOCOL §10).
    """

    __tablename__ = "pairings"
    __table_args__ = (Index(None, "therapist_id"), Index(None, "patient_id"))

    pairing_id: Mapped[str] = mapped_column(Id, primary_key=True, info={"thief": "random; tells nothing"})
    therapist_id: Mapped[str] = mapped_column(Id, info={"thief": "who is paired with whom"})
    patient_id: Mapped[str] = mapped_column(Id, info={"thief": "who is paired with whom"})
    invite_id: Mapped[str] = mapped_column(Id, info={"thief": "which invite it came of"})
    pk_patient: Mapped[bytes] = mapped_column(LargeBinary(32), info={"thief": "a public key; opens nothing"})
    tag: Mapped[bytes] = mapped_column(
        LargeBinary(32), info={"thief": "a keyed check of the invite; opens nothing"}
    )
    hello: Mapped[bytes] = mapped_column(
        LargeBinary(LARGEST_ENVELOPE), info={"thief": "sealed; holds the name a patient gave her therapist"}
    )
    state: Mapped[str] = mapped_column(String(16), info={"thief": "whether the two still meet"})
    since: Mapped[datetime] = mapped_column(Moment, info={"thief": "when they paired, confirmed or parted"})
