# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which migration the database is at, and which one this code needs."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from . import database

MIGRATIONS = Path(__file__).parent / "migrations"


def alembic_config() -> Config:
    """Return where Alembic finds the steps of the database."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def current_version() -> str | None:
    """Return the migration the database is at."""
    with database.reading() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def newest_version() -> str | None:
    """Return the migration this code was written for."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()
