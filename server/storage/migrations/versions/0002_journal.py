# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal: sealed entries."""

import sqlalchemy as sa
from alembic import op

from server.storage.migrations.columns import ID, MOMENT, account_id

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "entries",
        account_id(),
        sa.Column("entry_id", ID, primary_key=True, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(1_081_425), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.UniqueConstraint("account_id", "position"),
    )


def downgrade() -> None:
    op.drop_table("entries")
