# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which revision of a share was opened: a newer copy counts as not opened yet."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Taken from the ledger; if that was deleted with its account, only the first revision is certain.
_WHICH = """
UPDATE shares SET opened_revision = COALESCE(
    (SELECT max(e.revision) FROM ledger_events e
     WHERE e.pairing_id = shares.pairing_id AND e.share_id = shares.share_id AND e.event = 'opened'), 1)
WHERE opened_at IS NOT NULL
"""
_WHEN = """
UPDATE shares SET opened_at = COALESCE(
    (SELECT min(e.at) FROM ledger_events e
     WHERE e.pairing_id = shares.pairing_id AND e.share_id = shares.share_id AND e.event = 'opened'
       AND e.revision = shares.opened_revision), opened_at)
WHERE opened_at IS NOT NULL
"""


def upgrade() -> None:
    op.add_column("shares", sa.Column("opened_revision", sa.BigInteger(), nullable=True))
    op.execute(_WHICH)
    op.execute(_WHEN)


def downgrade() -> None:
    op.drop_column("shares", "opened_revision")
