# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sealed name, tag and key of a pairing that ended go, as they do since at its end."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_PAIRINGS = sa.table(
    "pairings",
    sa.column("state", sa.String),
    sa.column("pk_patient", sa.LargeBinary),
    sa.column("tag", sa.LargeBinary),
    sa.column("hello", sa.LargeBinary),
)


def upgrade() -> None:
    gone = {"pk_patient": bytes(32), "tag": bytes(32), "hello": b"\x01" + bytes(1104)}
    op.execute(_PAIRINGS.update().where(_PAIRINGS.c.state == "ended").values(**gone))


def downgrade() -> None:
    """What is gone is gone."""
