# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is stored of a journal."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..storage.database import Base, Id, Moment
from ..storage.sealed import LARGEST_ENVELOPE


class Entry(Base):
    """One sealed entry: a note, a check-in, a contact; the server cannot tell which.

    ``entry_id`` is made on the device, so a retry after a lost response finds the row it
    already made. It is unique only per author: nobody can probe for or block
    another's entries. A deleted entry keeps an envelope, which says that it is deleted.
    """

    __tablename__ = "entries"
    __table_args__ = (UniqueConstraint("account_id", "position"),)

    account_id: Mapped[str] = mapped_column(
        Id,
        ForeignKey("accounts.id", ondelete="CASCADE"),
        primary_key=True,
        info={"thief": "how many entries somebody has"},
    )
    entry_id: Mapped[str] = mapped_column(Id, primary_key=True, info={"thief": "random; tells nothing"})
    revision: Mapped[int] = mapped_column(BigInteger, info={"thief": "how often an entry was edited"})
    envelope: Mapped[bytes] = mapped_column(
        LargeBinary(LARGEST_ENVELOPE),
        info={"thief": "sealed; only its size class shows (1, 2, 4 KiB …), never a word or its kind"},
    )
    deleted: Mapped[bool] = mapped_column(info={"thief": "which entries were deleted"})
    position: Mapped[int] = mapped_column(BigInteger, info={"thief": "in which order entries were saved"})
    kept_at: Mapped[datetime] = mapped_column(
        Moment, info={"thief": "when an entry was last saved, not when it was written"}
    )
