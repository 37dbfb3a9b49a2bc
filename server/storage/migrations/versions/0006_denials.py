# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ways into an account are numbered, so that a restored backup never wins over newer ones."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("keys_version", sa.BigInteger(), server_default="1", nullable=False))


def downgrade() -> None:
    op.drop_column("accounts", "keys_version")
