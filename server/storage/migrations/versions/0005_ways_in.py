# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways in: passkeys, their challenges, second factors, and leaving for good.

A pairing that ended outlives the people in it, so that the other one's devices still
learn of it and its id is never used twice: it refers to no account any more.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

from server.storage.migrations.columns import ID, MOMENT, account_id

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PEOPLE = ("therapist_id", "patient_id")
SHARES_OF_PAIRINGS = "fk_shares_pairing_id_pairings"


@contextmanager
def pairings_without_shares() -> Iterator[None]:
    """Keep shares apart while SQLite changes pairings: dropping the old table would delete them too."""
    if op.get_bind().dialect.name != "sqlite":
        yield
        return
    with op.batch_alter_table("shares") as shares:
        shares.drop_constraint(SHARES_OF_PAIRINGS, type_="foreignkey")
    yield
    with op.batch_alter_table("shares") as shares:
        shares.create_foreign_key(
            SHARES_OF_PAIRINGS, "pairings", ["pairing_id"], ["pairing_id"], ondelete="CASCADE"
        )


def upgrade() -> None:
    op.add_column("accounts", sa.Column("leaving_since", MOMENT, nullable=True))
    op.create_table(
        "passkeys",
        account_id(),
        sa.Column("passkey_id", ID, primary_key=True, nullable=False),
        sa.Column("credential_id", sa.LargeBinary(1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary(2048), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=True),
        sa.UniqueConstraint("credential_id"),
    )
    op.create_table(
        "challenges",
        sa.Column("challenge_hash", sa.LargeBinary(32), primary_key=True, nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("account_id", ID, sa.ForeignKey("accounts.id", ondelete="CASCADE"), nullable=True),
        sa.Column("login_id", ID, nullable=True),
        sa.Column("expires_at", MOMENT, nullable=False),
    )
    op.create_index("ix_challenges_account_id", "challenges", ["account_id"])
    op.create_index("ix_challenges_expires_at", "challenges", ["expires_at"])
    op.create_table(
        "totps",
        account_id(),
        sa.Column("sealed_secret", sa.LargeBinary(64), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
    )
    with pairings_without_shares(), op.batch_alter_table("pairings") as pairings:
        for person in PEOPLE:
            pairings.drop_constraint(f"fk_pairings_{person}_accounts", type_="foreignkey")
    # From now on a therapist's login begins with a second factor.
    op.execute("DELETE FROM logins WHERE account_id IN (SELECT id FROM accounts WHERE role = 'therapist')")


def downgrade() -> None:
    for person in PEOPLE:
        op.execute(f"DELETE FROM pairings WHERE {person} NOT IN (SELECT id FROM accounts)")  # noqa: S608
    with pairings_without_shares(), op.batch_alter_table("pairings") as pairings:
        for person in PEOPLE:
            pairings.create_foreign_key(
                f"fk_pairings_{person}_accounts", "accounts", [person], ["id"], ondelete="CASCADE"
            )
    for table in ("totps", "challenges", "passkeys"):
        op.drop_table(table)
    op.drop_column("accounts", "leaving_since")
