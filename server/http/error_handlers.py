# SPDX-License-Identifier: AGPL-3.0-or-later
"""Turns whatever goes wrong into problem JSON, and gives away no more than that."""

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
    """Write a problem as an answer."""
    g.refused = problem.code  # for the log: failed sign-ins, too many of them, and why, with nobody in it
    response = Response(
        orjson.dumps(problem.body()), status=problem.status, content_type="application/problem+json"
    )
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


def http_error(error: HTTPException) -> Response:
    """Answer what Werkzeug raised; a 405 keeps its list of methods."""
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
    """Log where a fault of ours happened, not what was in it, and answer 500."""
    logs.fault(error)
    return to_response(ServerError())


def database_unavailable(error: OperationalError | PoolTimeout) -> Response:
    """Answer 503 where the database is away, busy or its disk is full: nothing was kept, try again."""
    logs.fault(error)
    return to_response(NotReady(messages.STORAGE_AWAY, retry_after=30))


def writers_busy(error: WritersBusy) -> Response:
    """Answer 503 where the turn to write did not come in time: nothing was kept, try again."""
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
