# SPDX-License-Identifier: AGPL-3.0-or-later
"""What time it is, asked in one place so that tests can turn the clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present, UTC, in whole seconds.

    Nothing here needs finer, and finer tells a thief more about somebody's night.
    """
    return datetime.now(UTC).replace(microsecond=0)


def format_utc(moment: datetime) -> str:
    """Write a moment the one way it crosses the wire: ``2026-11-22T03:46:00Z``."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
