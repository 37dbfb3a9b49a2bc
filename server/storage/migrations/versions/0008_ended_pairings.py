# SPDX-License-Identifier: AGPL-3.0-or-later
"""Delete the sealed name, tag and key of ended pairings, as ending a pairing now does."""

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
    """Do nothing: deleted data cannot be restored."""
