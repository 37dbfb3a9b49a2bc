"""Whether the server lives, whether it can serve, and its figures on a private port."""

from pathlib import Path

import structlog
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, current_app
from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from sqlalchemy.exc import SQLAlchemyError

from . import database, logs
from .problems import NotReady
from .secret import NoSecret

MIGRATIONS = Path(__file__).parent / "migrations"

health = Blueprint("health", __name__)


def migrations() -> Config:
    """Return where Alembic finds the steps of the database."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


@health.get("/healthz")
def live() -> dict[str, bool]:
    """Answer at all."""
    return {"live": True}


@health.get("/readyz")
def ready() -> dict[str, bool]:
    """Answer when the secret is there and the database is at the newest step."""
    try:
        current_app.extensions["interlude.secret"].check()
        if database_step() != newest_step():
            raise NotReady("The database waits for upgrade-database.")
    except NoSecret:
        raise NotReady("The secret is missing.") from None
    except SQLAlchemyError:
        raise NotReady("The database does not answer.") from None
    return {"ready": True}


def database_step() -> str | None:
    """Return the migration the database is at."""
    with database.reading() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def newest_step() -> str | None:
    """Return the migration this code was written for."""
    return ScriptDirectory.from_config(migrations()).get_current_head()


class Figures:
    """Counts by route, never by person."""

    def __init__(self) -> None:
        """Begin at nought."""
        self.registry = CollectorRegistry()
        names = ["method", "route", "status"]
        self.requests = Counter("interlude_requests", "Requests answered", names, registry=self.registry)
        self.seconds = Histogram(
            "interlude_request_seconds", "Time to an answer", ["method", "route"], registry=self.registry
        )

    def count(self, answer: Response) -> Response:
        """Count one answer."""
        method, route = logs.method(), logs.route()
        self.requests.labels(method, route, str(answer.status_code)).inc()
        self.seconds.labels(method, route).observe(logs.elapsed())
        return answer


def open_figures(app: Flask, port: int | None) -> None:
    """Serve the figures on the loopback interface only, where a port is configured."""
    if port is None:
        return
    figures = Figures()
    app.after_request(figures.count)
    try:
        start_http_server(port, addr="127.0.0.1", registry=figures.registry)
    except OSError:  # a second process of the same server: the first one shows the figures
        structlog.get_logger().warning("metrics port taken", port=port)
