"""Interlude's server: keeps sealed envelopes and hands them to whom they belong."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from . import cli
from .accounts import authentication
from .accounts import commands as account_commands
from .accounts import replay as account_denied
from .accounts.passkeys.routes import passkeys
from .accounts.registration.rules import Admission
from .accounts.routes import accounts
from .accounts.second_factor.routes import second_factors
from .config import Settings, read_settings
from .http import api_docs, error_handlers, guard, health, logs, openapi, static_app, throttle
from .journal.routes import journal
from .journal.rules import keep_entries
from .pairings.routes import pairings
from .pairings.rules import invite_is_open
from .secret import ServerSecret
from .sharing import commands as sharing_commands
from .sharing import replay as sharing_denied
from .sharing.routes import sharing
from .sharing.rules import part_from_all
from .storage import replay, revocations
from .storage.database import open_database


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
    error_handlers.answer_with_problems(app)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_host=0)  # type: ignore[method-assign]
    health.open_figures(app, settings.metrics_port)
    guard.stand_guard(app, settings.origins)
    throttle.set_up(app, settings.redis_url)
    revocations.open_record(app, settings.denials, settings.backup_days)
    open_database(app, settings.database_url, settings.threads)
    app.register_blueprint(health.health)
    static_app.serve_shell(app)
    cli.add_commands(app)


def open_rooms(app: Flask, settings: Settings) -> None:
    """Open each room, and hand over what one room may not import from another."""
    authentication.open_entry(app)
    doors = openapi.describe_doors(app)
    app.register_blueprint(api_docs.manual)
    for room in (accounts, passkeys, second_factors, journal, pairings, sharing):
        doors.register_blueprint(room)
    app.extensions["interlude.admission"] = Admission(settings.practice.open_to_all, invite_is_open)
    app.extensions["interlude.keep_entries"] = keep_entries
    app.extensions["interlude.end_pairings"] = part_from_all
    account_commands.add_commands(app)
    sharing_commands.add_commands(app)
    replay.open_denied(app, {**account_denied.DENIES, **sharing_denied.DENIES})
    account_commands.finish_at_start(app)
