"""What the operator does from the command line: ``flask --app server …``."""

from pathlib import Path

import click
import orjson
from alembic import command
from flask import Flask, current_app
from flask.cli import with_appcontext

from . import database, exposure, feed, health
from .secret import make_secret

SPEC = Path(__file__).parent / "openapi.json"


@click.command("make-secret")
@with_appcontext
def make_secret_command() -> None:
    """Make the server's secret once, readable by its owner only."""
    path = current_app.extensions["interlude.settings"].secret_file
    click.echo("The secret was made." if make_secret(path) else "There is a secret already; it stays.")


@click.command("upgrade-database")
@with_appcontext
def upgrade_database() -> None:
    """Bring the database to the newest step, making it where there is none."""
    upgrade()
    click.echo(f"The database is at step {health.database_step()}.")


def upgrade(step: str = "head") -> None:
    """Run the migrations up to a step, in one transaction."""
    make_folder(database.db.engine.url)
    with database.writing() as session:
        config = health.migrations()
        config.attributes["connection"] = session.connection()
        command.upgrade(config, step)


def make_folder(url: object) -> None:
    """Make the folder a SQLite file is to live in."""
    file = getattr(url, "database", None)
    if getattr(url, "drivername", "").startswith("sqlite") and file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)


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
        feeds = feed.begin_anew(connection)
    click.echo(f"{feeds} feeds begin anew: each device gives back what the backup did not have.")


@click.command("write-openapi")
@with_appcontext
def write_openapi() -> None:
    """Write the description of the API to its committed copy."""
    SPEC.write_bytes(described())
    click.echo(SPEC.name)


def described() -> bytes:
    """Return the API description as it is committed."""
    spec = current_app.extensions["interlude.doors"].spec.to_dict()
    return orjson.dumps(spec, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def add_commands(app: Flask) -> None:
    """Add the commands that belong to no room."""
    for added in (make_secret_command, upgrade_database, exposure_report, begin_new_epoch, write_openapi):
        app.cli.add_command(added)
