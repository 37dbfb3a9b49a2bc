# SPDX-License-Identifier: AGPL-3.0-or-later
"""Limits failed attempts: per address, per login name, and per both together.

Addresses and names are counted under keyed hashes, in memory (or Redis) only, and are
dropped when the window ends. An IPv6 address counts by its /64, which one customer has.

[Note: right keys] A key is checked first and counted only if it is wrong: the right one is
accepted whatever strangers tried before, with the same name or from the same address. Keys cannot
be guessed (SECURITY.md has the numbers), so it is enough to make whoever is wrong wait. Six digits
can be guessed: only they are refused unchecked once too many were wrong.
"""

import time
from collections.abc import Callable
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter, RateLimitExceeded
from flask_login import current_user  # type: ignore[import-untyped]

from ..secret import ServerSecret
from . import bodies, wire
from .problems import Problem, TooManyWrongKeys

QUICK = {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": None}  # seconds; a later request retries

BY_BOTH = "10 per 10 minutes"
BY_NAME = "60 per hour"
BY_ADDRESS = "120 per 10 minutes"
CODES_A_DAY = "50 per day"  # three of a million codes are valid at any time

View = Callable[..., Any]


def _hashed(value: str) -> str:
    secret: ServerSecret = current_app.extensions["interlude.secret"]
    return secret.keyed_hash("throttle", value.encode("utf-8", "replace")).hex()


def by_address() -> str:
    """Return the key of the caller's address."""
    return _hashed(f"address {network_of(request.remote_addr or '')}")


def network_of(address: str) -> str:
    """Return what is counted as one address: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, 64), strict=False))


def by_name() -> str:
    """Return the key of the login name in the body."""
    return _hashed(f"name {_login_name()}")


def by_both() -> str:
    """Return the key of this login name together with this address."""
    return _hashed(f"both {network_of(request.remote_addr or '')} {_login_name()}")


def by_account() -> str:
    """Return the key of the account that asks."""
    return _hashed(f"account {getattr(current_user, 'account_id', 'nobody')}")


def _login_name() -> str:
    body = bodies.read_json(request, wire.SMALL_BODY)
    return str(body.get("login", "")) if isinstance(body, dict) else ""


FAILED = frozenset({401, 403, 409})


def _failed(response: Response) -> bool:
    return response.status_code in FAILED


limiter = Limiter(key_func=by_address, headers_enabled=False)


def _wrong_by_address() -> None:
    """Count a wrong key for its address."""


def _wrong_by_name() -> None:
    """Count a wrong key for its login name."""


def _wrong_by_account() -> None:
    """Count a wrong proof for the account that asks."""


_wrong_by_address = limiter.limit(BY_ADDRESS, key_func=by_address)(_wrong_by_address)
_wrong_by_name = limiter.limit(BY_BOTH, key_func=by_both)(
    limiter.limit(BY_NAME, key_func=by_name)(_wrong_by_name)
)
_wrong_by_account = limiter.limit(BY_BOTH, key_func=by_account)(_wrong_by_account)


def _count(counts: tuple[Callable[[], None], ...]) -> None:
    try:
        for count in counts:  # the address first: beyond its limit, no more names are stored
            count()
    except RateLimitExceeded:
        raise TooManyWrongKeys(retry_after=seconds_to_wait()) from None


def _count_failures(view: View, *counts: Callable[[], None]) -> View:
    """Call a view and count a refusal; beyond a limit the response says to wait."""

    @wraps(view)
    def counted(*args: Any, **kwargs: Any) -> Any:
        try:
            return view(*args, **kwargs)
        except Problem as problem:
            if problem.status in FAILED:
                _count(counts)
            raise

    return counted


def limit_failures(view: View) -> View:
    """Limit wrong keys; the right key is never refused ([Note: right keys])."""
    return _count_failures(view, _wrong_by_address, _wrong_by_name)


def limit_failures_by_address(view: View) -> View:
    """The same for an endpoint that asks for no login name."""
    return _count_failures(view, _wrong_by_address)


def limit_proofs(view: View) -> View:
    """The same for a fresh proof of somebody who is signed in."""
    return _count_failures(view, _wrong_by_account)


def limit_codes(view: View) -> View:
    """Limit how many six-digit codes may be guessed for one account, the right one included."""
    for limit in (BY_BOTH, CODES_A_DAY):
        view = limiter.limit(limit, key_func=by_account, deduct_when=_failed)(view)
    return view


def limit_visits(limit: str) -> Callable[[View], View]:
    """Limit how often this endpoint may be used from one address."""
    return limiter.limit(limit, key_func=by_address)


def seconds_to_wait() -> int:
    """Return the seconds until the limit that was reached is reset."""
    met = limiter.current_limit
    return max(1, met.reset_at - int(time.time())) if met else 60


@limiter.request_filter
def switched_off() -> bool:
    """Whether this app has no limits; checked per request, since a process may hold several apps."""
    return not current_app.extensions["interlude.settings"].rate_limits


def set_up(app: Flask, redis_url: str | None) -> None:
    """Count in memory, or in Redis where several processes serve one practice.

    While Redis is unreachable each process counts on its own, so nobody is locked out.
    """
    app.config["RATELIMIT_STORAGE_URI"] = redis_url or "memory://"
    app.config["RATELIMIT_STRATEGY"] = "moving-window"
    app.config["RATELIMIT_STORAGE_OPTIONS"] = QUICK if redis_url else {}
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = True
    app.extensions["interlude.retry_after"] = seconds_to_wait
    limiter.init_app(app)
