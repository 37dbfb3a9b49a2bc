# SPDX-License-Identifier: AGPL-3.0-or-later
"""How often somebody may try: per address, per login name, and per both together.

Addresses and names are counted under keyed hashes, in memory (or Redis) only, and are
gone when the window is over. A stranger who tries Ana's name wrongly cannot lock her
out quickly: the tight limit is on name and address together.
"""

import time
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter
from flask_login import current_user  # type: ignore[import-untyped]

from ..secret import ServerSecret
from . import wire

QUICK = {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": None}  # seconds; asked again soon

BY_BOTH = "10 per 10 minutes"
BY_NAME = "60 per hour"
BY_ADDRESS = "120 per 10 minutes"
CODES_A_DAY = "50 per day"  # three of a million are right at any time

View = Callable[..., Any]


def _hashed(value: str) -> str:
    secret: ServerSecret = current_app.extensions["interlude.secret"]
    return secret.keyed_hash("throttle", value.encode("utf-8", "replace")).hex()


def by_address() -> str:
    """Return the key of the caller's address."""
    return _hashed(f"address {request.remote_addr}")


def by_name() -> str:
    """Return the key of the login name in the body."""
    return _hashed(f"name {_login_name()}")


def by_both() -> str:
    """Return the key of the login name tried from this address."""
    return _hashed(f"both {request.remote_addr} {_login_name()}")


def by_account() -> str:
    """Return the key of the account that asks."""
    return _hashed(f"account {getattr(current_user, 'account_id', 'nobody')}")


def _login_name() -> str:
    body = wire.read_json(request, wire.SMALL_BODY)
    return str(body.get("login", "")) if isinstance(body, dict) else ""


def _failed(response: Response) -> bool:
    return response.status_code in {401, 403, 409}


limiter = Limiter(key_func=by_address, headers_enabled=False)


def limit_failures(view: View) -> View:
    """Limit how often this endpoint may be tried in vain."""
    for limit, key in ((BY_ADDRESS, by_address), (BY_NAME, by_name), (BY_BOTH, by_both)):
        view = limiter.limit(limit, key_func=key, deduct_when=_failed)(view)
    return view


def limit_failures_by_address(view: View) -> View:
    """Limit how often an endpoint may be tried in vain that asks for no login name."""
    return limiter.limit(BY_ADDRESS, key_func=by_address, deduct_when=_failed)(view)


def limit_codes(view: View) -> View:
    """Limit how many six-digit codes may be guessed for one account."""
    for limit in (BY_BOTH, CODES_A_DAY):
        view = limiter.limit(limit, key_func=by_account, deduct_when=_failed)(view)
    return view


def limit_proofs(view: View) -> View:
    """Limit how often somebody who is signed in may offer a wrong proof."""
    return limiter.limit(BY_BOTH, key_func=by_account, deduct_when=_failed)(view)


def limit_visits(limit: str) -> Callable[[View], View]:
    """Limit how often this endpoint may be used from one address."""
    return limiter.limit(limit, key_func=by_address)


def seconds_to_wait() -> int:
    """Return how long the limit that was met still lasts."""
    met = limiter.current_limit
    return max(1, met.reset_at - int(time.time())) if met else 60


@limiter.request_filter
def switched_off() -> bool:
    """Whether this app counts nothing; asked per request, for one process may hold several apps."""
    return not current_app.extensions["interlude.settings"].rate_limits


def set_up(app: Flask, redis_url: str | None) -> None:
    """Count in memory, or in Redis where several processes serve one practice.

    While Redis is away each process counts on its own: nobody is locked out.
    """
    app.config["RATELIMIT_STORAGE_URI"] = redis_url or "memory://"
    app.config["RATELIMIT_STRATEGY"] = "moving-window"
    app.config["RATELIMIT_STORAGE_OPTIONS"] = QUICK if redis_url else {}
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = True
    app.extensions["interlude.retry_after"] = seconds_to_wait
    limiter.init_app(app)
