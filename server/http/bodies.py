# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading the body of a request: bounded, and strict JSON that has only one reading."""

import json
from typing import Any

import orjson
from flask import Request

from .. import messages
from .problems import BodyTooLarge, NotJson, UnsupportedMediaType


def read_json(request: Request, largest: int) -> Any:
    """Read a strict JSON body of at most ``largest`` bytes.

    :raises UnsupportedMediaType: when it is compressed or not ``application/json``.
    :raises BodyTooLarge: before reading, or as soon as it has grown too large.
    :raises NotJson: on duplicate names, NaN, a BOM, lone surrogates, endless nesting.
    """
    refuse_other_types(request)
    return strict_json(bounded_body(request, largest))


def bounded_body(request: Request, largest: int) -> bytes:
    """Read a body; if its declared length is too large, nothing is read.

    :raises BodyTooLarge: when it is larger than ``largest`` bytes.
    """
    too_large = BodyTooLarge(messages.at_most(largest))
    if (request.content_length or 0) > largest:
        raise too_large
    # One byte more than allowed: Werkzeug silently truncates a body at its limit.
    request.max_content_length = largest + 1
    body = request.get_data(cache=True)
    if len(body) > largest:
        raise too_large
    return body


def refuse_other_types(request: Request) -> None:
    """Refuse what is compressed (a small body must not grow here) or not JSON."""
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if "Content-Encoding" in request.headers or request.mimetype != "application/json" or charset != "utf-8":
        raise UnsupportedMediaType


def strict_json(body: bytes) -> Any:
    """Parse JSON that every parser reads alike.

    :raises NotJson: when it is invalid or ambiguous.
    """
    try:
        text = body.decode("utf-8")
        if "\\u" in text:
            orjson.loads(body)  # refuses lone surrogates, which Python's parser lets pass
        return json.loads(text, object_pairs_hook=_without_duplicates, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise NotJson from None


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a name stands twice")
    return read


def _no_constant(name: str) -> Any:
    raise ValueError(name)
