# SPDX-License-Identifier: AGPL-3.0-or-later
"""Logs that identify nobody: method, route, status, milliseconds, request id, a refusal's code.

Never a path (it holds ids), a query, a body, a header, an address, a name or a token.
An unexpected error is logged by its type and the code locations in its traceback, without its
message, which could repeat values.
"""

import logging
import sys
import time
import traceback
from secrets import token_hex

import structlog
from flask import Flask, Response, g, request

LINES_OF_A_FAULT = 12


def set_up() -> None:
    """Log one JSON object per line to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.getLogger("flask-limiter").disabled = True


def log_requests(app: Flask) -> None:
    """Log each request when it is answered."""
    app.before_request(begin)
    app.after_request(finish)


def begin() -> None:
    """Give the request an id and note its start time."""
    g.request_id = token_hex(8)
    g.started = time.perf_counter()


def finish(response: Response) -> Response:
    """Log the request and return its id to the caller, so that an error can be found in the log."""
    response.headers["X-Request-Id"] = g.get("request_id", "")
    structlog.get_logger().info(
        "request",
        method=method(),
        route=route(),
        status=response.status_code,
        ms=round(elapsed() * 1000, 1),
        request_id=g.get("request_id"),
        **({"code": g.refused} if "refused" in g else {}),
    )
    return response


def elapsed() -> float:
    """Return the seconds since the request came in."""
    return time.perf_counter() - float(g.get("started", time.perf_counter()))


def method() -> str:
    """Return the method if it is a known one; a made-up method could contain a name."""
    known = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"}
    return request.method if request.method in known else "other"


def route() -> str:
    """Return the rule that matched, never the path."""
    return request.url_rule.rule if request.url_rule else "none"


def fault(error: Exception) -> None:
    """Log an unexpected error: its type and traceback locations."""
    frames = traceback.extract_tb(error.__traceback__)[-LINES_OF_A_FAULT:]
    structlog.get_logger().error(
        "fault",
        error=type(error).__name__,
        at=[f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames],
        route=route(),
        request_id=g.get("request_id"),
    )
