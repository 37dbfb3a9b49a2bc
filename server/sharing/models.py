# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is stored of shares, and the ledger of their events."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, column
from sqlalchemy.orm import Mapped, mapped_column

from ..storage.database import Base, Id, Moment
from ..storage.sealed import LARGEST_ENVELOPE

SHARED, OPENED, WITHDRAWN, EXPIRED, ENDED = "shared", "opened", "withdrawn", "expired", "ended"


class Share(Base):
    """A copy sealed for one pairing. Without an envelope it is a tombstone, and its id cannot be reused.

    It has a position in two feeds, its author's and its receiver's.
    """

    __tablename__ = "shares"
    __table_args__ = (
        Index(None, "from_id", "from_position", unique=True),
        Index(None, "to_id", "to_position", unique=True),
        Index(
            "ix_shares_due",
            "expires_at",
            sqlite_where=column("envelope").is_not(None),
            postgresql_where=column("envelope").is_not(None),
        ),
    )

    pairing_id: Mapped[str] = mapped_column(
        Id,
        ForeignKey("pairings.pairing_id", ondelete="CASCADE"),
        primary_key=True,
        info={"thief": "between which two people"},
    )
    share_id: Mapped[str] = mapped_column(Id, primary_key=True, info={"thief": "random; tells nothing"})
    from_id: Mapped[str] = mapped_column(Id, info={"thief": "who shared"})
    to_id: Mapped[str] = mapped_column(Id, info={"thief": "with whom"})
    revision: Mapped[int] = mapped_column(BigInteger, info={"thief": "how often it was shared anew"})
    envelope: Mapped[bytes | None] = mapped_column(
        LargeBinary(LARGEST_ENVELOPE),
        info={"thief": "sealed for the two; only its size class shows; gone when withdrawn or over"},
    )
    expires_at: Mapped[datetime | None] = mapped_column(Moment, info={"thief": "until when it is shared"})
    from_position: Mapped[int] = mapped_column(
        BigInteger, info={"thief": "in which order things were shared"}
    )
    to_position: Mapped[int] = mapped_column(BigInteger, info={"thief": "in which order things were shared"})
    kept_at: Mapped[datetime] = mapped_column(Moment, info={"thief": "when it was shared or withdrawn"})
    # Of the highest revision that was opened: a newer copy counts as not opened yet.
    opened_at: Mapped[datetime | None] = mapped_column(
        Moment, info={"thief": "when the copy that was opened last was first opened"}
    )
    opened_revision: Mapped[int | None] = mapped_column(
        BigInteger, info={"thief": "which time of sharing was opened last"}
    )


class LedgerEvent(Base):
    """One event of the ledger: something happened to a share or a pairing."""

    __tablename__ = "ledger_events"
    __table_args__ = (Index(None, "pairing_id", "share_id"),)

    account_id: Mapped[str] = mapped_column(
        Id,
        ForeignKey("accounts.id", ondelete="CASCADE"),
        primary_key=True,
        info={"thief": "whose ledger it is"},
    )
    position: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, info={"thief": "in which order it happened"}
    )
    event: Mapped[str] = mapped_column(
        String(16),
        info={"thief": "that something was shared, opened, withdrawn, is over, or a pairing ended"},
    )
    pairing_id: Mapped[str] = mapped_column(Id, info={"thief": "between which two people"})
    share_id: Mapped[str | None] = mapped_column(Id, info={"thief": "random; tells nothing"})
    revision: Mapped[int | None] = mapped_column(BigInteger, info={"thief": "which time of sharing it was"})
    at: Mapped[datetime] = mapped_column(Moment, info={"thief": "when it happened"})
