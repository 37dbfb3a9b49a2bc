# SPDX-License-Identifier: Apache-2.0
"""Strict JSON (PROTOCOL §2), which parsers of every language read alike."""

import json
import math
from typing import Any, NoReturn

DEEPEST = 32  # the root object is level 1
LARGEST_INTEGER = 2**53 - 1  # what a JavaScript number holds exactly

_BOM = b"\xef\xbb\xbf"


class NotStrictJSON(ValueError):
    """Bytes that are not one JSON object in the form of PROTOCOL §2."""


def read(raw: bytes) -> dict[str, Any]:
    """Read one JSON object from strict UTF-8.

    Refused with `NotStrictJSON`: a BOM, bytes that are not UTF-8, anything but an object at the
    root, a name given twice, NaN and Infinity, lone surrogates, more than 32 levels, whole
    numbers with a point or an exponent, integers beyond 2^53 - 1.
    """
    if raw.startswith(_BOM):
        raise NotStrictJSON("a byte order mark stands before the JSON")
    value = _parse(raw)
    if not isinstance(value, dict):
        raise NotStrictJSON("the root is not an object")
    _check(value, 1)
    return value


def write(value: dict[str, Any]) -> bytes:
    """Write compact UTF-8 JSON that `read` accepts, names in the order given."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        raw = text.encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise NotStrictJSON("this cannot be written as strict JSON") from error
    read(raw)
    return raw


def _parse(raw: bytes) -> Any:
    try:
        return json.loads(
            raw.decode("utf-8", "strict"),
            object_pairs_hook=_object,
            parse_float=_fraction,
            parse_int=_integer,
            parse_constant=_refuse_constant,
        )
    except NotStrictJSON:
        raise
    except (ValueError, RecursionError) as error:
        raise NotStrictJSON("this is not strict JSON") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise NotStrictJSON("a name is given twice")
    return made


def _fraction(text: str) -> float:
    number = float(text)
    if not math.isfinite(number) or number.is_integer():
        raise NotStrictJSON("a whole number is written with a point or an exponent, or is too large")
    return number


def _integer(text: str) -> int:
    # The length is checked before converting: Python raises its own error for 5,000 digits.
    if len(text) > 17 or abs(int(text)) > LARGEST_INTEGER:
        raise NotStrictJSON("an integer is beyond 2^53 - 1")
    return int(text)


def _refuse_constant(_text: str) -> NoReturn:
    raise NotStrictJSON("NaN and Infinity are not JSON")


def _check(value: Any, level: int) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict | list):
        if level > DEEPEST:
            raise NotStrictJSON("the JSON is more than 32 levels deep")
        for name in value if isinstance(value, dict) else ():
            _check_text(name)
        for inner in value.values() if isinstance(value, dict) else value:
            _check(inner, level + 1)


def _check_text(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotStrictJSON("a text holds half of a surrogate pair") from error
