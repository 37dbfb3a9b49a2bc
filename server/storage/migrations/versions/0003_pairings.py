# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pairings: invites, and who agreed with whom."""

import sqlalchemy as sa
from alembic import op

from server.storage.migrations.columns import ID, MOMENT

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def person(name: str, *, key: bool = False) -> sa.Column[str]:
    return sa.Column(
        name, ID, sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=key, nullable=False
    )


def upgrade() -> None:
    op.create_table(
        "invites",
        person("therapist_id", key=True),
        sa.Column("invite_id", ID, primary_key=True, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("pairing_id", ID, nullable=True),
        sa.UniqueConstraint("invite_id"),
    )
    op.create_table(
        "pairings",
        sa.Column("pairing_id", ID, primary_key=True, nullable=False),
        person("therapist_id"),
        person("patient_id"),
        sa.Column("invite_id", ID, nullable=False),
        sa.Column("pk_patient", sa.LargeBinary(32), nullable=False),
        sa.Column("tag", sa.LargeBinary(32), nullable=False),
        sa.Column("hello", sa.LargeBinary(1_081_425), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
    )
    op.create_index("ix_pairings_therapist_id", "pairings", ["therapist_id"])
    op.create_index("ix_pairings_patient_id", "pairings", ["patient_id"])


def downgrade() -> None:
    op.drop_table("pairings")
    op.drop_table("invites")
