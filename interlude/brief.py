# SPDX-License-Identifier: Apache-2.0
"""What a therapist reads before an appointment, composed on her own computer, as plain text."""

import textwrap
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from interlude import messages
from interlude.domain import Appointment, CheckIn, Contact, Newer, Note
from interlude.payloads.check_in import MOOD, SCALES
from interlude.people.sharing import Share

WIDTH = 78


def compose(
    person: Contact, shares: Sequence[Share], appointments: Sequence[Appointment], now: datetime
) -> str:
    """Set the brief of one patient: what she shared, newest first, and nothing of what she did not."""
    parts = [plain(person.name), _next(appointments, now), _passages(shares), _moods(shares)]
    return "\n\n".join(part for part in parts if part) + "\n"


def plain(text: str) -> str:
    """Remove unprintable characters, which could control a terminal; line breaks and tabs stay."""
    return "".join(letter for letter in text if letter in "\n\t" or letter.isprintable())


def when(moment: datetime, zone: str) -> str:
    """Format a time in the time zone it was written in."""
    local = _local(moment, zone)
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M}"


def _local(moment: datetime, zone: str) -> datetime:
    """Convert to local time; at the ends of the calendar, where that overflows, return UTC."""
    try:
        return moment.astimezone(_zone(zone))
    except OverflowError:
        return moment


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _next(appointments: Sequence[Appointment], now: datetime) -> str:
    coming = [one for one in appointments if one.starts_at > now and not one.cancelled]
    if not coming:
        return messages.NO_APPOINTMENT
    first = min(coming, key=lambda one: one.starts_at)
    return messages.next_appointment(first.purpose, when(first.starts_at, first.zone), first.minutes)


def _passages(shares: Sequence[Share]) -> str:
    passages = [_passage(share) for share in shares if not isinstance(share.content, Appointment)]
    if not passages:
        return messages.NOTHING_SHARED
    return "\n\n".join([messages.SHARED_WITH_YOU, *passages])


def _passage(share: Share) -> str:
    content = share.content
    if content is None:
        newer = isinstance(share.shared, Newer)
        return f"  {messages.NEWER if newer else messages.UNREADABLE_SHARE}"
    if isinstance(content, Note):
        kind, words = ("a passage" if _is_excerpt(share) else "a note"), content.text
    elif isinstance(content, CheckIn):
        kind, words = f"mood {MOOD.word(content.mood)}", _said(content)
    else:
        return ""
    head = f"  {when(content.written_at, content.zone)} ({kind})"
    return "\n".join([head, *_wrapped(words)])


def _is_excerpt(share: Share) -> bool:
    return getattr(share.shared, "excerpt", False) is True


def _said(content: CheckIn) -> str:
    feelings = ", ".join(content.feelings)
    return "\n".join(part for part in (feelings, content.words) if part)


def _wrapped(words: str) -> list[str]:
    lines = []
    for line in plain(words).expandtabs().splitlines():
        lines += textwrap.wrap(line, WIDTH - 4) or [""]
    return [f"    {line}".rstrip() for line in lines]


def _moods(shares: Sequence[Share]) -> str:
    shown = [share.content for share in shares if isinstance(share.content, CheckIn)]
    if not shown:
        return ""
    return "\n".join([f"{', '.join(SCALES).capitalize()} (1 to {MOOD.highest})", *map(_line, shown)])


def _line(content: CheckIn) -> str:
    local = _local(content.written_at, content.zone)
    scales = "  ".join(str(getattr(content, name) or "-") for name in SCALES)
    marks = "●" * content.mood + "○" * (MOOD.highest - content.mood)
    return f"  {local:%d %b %H:%M}  {marks}  {scales}"
