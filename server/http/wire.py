# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fields of requests and responses: strict values and bounded lists.

Each value has exactly one form: base64url is canonical, ids are lower case, integers have
no decimal point. Fields a schema does not declare are refused.
"""

import base64
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from flask import Request
from marshmallow import RAISE, Schema, ValidationError, fields, validate
from webargs.flaskparser import FlaskParser
from werkzeug.routing import BaseConverter

from .. import clock
from ..storage import sealed
from . import bodies
from .problems import InvalidRequest

MOST_ERRORS = 20  # in one response; the rest show once these are fixed
LARGEST_WHOLE = 2**53 - 1
# Clients refuse higher ones (PROTOCOL §8). Nobody edits so often, and there is room for revisions above.
LARGEST_REVISION = 2**52 - 1
SMALL_BODY = 64 * 1024
ENVELOPE_BODY = 2 * 1024 * 1024
BATCH_BODY = 8 * 1024 * 1024

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII)
LOGIN = re.compile(r"[a-z0-9._@+-]{3,64}")
PLAIN_TEXT = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]*")


def to_base64url(value: bytes) -> str:
    """Write bytes as base64url without padding."""
    return base64url_bytes(value).decode("ascii")


def base64url_bytes(value: bytes) -> bytes:
    """Write bytes as base64url, as bytes for a response."""
    return base64.urlsafe_b64encode(value).rstrip(b"=")


def from_base64url(text: str) -> bytes:
    """Read base64url in its one canonical form.

    :raises ValueError: on padding, white space, other characters or unused bits that
        are not zero; Python's own decoder lets all of them pass.
    """
    if not BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        raise ValueError("not base64url")
    value = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if to_base64url(value[-3:] if len(value) % 3 == 0 else value[-(len(value) % 3) :]) != _tail(text):
        raise ValueError("unused bits are not zero")
    return value


def _tail(text: str) -> str:
    return text[-(len(text) % 4 or 4) :]


def id_bytes(text: str) -> bytes:
    """Return the 16 bytes of an id."""
    return bytes.fromhex(text.replace("-", ""))


class Base64url(fields.Field[bytes]):
    """Bytes as base64url, of exactly ``length`` bytes or of those that ``accepts`` allows."""

    def __init__(
        self,
        *,
        length: int | None = None,
        accepts: Callable[[bytes], bool] | None = None,
        longest: int = 256,
        **options: Any,
    ) -> None:
        """Take the exact ``length``, or the ``longest`` allowed and a check of the bytes."""
        metadata = {"format": "base64url"} | options.pop("metadata", {})
        super().__init__(metadata=metadata, **options)
        self.length, self.accepts, self.longest = length, accepts, length or longest

    def _serialize(self, value: bytes | None, *_: Any, **__: Any) -> str | None:
        return None if value is None else to_base64url(value)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bytes:
        if not isinstance(value, str) or len(value) > self.longest * 4 // 3 + 3:
            raise ValidationError("Not base64url of a length this field can have.")
        try:
            read = from_base64url(value)
        except ValueError:
            raise ValidationError("Not canonical base64url without padding.") from None
        if (self.length not in (None, len(read))) or (self.accepts and not self.accepts(read)):
            raise ValidationError("Not a length or version the protocol makes.")
        return read


class Envelope(Base64url):
    """A sealed entry, share or hello: version 1 and a length that padding produces."""

    def __init__(self, **options: Any) -> None:
        """Take the options of any field."""
        super().__init__(accepts=sealed.is_padded_envelope, longest=sealed.LARGEST_ENVELOPE, **options)


class IdField(fields.Field[str]):
    """UUID text in lower case; the version bits are not checked."""

    def __init__(self, **options: Any) -> None:
        """Take the options of any field."""
        super().__init__(metadata={"format": "uuid", "pattern": f"^{ID.pattern}$"}, **options)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if not isinstance(value, str) or not ID.fullmatch(value):
            raise ValidationError("Not a UUID in lower case.")
        return value


class UtcTime(fields.Field[datetime]):
    """``YYYY-MM-DDTHH:MM:SS[.ffffff]Z``, a date that exists."""

    def __init__(self, **options: Any) -> None:
        """Take the options of any field."""
        super().__init__(metadata={"format": "date-time"}, **options)

    def _serialize(self, value: datetime | None, *_: Any, **__: Any) -> str | None:
        return None if value is None else clock.format_utc(value)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> datetime:
        if not isinstance(value, str) or not TIME.fullmatch(value):
            raise ValidationError("Not a UTC time like 2026-11-22T03:46:00Z.")
        try:
            return datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValidationError("Not a moment of the calendar.") from None


class Whole(fields.Field[int]):
    """An integer in a range, without a decimal point; true and 1.0 are refused."""

    def __init__(self, *, least: int = 0, most: int = LARGEST_WHOLE, **options: Any) -> None:
        """Take the range, both ends within."""
        super().__init__(metadata={"minimum": least, "maximum": most}, **options)
        self.least, self.most = least, most

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        if type(value) is not int or not self.least <= value <= self.most:
            raise ValidationError(f"Not a whole number from {self.least} to {self.most}.")
        return value


class Revision(Whole):
    """The revision of something sealed: from 1 (or ``least``) to the highest that clients accept."""

    def __init__(self, *, least: int = 1, **options: Any) -> None:
        """Take the least there may be; 0 stands for none yet."""
        super().__init__(least=least, most=LARGEST_REVISION, **options)


class WholeInQuery(Whole):
    """An integer in a query string: digits only."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        if not isinstance(value, str) or not re.fullmatch(r"0|[1-9][0-9]{0,15}", value):
            raise ValidationError("Not a whole number.")
        return super()._deserialize(int(value), None, None)


class Flag(fields.Field[bool]):
    """JSON true or false, and nothing else."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("Neither true nor false.")
        return value


class LoginName(fields.String):
    """A login name, already lower case (PROTOCOL §6)."""

    def __init__(self, **options: Any) -> None:
        """Take the options of any field."""
        rule = validate.Regexp(
            rf"\A{LOGIN.pattern}\Z", error="3 to 64 of: small letters, digits, and the signs . _ - @ +"
        )
        super().__init__(validate=rule, metadata={"pattern": f"^{LOGIN.pattern}$"}, **options)


class ShortText(fields.String):
    """A line of text without control characters."""

    def __init__(self, *, longest: int, **options: Any) -> None:
        """Take the most characters there may be; one is the fewest."""
        rules = [
            validate.Length(min=1, max=longest),
            validate.Regexp(rf"\A{PLAIN_TEXT.pattern}\Z", error="No control characters."),
        ]
        super().__init__(validate=rules, **options)


class BoundedList(fields.List[Any]):
    """A list whose length is checked before its items are."""

    def __init__(self, inner: fields.Field[Any], *, most: int, least: int = 0, **options: Any) -> None:
        """Take what stands in it, and how many of it may."""
        bounds = validate.Length(min=least, max=most)
        super().__init__(inner, validate=bounds, **options)
        self.most = most

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> list[Any]:
        if isinstance(value, list) and len(value) > self.most:
            raise ValidationError(f"At most {self.most} may stand here.")
        return super()._deserialize(value, *args, **kwargs)


class Wire(Schema):
    """What every schema of a request starts from: unknown fields are refused."""

    largest_body: ClassVar[int] = SMALL_BODY

    class Meta:
        """What is not declared is an error, never a silent loss."""

        unknown = RAISE


class Page(Wire):
    """The position of a reader of a feed, and the size of a page."""

    after = WholeInQuery(load_default=0)
    limit = WholeInQuery(least=1, most=1000, load_default=1000)


def field(
    value: fields.Field[Any], *, required: bool = True, nullable: bool = False, **options: Any
) -> fields.Field[Any]:
    """Make a field required (or not) and nullable (or not) where it is declared."""
    value.required, value.allow_none = required, nullable
    for name, option in options.items():
        setattr(value, name, option)
    return value


class StrictParser(FlaskParser):
    """Validates bodies and query strings by schemas, and raises errors from ``problems``."""

    # Left to the schema: ours refuse unknown fields, webargs would drop them.
    DEFAULT_UNKNOWN_BY_LOCATION: ClassVar[dict[str, str | None]] = {}  # type: ignore[misc]

    def load_json(self, req: Request, schema: Schema) -> Any:
        """Read the body within the bound of its schema."""
        return bodies.read_json(req, getattr(schema, "largest_body", SMALL_BODY))

    def load_querystring(self, req: Request, *_: Any) -> Any:
        """Read the query; a name given twice is refused."""
        if any(len(values) > 1 for _, values in req.args.lists()):
            raise InvalidRequest.of("query", "A name stands twice.")
        return req.args.to_dict()

    def handle_error(self, error: ValidationError, *_: Any, **__: Any) -> Any:
        """Report the fields and what they should be; never repeat what was sent."""
        by_location: dict[str, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]
        raise InvalidRequest(errors=_bounded(next(iter(by_location.values())))) from None


def _bounded(messages: Any, left: list[int] | None = None) -> dict[str, Any]:
    """Shorten field names made up by the caller, and keep at most ``MOST_ERRORS`` errors.

    :param left: how many more may be reported, counted down.
    """
    left = [MOST_ERRORS] if left is None else left
    if not isinstance(messages, Mapping):
        return {"body": messages}
    told: dict[str, Any] = {}
    for name, found in messages.items():
        if left[0] <= 0:
            break
        if isinstance(found, Mapping):
            told[str(name)[:64]] = _bounded(found, left)
        else:
            left[0] -= 1
            told[str(name)[:64]] = found
    return told


class IdConverter(BaseConverter):
    """An id in a path; anything but lower-case UUID text is answered with 404."""

    regex = ID.pattern
