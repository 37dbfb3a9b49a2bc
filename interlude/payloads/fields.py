# SPDX-License-Identifier: Apache-2.0
"""Fields of a payload: each knows its range, and how to say it in JSON Schema."""

import re
from datetime import datetime
from typing import Any

from marshmallow import ValidationError, fields, validate

from interlude import times
from interlude.protocol import encoding

JsonSchema = dict[str, Any]

UUID_PATTERN = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
# The last letter carries unused bits, which must be zero (PROTOCOL §2).
BASE64URL_PATTERNS = {
    16: "^[A-Za-z0-9_-]{21}[AQgw]$",
    32: "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$",
}


class Whole(fields.Integer):
    """An integer within a range. marshmallow's strict form refuses booleans and numbers with a point."""

    def __init__(self, lowest: int, highest: int, **kwargs: Any) -> None:
        """Take both ends of the range, included."""
        self.lowest, self.highest = lowest, highest
        super().__init__(strict=True, validate=validate.Range(lowest, highest), **kwargs)

    def as_json_schema(self) -> JsonSchema:
        """Say it as an integer with its range."""
        return {"type": "integer", "minimum": self.lowest, "maximum": self.highest}


class Scale(Whole):
    """An answer from 1 up: with a word for each step, or with words for its two ends alone."""

    def __init__(
        self, label: str, *, words: tuple[str, ...] = (), ends: tuple[str, str] | None = None, steps: int = 5
    ) -> None:
        """Take the label and either the word of each step, lowest first, or the words of 1 and `steps`."""
        self.label, self.words = label, words
        self.low, self.high = ends or (words[0], words[-1])
        super().__init__(1, len(words) or steps)

    def word(self, value: int) -> str:
        """Return the word of a step; its number where the steps have none."""
        return self.words[value - 1] if self.words else str(value)

    @property
    def line(self) -> str:
        """Return how an answer is written as plain text."""
        said = f" of {self.highest}, from {self.low} to {self.high}"
        return f"{self.label}: {{}}{'' if self.words else said}"

    def as_json_schema(self) -> JsonSchema:
        """Say it as an integer, with its words beside it."""
        words = {"words": list(self.words)} if self.words else {}
        scale = {"label": self.label, "low": self.low, "high": self.high, **words}
        return {**super().as_json_schema(), "x-scale": scale}


class Truth(fields.Field[bool]):
    """JSON true or false, and nothing that merely looks like it."""

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("Neither true nor false.")
        return value

    def as_json_schema(self) -> JsonSchema:
        """Say it as a boolean."""
        return {"type": "boolean"}


class Text(fields.String):
    """Text of a bounded number of code points."""

    def __init__(self, shortest: int, longest: int, **kwargs: Any) -> None:
        """Take both bounds in code points, included."""
        self.shortest, self.longest = shortest, longest
        super().__init__(validate=validate.Length(shortest, longest), **kwargs)

    def as_json_schema(self) -> JsonSchema:
        """Say it as a string with its lengths, which JSON Schema counts in code points too."""
        least = {"minLength": self.shortest} if self.shortest else {}
        return {"type": "string", **least, "maxLength": self.longest}


class OneOf(fields.String):
    """One of a few fixed words."""

    def __init__(self, *words: str, **kwargs: Any) -> None:
        """Take the words."""
        self.words = words
        super().__init__(validate=validate.OneOf(words), **kwargs)

    def as_json_schema(self) -> JsonSchema:
        """Say it as an enumeration."""
        return {"enum": list(self.words)}


class Several(fields.Field[Any]):
    """A list of bounded length; a tuple in the domain."""

    def __init__(self, inner: fields.Field[Any], most: int, **kwargs: Any) -> None:
        """Take the field of each item and the largest number of items."""
        self.inner, self.most = inner, most
        super().__init__(**kwargs)

    def _serialize(self, value: Any, attr: Any, obj: Any, **_kwargs: Any) -> Any:
        # The value's own name means nothing inside the list; each item is serialised by itself.
        return [self.inner._serialize(item, attr, obj) for item in value]  # noqa: SLF001

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        if not isinstance(value, list) or len(value) > self.most:
            raise ValidationError(f"Not a list of at most {self.most}.")
        return tuple(self.inner.deserialize(item) for item in value)

    def as_json_schema(self) -> JsonSchema:
        """Say it as an array."""
        item = self.inner.as_json_schema()  # type: ignore[attr-defined]
        return {"type": "array", "items": item, "maxItems": self.most}


class Id(fields.String):
    """An id: UUID text in its one lower-case form."""

    def __init__(self, **kwargs: Any) -> None:
        """Take marshmallow's own options."""
        super().__init__(validate=_matches(UUID_PATTERN), **kwargs)

    def as_json_schema(self) -> JsonSchema:
        """Say it as a string of that form."""
        return {"type": "string", "pattern": UUID_PATTERN}


class Raw(fields.Field[bytes]):
    """A fixed number of bytes, base64url without padding."""

    def __init__(self, length: int, **kwargs: Any) -> None:
        """Take the number of bytes, 16 or 32."""
        self.length, self.pattern = length, BASE64URL_PATTERNS[length]
        super().__init__(**kwargs)

    def _serialize(self, value: Any, *_args: Any, **_kwargs: Any) -> str:
        return encoding.to_base64url(value)

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> bytes:
        if not isinstance(value, str) or not re.fullmatch(self.pattern.strip("^$"), value):
            raise ValidationError(f"Not {self.length} bytes of base64url.")
        return encoding.from_base64url(value)

    def as_json_schema(self) -> JsonSchema:
        """Say it as a string of exactly that many letters with zero filler bits."""
        return {"type": "string", "pattern": self.pattern}


class UtcTime(fields.Field[datetime]):
    """An instant in UTC, and a day that exists."""

    def _serialize(self, value: Any, *_args: Any, **_kwargs: Any) -> str | None:
        return None if value is None else times.write(value)

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> datetime:
        try:
            return times.read(value)
        except (TypeError, ValueError) as error:
            raise ValidationError("Not a UTC time.") from error

    def as_json_schema(self) -> JsonSchema:
        """Say the form; that the day exists is checked in code by both languages."""
        return {"type": "string", "format": "utc-time", "pattern": times.PATTERN}


def _matches(pattern: str) -> Any:
    form = re.compile(pattern.strip("^$"))

    def check(value: str) -> None:
        if not form.fullmatch(value):
            raise ValidationError("Not of the right form.")

    return check
