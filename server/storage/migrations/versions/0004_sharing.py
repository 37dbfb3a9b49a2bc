# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sharing: copies sealed for one pairing, and the ledger."""

import sqlalchemy as sa
from alembic import op

from server.storage.migrations.columns import ID, MOMENT, account_id

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shares",
        sa.Column(
            "pairing_id",
            ID,
            sa.ForeignKey("pairings.pairing_id", ondelete="CASCADE"),
            primary_key=True,
            nullable=False,
        ),
        sa.Column("share_id", ID, primary_key=True, nullable=False),
        sa.Column("from_id", ID, nullable=False),
        sa.Column("to_id", ID, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(1_081_425), nullable=True),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("from_position", sa.BigInteger(), nullable=False),
        sa.Column("to_position", sa.BigInteger(), nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=True),
    )
    op.create_index("ix_shares_from_id_from_position", "shares", ["from_id", "from_position"], unique=True)
    op.create_index("ix_shares_to_id_to_position", "shares", ["to_id", "to_position"], unique=True)
    has_envelope = sa.column("envelope").is_not(None)
    op.create_index(
        "ix_shares_due", "shares", ["expires_at"], sqlite_where=has_envelope, postgresql_where=has_envelope
    )
    op.create_table(
        "ledger_events",
        account_id(),
        sa.Column("position", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("event", sa.String(16), nullable=False),
        sa.Column("pairing_id", ID, nullable=False),
        sa.Column("share_id", ID, nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_ledger_events_pairing_id_share_id", "ledger_events", ["pairing_id", "share_id"])


def downgrade() -> None:
    op.drop_table("ledger_events")
    op.drop_table("shares")
