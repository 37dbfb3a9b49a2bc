# SPDX-License-Identifier: AGPL-3.0-or-later
"""The column types of the migrations, copied here so that old migrations never change."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def account_id() -> sa.Column[str]:
    """Make the account column, the first part of the key of everything an account owns."""
    return sa.Column(
        "account_id", ID, sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, nullable=False
    )
