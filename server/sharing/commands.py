# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the operator does about shares."""

import click
from flask import Flask
from flask.cli import with_appcontext

from .. import messages
from ..storage import database
from .rules import expire_shares


@click.command("expire-shares")
@with_appcontext
def expire() -> None:
    """Withdraw every share that is over, for people who do not come by."""
    with database.writing() as session:
        count = expire_shares(session)
    database.checkpoint_wal()
    click.echo(messages.shares_over(count))


def add_commands(app: Flask) -> None:
    """Add the commands of this feature."""
    app.cli.add_command(expire)
