"""Turns whatever goes wrong into problem JSON, and tells nobody more than that."""

import orjson
from flask import Flask, Response, current_app
from flask_limiter import RateLimitExceeded
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from ..storage.feed import NoFeed
from . import logs
from .problems import (
    BadRequest,
    BodyTooLarge,
    MethodNotAllowed,
    NotFound,
    NotReady,
    Problem,
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


def answer(problem: Problem) -> Response:
    """Write a problem as an answer."""
    written = Response(
        orjson.dumps(problem.body()), status=problem.status, content_type="application/problem+json"
    )
    if problem.retry_after is not None:
        written.headers["Retry-After"] = str(problem.retry_after)
    return written


def of_http(error: HTTPException) -> Response:
    """Answer what Werkzeug raised; a 405 keeps its list of methods."""
    status = error.code or 500
    fallback = BadRequest if 400 <= status < 500 else ServerError
    written = answer(BY_STATUS.get(status, fallback)())
    if allowed := error.get_response().headers.get("Allow"):
        written.headers["Allow"] = allowed
    return written


def of_throttle(_error: RateLimitExceeded) -> Response:
    """Answer a throttled request with the seconds to wait."""
    return answer(TooManyRequests(retry_after=current_app.extensions["interlude.retry_after"]()))


def of_fault(error: Exception) -> Response:
    """Log where a fault of ours happened, not what was in it, and answer 500."""
    logs.fault(error)
    return answer(ServerError())


def of_database(error: OperationalError | PoolTimeout) -> Response:
    """Answer 503 where the database is away, busy or its disk is full: nothing was kept, try again."""
    logs.fault(error)
    return answer(NotReady("Nothing can be stored or read just now. Try again.", retry_after=30))


def answer_with_problems(app: Flask) -> None:
    """Make every error of the app problem JSON."""
    app.register_error_handler(Problem, answer)
    app.register_error_handler(RateLimitExceeded, of_throttle)
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(NoFeed, lambda _: answer(NotFound()))
    app.register_error_handler(OperationalError, of_database)
    app.register_error_handler(PoolTimeout, of_database)
    app.register_error_handler(Exception, of_fault)
