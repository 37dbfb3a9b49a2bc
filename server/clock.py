# SPDX-License-Identifier: AGPL-3.0-or-later
"""The current time, read in one place so that tests can turn the clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present, UTC, in whole seconds.

    Nothing here needs more precision, and more would tell a thief of the database more about people.
    """
    return datetime.now(UTC).replace(microsecond=0)


def format_utc(moment: datetime) -> str:
    """Format a time as in every response: ``2026-11-22T03:46:00Z``."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
