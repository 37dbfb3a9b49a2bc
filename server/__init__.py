# SPDX-License-Identifier: AGPL-3.0-or-later
"""Interlude's server: stores sealed envelopes and returns each to those it belongs to."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from . import cli
from .accounts import authentication
from .accounts import commands as account_commands
from .accounts import replay as account_replay
from .accounts.passkeys.routes import passkeys
from .accounts.registration.rules import Admission
from .accounts.routes import accounts
from .accounts.second_factor.routes import second_factors
from .config import Settings, read_settings
from .http import api_docs, error_handlers, guard, health, logs, openapi, rsgi, static_app, throttle
from .journal.routes import journal
from .journal.rules import keep_entries
from .pairings import replay as pairing_replay
from .pairings.routes import pairings
from .pairings.rules import admit_by_invite
from .secret import ServerSecret
from .sharing import commands as sharing_commands
from .sharing import replay as sharing_replay
from .sharing.routes import sharing
from .sharing.rules import end_all_pairings
from .storage import private, replay, revocations
from .storage.database import open_database


def create_app(settings: Settings | None = None) -> Flask:
    """Make the app of one server.

    :param settings: the operator's settings; read from the environment if not given.
    """
    settings = settings or read_settings()
    app = Flask(__name__, static_folder=None)
    app.extensions["interlude.settings"] = settings
    app.extensions["interlude.secret"] = ServerSecret(settings.secret_file)
    set_up_platform(app, settings)
    register_features(app, settings)
    return app


def create_server() -> rsgi.RsgiServer:
    """Make what granian serves by its RSGI interface: the app behind a reader of whole bodies."""
    settings = read_settings()
    return rsgi.RsgiServer(create_app(settings), settings.threads)


def set_up_platform(app: Flask, settings: Settings) -> None:
    """Set up what belongs to no feature: logs, guard, errors, database, metrics, web app, commands."""
    logs.set_up()
    logs.log_requests(app)
    error_handlers.register_error_handlers(app)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_host=0)  # type: ignore[method-assign]
    health.serve_metrics(app, settings.metrics_port)
    guard.set_up_guard(app, settings.origins)
    throttle.set_up(app, settings.redis_url)
    if settings.data is not None:
        private.tighten(settings.data, private.FOLDER)
    revocations.open_log(app, settings.revocations)
    open_database(app, settings.database_url, settings.threads)
    app.register_blueprint(health.health)
    static_app.register_static_app(app)
    cli.add_commands(app)


def register_features(app: Flask, settings: Settings) -> None:
    """Register each feature, and pass in what one feature may not import from another."""
    authentication.set_up_login_manager(app)
    api = openapi.describe_api(app)
    app.register_blueprint(api_docs.api_docs)
    for blueprint in (accounts, passkeys, second_factors, journal, pairings, sharing):
        api.register_blueprint(blueprint)
    app.extensions["interlude.admission"] = Admission(settings.practice.open_to_all, admit_by_invite)
    app.extensions["interlude.keep_entries"] = keep_entries
    app.extensions["interlude.end_pairings"] = end_all_pairings
    account_commands.add_commands(app)
    sharing_commands.add_commands(app)
    replays: dict[str, replay.Replay] = {**account_replay.REPLAYS, **pairing_replay.REPLAYS}
    replay.replay_at_start(app, replays | sharing_replay.REPLAYS)
    account_commands.finish_at_start(app)
