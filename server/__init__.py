"""Interlude's server: keeps sealed envelopes and hands them to whom they belong."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from . import cli, denials, guard, health, logs, manual, refusals, replaying, rooms, shell, throttle
from .accounts import commands as account_commands
from .accounts import denied as account_denied
from .accounts import entry
from .accounts.passkey_routes import passkeys
from .accounts.routes import accounts
from .accounts.rules import Admission
from .accounts.second_factor_routes import second_factors
from .config import Settings, read_settings
from .database import open_database
from .journal.routes import journal
from .journal.rules import keep_entries
from .pairings.routes import pairings
from .pairings.rules import invite_is_open
from .secret import ServerSecret
from .sharing import commands as sharing_commands
from .sharing import denied as sharing_denied
from .sharing.routes import sharing
from .sharing.rules import part_from_all


def create_app(settings: Settings | None = None) -> Flask:
    """Open the rooms.

    :param settings: what the operator decided; read from the environment where left out.
    """
    settings = settings or read_settings()
    app = Flask(__name__, static_folder=None)
    app.extensions["interlude.settings"] = settings
    app.extensions["interlude.secret"] = ServerSecret(settings.secret_file)
    lay_ground(app, settings)
    open_rooms(app, settings)
    return app


def lay_ground(app: Flask, settings: Settings) -> None:
    """Set up what no room owns: logs, guard, errors, database, figures, web app, commands."""
    logs.set_up()
    logs.log_requests(app)
    refusals.answer_with_problems(app)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_host=0)  # type: ignore[method-assign]
    health.open_figures(app, settings.metrics_port)
    guard.stand_guard(app, settings.origins)
    throttle.set_up(app, settings.redis_url)
    denials.open_record(app, settings.denials, settings.backup_days)
    open_database(app, settings.database_url, settings.threads)
    app.register_blueprint(health.health)
    shell.serve_shell(app)
    cli.add_commands(app)


def open_rooms(app: Flask, settings: Settings) -> None:
    """Open each room, and hand over what one room may not import from another."""
    entry.open_entry(app)
    doors = rooms.describe_doors(app)
    app.register_blueprint(manual.manual)
    for room in (accounts, passkeys, second_factors, journal, pairings, sharing):
        doors.register_blueprint(room)
    app.extensions["interlude.admission"] = Admission(settings.practice.open_to_all, invite_is_open)
    app.extensions["interlude.keep_entries"] = keep_entries
    app.extensions["interlude.end_pairings"] = part_from_all
    account_commands.add_commands(app)
    sharing_commands.add_commands(app)
    replaying.open_denied(app, {**account_denied.DENIES, **sharing_denied.DENIES})
    account_commands.finish_at_start(app)
