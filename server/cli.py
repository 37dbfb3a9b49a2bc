# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the operator does from the command line: ``flask --app server …``."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import orjson
from alembic import command
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from . import messages
from .config import Settings
from .secret import make_secret
from .storage import backups, database, exposure, feed, private, replay, schema_version

SPEC = Path(__file__).parent / "openapi.json"


@click.command("make-secret")
@click.option("--anew", is_flag=True, help=messages.HELP_ANEW)
@with_appcontext
def make_secret_command(*, anew: bool) -> None:
    """Make the server's secret once, readable by its owner only; beside accounts only when told to."""
    path = _settings().secret_file
    if not (anew or path.exists()) and _has_accounts():
        raise click.ClickException(messages.secret_lost(path))
    click.echo(messages.SECRET_MADE if make_secret(path) else messages.SECRET_EXISTS)


def _has_accounts() -> bool:
    """Whether anybody registered here: then there was a secret, and it is lost."""
    if not database.exists():
        return False
    try:
        if schema_version.current_version() is None:
            return False
        with database.reading_rows() as connection:
            return feed.is_any(connection)
    except SQLAlchemyError as error:
        raise click.ClickException(messages.DATABASE_AWAY) from error


@click.command("upgrade-database")
@with_appcontext
def upgrade_database() -> None:
    """Bring the database to the newest step, making it where there is none."""
    upgrade()
    click.echo(messages.at_step(schema_version.current_version()))


def upgrade(step: str = "head") -> None:
    """Run the migrations up to a step, in one transaction."""
    make_place(database.db.engine.url)
    with database.writing() as session:
        config = schema_version.alembic_config()
        config.attributes["connection"] = session.connection()
        command.upgrade(config, step)


def make_place(url: object) -> None:
    """Make the file of a SQLite database and its folder, for their owner only."""
    file = getattr(url, "database", None)
    if getattr(url, "drivername", "").startswith("sqlite") and file and file != ":memory:":
        private.make_folder(Path(file).parent)
        private.make_file(Path(file))


@click.command("exposure-report")
@with_appcontext
def exposure_report() -> None:
    """Print in plain words what a thief of this database would learn."""
    with database.reading() as session:
        for line in exposure.report(session):
            click.echo(line)


@click.command("begin-new-epoch")
@with_appcontext
def begin_new_epoch() -> None:
    """Tell every device that a backup was restored. Run it after restoring, before serving again."""
    with database.writing_rows() as connection:
        feeds = feed.start_new_epochs(connection)
    click.echo(messages.feeds_anew(feeds))


@click.command("backup")
@click.argument("path", type=click.Path(path_type=Path))
@with_appcontext
def backup_command(path: Path) -> None:
    """Take a backup of the database to a new file, while the server runs."""
    with _one_sentence():
        taken = backups.take(_settings().database_url, path)
    click.echo(messages.backup_taken(taken.path, taken.size))
    click.echo(messages.KEEP_LOG_APART)


@click.command("restore")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--yes", is_flag=True, help=messages.HELP_YES)
@with_appcontext
def restore_command(path: Path, yes: bool) -> None:
    """Put a backup in the place of the database. Stop the server first."""
    if not yes:
        click.confirm(messages.REPLACE, abort=True)
    url = _settings().database_url
    database.db.engine.dispose()
    with _one_sentence():
        backups.refuse_while_served(url)
        aside = _put_back(url, path)
    click.echo(messages.restored(path.name))
    click.echo(messages.DEVICES_SEND_BACK)
    if aside is not None:
        click.echo(messages.set_aside(aside))


def _put_back(url: str, path: Path) -> Path | None:
    if make_url(url).get_backend_name() == "sqlite":
        return backups.put_back_sqlite(Path(make_url(url).database or ""), path, _finish_restore_of)
    backups.restore_postgresql(url, path)
    finish_restore()
    return None


def _finish_restore_of(copy: Path) -> None:
    """Settle a copy through a process of its own, whose only database it is."""
    command = [sys.executable, "-m", "flask", "--app", "server", "settle-backup"]
    env = os.environ | {"DATABASE_URL": f"sqlite:///{copy}"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603 (ourselves)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [messages.NO_REASON])[-1]
        raise backups.BackupRefused(messages.not_migrated(last))


@click.command("settle-backup", hidden=True)
@with_appcontext
def finish_restore_command() -> None:
    """Bring a database that was just put back to the state it may be served in."""
    finish_restore()


def finish_restore() -> None:
    """Run the newest migrations, end again what was ended, and begin every feed anew."""
    upgrade()
    replay.replay(current_app)
    with database.writing_rows() as connection:
        feed.start_new_epochs(connection)
    database.db.engine.dispose()  # SQLite puts its log into the file when the last one leaves


def _settings() -> Settings:
    settings: Settings = current_app.extensions["interlude.settings"]
    return settings


@contextmanager
def _one_sentence() -> Iterator[None]:
    try:
        yield
    except backups.BackupRefused as refused:
        raise click.ClickException(str(refused)) from refused


@click.command("write-openapi")
@with_appcontext
def write_openapi() -> None:
    """Write the description of the API to its committed copy."""
    SPEC.write_bytes(openapi_json())
    click.echo(SPEC.name)


def openapi_json() -> bytes:
    """Return the API description as it is committed."""
    spec = current_app.extensions["interlude.api"].spec.to_dict()
    return orjson.dumps(spec, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def add_commands(app: Flask) -> None:
    """Add the commands that belong to no feature."""
    of_the_database = (
        upgrade_database,
        begin_new_epoch,
        backup_command,
        restore_command,
        finish_restore_command,
    )
    for added in (make_secret_command, exposure_report, write_openapi, *of_the_database):
        app.cli.add_command(added)
