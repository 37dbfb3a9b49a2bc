# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether somebody has registered with an invite: it admits one person."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("invites", sa.Column("admitted", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("invites", "admitted")
