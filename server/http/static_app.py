# SPDX-License-Identifier: AGPL-3.0-or-later
"""Serves the built web app: its files, and its one page for every other path.

The page does its own routing, so ``/i`` and ``/journal/…`` are the same file; what
follows a ``#`` is never sent to a server.

The build makes a compressed copy of each text file, which is served to clients that accept
it. Nothing is compressed on the fly, and responses of the API are never compressed.
"""

import mimetypes
from pathlib import Path

from flask import Flask, Response, current_app, request, send_from_directory
from werkzeug.routing import BaseConverter
from werkzeug.security import safe_join

from .. import messages
from .problems import NotFound, NotReady

FOR_EVER = "public, max-age=31536000, immutable"  # the name of the file holds its hash
ASK_FIRST = "no-cache"
COPIES = (("br", ".br"), ("gzip", ".gz"))  # the smaller one first


class OutsideApi(BaseConverter):
    """Any path that belongs to the web app."""

    regex = r"(?!(?:api|healthz|readyz|metrics)(?:/|$)).+"
    part_isolating = False


def page() -> Response:
    """Serve the app's one page."""
    return _file("index.html", ASK_FIRST)


def file_or_page(path: str) -> Response:
    """Serve a file of the built app, or its page where there is no such file."""
    if path.startswith("assets/"):
        return _file(path, FOR_EVER)
    return _file(path, ASK_FIRST) if _exists(path) else page()


def _exists(path: str) -> bool:
    found = safe_join(str(_folder()), path)
    return found is not None and Path(found).is_file()


def _file(path: str, caching: str) -> Response:
    if not _exists(path):
        raise NotReady(messages.APP_NOT_BUILT) if path == "index.html" else NotFound
    coding, ending = _copy(path)
    response = send_from_directory(_folder(), path + ending, mimetype=mimetypes.guess_type(path)[0])
    response.headers["Cache-Control"] = caching
    response.headers["Vary"] = "Accept-Encoding"
    if coding:
        response.headers["Content-Encoding"] = coding
    return response


def _copy(path: str) -> tuple[str, str]:
    """Choose the copy of a file the client accepts: its encoding and suffix, or neither."""
    readable = (copy for copy in COPIES if request.accept_encodings[copy[0]] and _exists(path + copy[1]))
    return next(readable, ("", ""))


def _folder() -> Path:
    folder: Path = current_app.extensions["interlude.settings"].webapp
    return folder


def register_static_app(app: Flask) -> None:
    """Register the routes of the web app."""
    app.url_map.converters["outside_api"] = OutsideApi
    app.add_url_rule("/", view_func=page)
    app.add_url_rule("/<outside_api:path>", view_func=file_or_page)
