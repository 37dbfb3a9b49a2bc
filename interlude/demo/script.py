# SPDX-License-Identifier: Apache-2.0
"""How a demo person's five weeks are written down: days count back from today, hours are local."""

import inspect
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypedDict, Unpack
from zoneinfo import ZoneInfo

from interlude.domain import CheckIn, Note, Purpose


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, counted from today, and the clock on the wall."""

    day: int
    clock: str

    def on(self, today: datetime) -> datetime:
        """Say which instant that is; `today` is any aware moment of the day counted from."""
        hour, minute = map(int, self.clock.split(":"))
        day = today + timedelta(days=self.day)
        return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the five weeks, and what became of it."""

    at: Moment
    content: Note | CheckIn
    shared: bool = False
    excerpt: str | None = None  # shared, but only this passage
    unshared: bool = False  # shared, and taken back

    def as_content(self, today: datetime, zone: str) -> Note | CheckIn:
        """Date the content."""
        moment = self.at.on(today)
        fields = {name: getattr(self.content, name) for name in self.content.__dataclass_fields__}
        return type(self.content)(**{**fields, "written_at": moment, "zone": zone})


@dataclass(frozen=True, slots=True)
class Planned:
    """One appointment of a course."""

    at: Moment
    purpose: Purpose
    minutes: int


@dataclass(frozen=True, slots=True)
class Patient:
    """A demo patient: how she is called, her five weeks, her course."""

    name: str  # as she tells her therapist
    login: str
    lines: tuple[Line, ...] = field(repr=False)
    course: tuple[Planned, ...] = field(repr=False)


class Fate(TypedDict, total=False):
    """What becomes of a note: see `Line`."""

    shared: bool
    excerpt: str
    unshared: bool


def note(day: int, clock: str, text: str, **given: Unpack[Fate]) -> Line:
    """Write a note; lines of a paragraph are joined, an empty line begins another."""
    excerpt, unshared = given.get("excerpt"), given.get("unshared", False)
    shared = given.get("shared", False) or excerpt is not None or unshared
    return Line(Moment(day, clock), Note(flowing(text)), shared, excerpt, unshared)


class Said(TypedDict, total=False):
    """What may stand beside the numbers; feelings are separated by commas."""

    words: str
    feelings: str
    shared: bool


def mood(day: int, clock: str, scales: str, **given: Unpack[Said]) -> Line:
    """Write a check-in; `scales` is mood, energy, anxiety, sleep, connection."""
    now, energy, anxiety, sleep, connection = map(int, scales.split())
    felt = tuple(feeling.strip() for feeling in given.get("feelings", "").split(",") if feeling.strip())
    content = CheckIn(now, energy, anxiety, sleep, connection, feelings=felt, words=given.get("words", ""))
    return Line(Moment(day, clock), content, given.get("shared", False))


def appointment(day: int, clock: str, purpose: Purpose, minutes: int) -> Planned:
    """Write down an appointment."""
    return Planned(Moment(day, clock), purpose, minutes)


def flowing(text: str) -> str:
    """Join the lines of each paragraph; a line that ends in ` /` stays a line."""
    joined = re.sub(r"(?<!\n)\n(?!\n)", " ", inspect.cleandoc(text))
    return joined.replace(" / ", "\n")


def today_in(zone: str, now: datetime) -> datetime:
    """Say now by the clock of a zone."""
    return now.astimezone(ZoneInfo(zone))
