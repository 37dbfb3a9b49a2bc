# SPDX-License-Identifier: Apache-2.0
"""Instants on the wire: RFC 3339 in UTC, whole seconds or up to six decimals."""

import re
from datetime import UTC, datetime
from pathlib import Path

PATTERN = (
    r"^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?Z$"
)
_FORM = re.compile(PATTERN.removesuffix("$"))


def now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


def read(text: str) -> datetime:
    """Read `YYYY-MM-DDTHH:MM:SS[.ffffff]Z`; ValueError for any other form or an impossible day."""
    if not _FORM.fullmatch(text):
        raise ValueError("not a UTC time of the form YYYY-MM-DDTHH:MM:SSZ")
    return datetime.fromisoformat(text)


def write(moment: datetime) -> str:
    """Write an aware datetime in UTC; ValueError for a naive one, whose instant nobody knows."""
    if moment.tzinfo is None:
        raise ValueError("this datetime has no time zone")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def local_zone() -> str:
    """Name this computer's time zone as IANA does; `UTC` where it does not say."""
    target = Path("/etc/localtime").resolve().as_posix()
    _before, found, name = target.partition("/zoneinfo/")
    return name if found and 0 < len(name) <= 64 else "UTC"
