# SPDX-License-Identifier: AGPL-3.0-or-later
"""Turns every error into problem JSON that reveals nothing else."""

import orjson
from flask import Flask, Response, current_app, g
from flask_limiter import RateLimitExceeded
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from .. import messages
from ..storage.database import WritersBusy
from ..storage.feed import NoFeed
from ..storage.quotas import OverQuota
from . import logs
from .problems import (
    BadRequest,
    BodyTooLarge,
    Busy,
    MethodNotAllowed,
    NotFound,
    NotReady,
    Problem,
    QuotaReached,
    ServerError,
    TooManyRequests,
    UnsupportedMediaType,
)

BY_STATUS: dict[int, type[Problem]] = {
    404: NotFound,
    405: MethodNotAllowed,
    413: BodyTooLarge,
    415: UnsupportedMediaType,
    429: TooManyRequests,
    503: NotReady,
}


def to_response(problem: Problem) -> Response:
    """Make the response of a problem."""
    g.refused = problem.code  # for the log, which counts refusals by code and names nobody
    response = Response(
        orjson.dumps(problem.body()), status=problem.status, content_type="application/problem+json"
    )
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


def http_error(error: HTTPException) -> Response:
    """Respond to an exception of Werkzeug's; a 405 keeps its list of methods."""
    status = error.code or 500
    fallback = BadRequest if 400 <= status < 500 else ServerError
    response = to_response(BY_STATUS.get(status, fallback)())
    if allowed := error.get_response().headers.get("Allow"):
        response.headers["Allow"] = allowed
    return response


def rate_limited(_error: RateLimitExceeded) -> Response:
    """Answer a throttled request with the seconds to wait."""
    return to_response(TooManyRequests(retry_after=current_app.extensions["interlude.retry_after"]()))


def unexpected_error(error: Exception) -> Response:
    """Log where an unexpected error happened, without its message, and answer 500."""
    logs.fault(error)
    return to_response(ServerError())


def database_unavailable(error: OperationalError | PoolTimeout) -> Response:
    """Answer 503 when the database is unreachable or busy or its disk is full; nothing was stored."""
    logs.fault(error)
    return to_response(NotReady(messages.STORAGE_AWAY, retry_after=30))


def writers_busy(error: WritersBusy) -> Response:
    """Answer 503 when the write lock was not free in time; nothing was stored."""
    logs.fault(error)
    return to_response(Busy(retry_after=5))


def register_error_handlers(app: Flask) -> None:
    """Make every error of the app problem JSON."""
    app.register_error_handler(Problem, to_response)
    app.register_error_handler(RateLimitExceeded, rate_limited)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(NoFeed, lambda _: to_response(NotFound()))
    app.register_error_handler(OverQuota, lambda over: to_response(QuotaReached.of(over.what, over.most)))
    app.register_error_handler(OperationalError, database_unavailable)
    app.register_error_handler(WritersBusy, writers_busy)
    app.register_error_handler(PoolTimeout, database_unavailable)
    app.register_error_handler(Exception, unexpected_error)
