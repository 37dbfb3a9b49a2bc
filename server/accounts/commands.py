"""What the operator does about accounts."""

import click
from flask import Flask
from flask.cli import with_appcontext

from .. import database
from .rules import has_therapist, make_enrolment


@click.command("enrol-therapist")
@with_appcontext
@click.option("--link", metavar="ORIGIN", help="Print a link to the app at this origin, not the bare token.")
@click.option("--first", is_flag=True, help="Print nothing when there is a therapist already.")
def enrol_therapist(link: str | None, *, first: bool) -> None:
    """Make a one-time enrolment for one therapist, good for seven days."""
    with database.writing() as session:
        if first and has_therapist(session):
            return
        token = make_enrolment(session)
    click.echo(f"{link.rstrip('/')}/enrol#{token}" if link else token)


def add_commands(app: Flask) -> None:
    """Add the commands of this room."""
    app.cli.add_command(enrol_therapist)
