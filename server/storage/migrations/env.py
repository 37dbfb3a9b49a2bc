# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where Alembic starts. The connection is handed in, inside a transaction of the app."""

from alembic import context

from server.storage.database import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
    compare_type=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
