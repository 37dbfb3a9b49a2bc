# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts: people, their slots and logins, enrolments, and the feeds."""

import sqlalchemy as sa
from alembic import op

from server.storage.migrations.columns import ID, MOMENT, account_id

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", ID, primary_key=True, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("auth_hash", sa.LargeBinary(32), nullable=True),
        sa.Column("recovery_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.UniqueConstraint("login"),
    )
    op.create_table(
        "slots",
        account_id(),
        sa.Column("slot_id", ID, primary_key=True, nullable=False),
        sa.Column("type", sa.String(16), nullable=False),
        sa.Column("params", sa.LargeBinary(64), nullable=False),
        sa.Column("envelope", sa.LargeBinary(113), nullable=False),
    )
    op.create_table(
        "logins",
        account_id(),
        sa.Column("login_id", ID, primary_key=True, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("device", sa.String(80), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_table(
        "enrolments",
        sa.Column("token_hash", sa.LargeBinary(32), primary_key=True, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_by", ID, sa.ForeignKey("accounts.id", ondelete="SET NULL"), nullable=True),
    )
    op.create_index("ix_enrolments_used_by", "enrolments", ["used_by"])
    op.create_table(
        "streams",
        account_id(),
        sa.Column("epoch", ID, nullable=False),
        sa.Column("head", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    for table in ("streams", "enrolments", "logins", "slots", "accounts"):
        op.drop_table(table)
