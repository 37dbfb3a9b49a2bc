# SPDX-License-Identifier: Apache-2.0
"""PROTOCOL §2: integers, length prefixes, labels, base64url and ids."""

import base64
import re
from uuid import UUID

LARGEST_INTEGER = 2**53 - 1
VERSION = "interlude/1"

Field = bytes | str

_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class EncodingRefused(ValueError):
    """A value that has no encoding, or text that is not the one encoding of anything."""


def u8(number: int) -> bytes:
    """Encode in one byte."""
    return _unsigned(number, 1)


def u16(number: int) -> bytes:
    """Encode in two bytes, big-endian."""
    return _unsigned(number, 2)


def u64(number: int) -> bytes:
    """Encode in eight bytes, big-endian; at most 2^53 - 1."""
    return _unsigned(number, 8)


def _unsigned(number: int, width: int) -> bytes:
    if isinstance(number, bool) or not isinstance(number, int):
        raise EncodingRefused("not an integer")
    if not 0 <= number <= min(LARGEST_INTEGER, 256**width - 1):
        raise EncodingRefused("an integer is out of range")
    return number.to_bytes(width, "big")


def lp(*fields: Field) -> bytes:
    """Encode fields each behind its u16 length: the only canonical encoding."""
    parts = []
    for field in fields:
        raw = _utf8(field) if isinstance(field, str) else field
        if len(raw) > 65_535:
            raise EncodingRefused("a field is longer than 65,535 bytes")
        parts.append(u16(len(raw)) + raw)
    return b"".join(parts)


def labelled(*fields: Field) -> bytes:
    """Encode `C(f1, …, fn) = LP("interlude/1", f1, …, fn)`."""
    return lp(VERSION, *fields)


def _utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise EncodingRefused("a text holds half of a surrogate pair") from error


def to_base64url(raw: bytes) -> str:
    """Write bytes as base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """Read base64url; padding, other characters and filler bits that are not zero are refused."""
    if not _BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        raise EncodingRefused("not base64url")
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if to_base64url(raw) != text:
        raise EncodingRefused("unused bits of the base64url are not zero")
    return raw


def to_uuid_text(identifier: bytes) -> str:
    """Write a 16-byte id as UUID text in lower case."""
    if len(identifier) != 16:
        raise EncodingRefused("an id is not 16 bytes")
    return str(UUID(bytes=identifier))


def from_uuid_text(text: str) -> bytes:
    """Read UUID text in its one form: lower case, 8-4-4-4-12, no braces; version bits unchecked."""
    if not _UUID.fullmatch(text):
        raise EncodingRefused("not an id in lower-case UUID form")
    return bytes.fromhex(text.replace("-", ""))
