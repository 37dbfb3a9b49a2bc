# SPDX-License-Identifier: AGPL-3.0-or-later
"""The usage of each account in bytes and entries, counted once here and updated with each write."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# A deleted entry counts the bytes of its envelope but not as an entry; a withdrawn share counts 256 bytes.
_FILL = """
UPDATE streams SET
  kept_bytes =
    COALESCE((SELECT sum(length(envelope)) FROM entries e WHERE e.account_id = streams.account_id), 0)
    + COALESCE((SELECT sum(COALESCE(length(envelope), 256)) FROM shares s
                WHERE s.from_id = streams.account_id), 0)
    + COALESCE((SELECT sum(length(hello)) FROM pairings p WHERE p.patient_id = streams.account_id), 0),
  kept_entries =
    (SELECT count(*) FROM entries e WHERE e.account_id = streams.account_id AND NOT e.deleted)
    + (SELECT count(*) FROM shares s WHERE s.from_id = streams.account_id AND s.envelope IS NOT NULL)
    + (SELECT count(*) FROM pairings p WHERE p.patient_id = streams.account_id AND p.state <> 'ended')
"""


def upgrade() -> None:
    for name in ("kept_bytes", "kept_entries"):
        op.add_column("streams", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(_FILL)


def downgrade() -> None:
    for name in ("kept_entries", "kept_bytes"):
        op.drop_column("streams", name)
