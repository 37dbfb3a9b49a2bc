# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks on every request (host and origin) and security headers on every response."""

from urllib.parse import urlsplit

from flask import Flask, Request, Response, request

from .problems import SameOriginRequired, UnknownHost

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",  # WebAssembly for Argon2id, nothing else
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "media-src 'self' blob:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types interlude",
    )
)
OFF = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
PERMISSIONS_POLICY = ", ".join(["camera=(self)", "microphone=(self)", *(f"{name}=()" for name in OFF)])
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
}
ONE_YEAR = "max-age=31536000; includeSubDomains"
HEALTH = frozenset({"/healthz", "/readyz"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
COOKIE, COOKIE_OVER_HTTPS = "interlude", "__Host-interlude"


class Guard:
    """Knows which origins are the app's own."""

    def __init__(self, origins: tuple[str, ...]) -> None:
        """Take the origins the operator configured."""
        self.origins = frozenset(origins)
        self.hosts = frozenset(urlsplit(origin).netloc.lower() for origin in origins)

    def require_known_host(self) -> None:
        """Refuse a request whose Host is not ours; health checks may use any name.

        :raises UnknownHost: for any other name, before anything is derived from it.
        """
        if request.host.lower() not in self.hosts and request.path not in HEALTH:
            raise UnknownHost

    def over_https(self, asked: Request) -> bool:
        """Whether this request reached us under one of our https origins."""
        return asked.is_secure or f"https://{asked.host}" in self.origins

    def cookie_name(self, asked: Request) -> str:
        """Return the name of the login cookie: bound to the host wherever https allows it."""
        return COOKIE_OVER_HTTPS if self.over_https(asked) else COOKIE

    def require_same_origin(self) -> None:
        """Refuse a change unless the request proves that it comes from our own page.

        This applies to every change that carries a cookie or comes from a browser. A program
        with a bearer token sends neither header and needs no proof.

        :raises SameOriginRequired: when the proof is missing or names another origin.
        """
        if request.method in SAFE_METHODS:
            return
        origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
        carries_cookie = COOKIE in request.cookies or COOKIE_OVER_HTTPS in request.cookies
        if carries_cookie and origin is None and site is None:
            raise SameOriginRequired
        if site not in (None, "same-origin", "none") or not self.is_ours(origin):
            raise SameOriginRequired

    def is_ours(self, origin: str | None) -> bool:
        """Whether an origin is one of the app's own; a program sends none."""
        return origin is None or origin in self.origins

    def add_headers(self, response: Response) -> Response:
        """Set the security headers on any response."""
        for name, value in HEADERS.items():
            response.headers[name] = value
        if self.over_https(request):
            response.headers["Strict-Transport-Security"] = ONE_YEAR
        if f"{request.path}/".startswith("/api/"):
            response.headers["Cache-Control"] = "no-store"
        return response


def set_up_guard(app: Flask, origins: tuple[str, ...]) -> None:
    """Run the guard before every endpoint of the app, and set its headers on every response."""
    guard = Guard(origins)
    app.extensions["interlude.guard"] = guard
    app.url_map.merge_slashes = False  # Werkzeug would redirect to the request's Host header
    app.before_request(guard.require_known_host)
    app.before_request(guard.require_same_origin)
    app.after_request(guard.add_headers)
