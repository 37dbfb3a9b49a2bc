# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the operator does about accounts."""

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from .. import messages
from ..http import logs
from ..storage import database, schema_version
from .leaving.rules import finish, leaving
from .registration.rules import has_therapist, make_enrolment


@click.command("enrol-therapist")
@with_appcontext
@click.option("--link", metavar="ORIGIN", help=messages.HELP_LINK)
@click.option("--first", is_flag=True, help=messages.HELP_FIRST)
def enrol_therapist(link: str | None, *, first: bool) -> None:
    """Make a one-time enrolment for one therapist, good for seven days."""
    with database.writing() as session:
        if first and has_therapist(session):
            return
        token = make_enrolment(session)
    click.echo(f"{link.rstrip('/')}/enrol#{token}" if link else token)


@click.command("finish-deletions")
@with_appcontext
def finish_deletions_command() -> None:
    """Delete the rest of every account that was closed, where a crash came between."""
    click.echo(messages.deletions(finish_deletions()))


def finish_deletions() -> int:
    """Delete what is left of every closed account; return how many accounts there were."""
    end_pairings = current_app.extensions["interlude.end_pairings"]
    with database.reading() as session:
        closed = leaving(session)
    for account_id in closed:
        with database.writing() as session:
            finish(session, end_pairings, account_id)
    if closed:
        database.checkpoint_wal()
    return len(closed)


def finish_at_start(app: Flask) -> None:
    """Finish deletions a crash interrupted, if the schema is current; the server starts in any case."""
    with app.app_context():
        if not database.exists():
            return
        try:
            if schema_version.current_version() == schema_version.newest_version():
                finish_deletions()
        except SQLAlchemyError as error:
            logs.fault(error)


def add_commands(app: Flask) -> None:
    """Add the commands of this feature."""
    app.cli.add_command(enrol_therapist)
    app.cli.add_command(finish_deletions_command)
