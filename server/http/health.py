# SPDX-License-Identifier: AGPL-3.0-or-later
"""Liveness, readiness, and metrics on a private port."""

import structlog
from flask import Blueprint, Flask, Response, current_app
from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from sqlalchemy.exc import SQLAlchemyError

from .. import messages
from ..secret import NoSecret
from ..storage.schema_version import current_version, newest_version
from . import logs
from .problems import NotReady

health = Blueprint("health", __name__)


@health.get("/healthz")
def live() -> dict[str, bool]:
    """Answer 200 while the process runs."""
    return {"live": True}


@health.get("/readyz")
def ready() -> dict[str, bool]:
    """Answer 200 when the secret exists and the database is at the newest migration."""
    try:
        current_app.extensions["interlude.secret"].check()
        if current_version() != newest_version():
            raise NotReady(messages.DATABASE_BEHIND)
    except NoSecret:
        raise NotReady(messages.SECRET_MISSING) from None
    except SQLAlchemyError:
        raise NotReady(messages.DATABASE_AWAY) from None
    return {"ready": True}


class Metrics:
    """Counts by route, never by person."""

    def __init__(self) -> None:
        """Start all counts at 0."""
        self.registry = CollectorRegistry()
        names = ["method", "route", "status"]
        self.requests = Counter("interlude_requests", "Requests answered", names, registry=self.registry)
        self.seconds = Histogram(
            "interlude_request_seconds", "Time to an answer", ["method", "route"], registry=self.registry
        )

    def count(self, response: Response) -> Response:
        """Count one answer."""
        method, route = logs.method(), logs.route()
        self.requests.labels(method, route, str(response.status_code)).inc()
        self.seconds.labels(method, route).observe(logs.elapsed())
        return response


def serve_metrics(app: Flask, port: int | None) -> None:
    """Serve the metrics on the loopback interface only, if a port is configured."""
    if port is None:
        return
    metrics = Metrics()
    app.after_request(metrics.count)
    try:
        start_http_server(port, addr="127.0.0.1", registry=metrics.registry)
    except OSError:  # another process of the same server has the port already
        structlog.get_logger().warning("metrics port taken", port=port)
