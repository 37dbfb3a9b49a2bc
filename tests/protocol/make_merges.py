# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write merges.json: pairs of payloads and what both languages must make of them.

`python -m tests.protocol.make_merges` writes it; tests only read it. The results were written down by the
Python code and are checked by the TypeScript code, which was there first.
"""

from pathlib import Path
from typing import Any

from interlude.merging import merge
from tests.protocol.compact import lines

PATH = Path(__file__).with_name("merges.json")

Payload = dict[str, Any]

ID = "4d1fa5fb-a850-b439-1e28-562dfeb97498"
OTHER_ID = "6dae0115-8592-95fc-dd83-33f5af37d46a"
KEY = "A" * 43
WRITTEN = {"v": 1, "written_at": "2026-11-01T20:00:00.000Z", "edited_at": None, "zone": "Europe/Vienna"}


def repeated(letter: str, times: int) -> Any:
    """Stand for a long text, which `written_out` makes."""
    return {"repeat": letter, "times": times}


def written_out(payload: Payload) -> Payload:
    """Put the long texts in."""
    long = {name: text for name, text in payload.items() if isinstance(text, dict) and "repeat" in text}
    return {**payload, **{name: text["repeat"] * text["times"] for name, text in long.items()}}


def note(text: Any, edited: str | None = None, **more: Any) -> Payload:
    return {**WRITTEN, "kind": "note", "attachments": [], "text": text, "edited_at": edited, **more}


def check_in(words: Any, feelings: list[str], mood: int = 3, **more: Any) -> Payload:
    scales = {"mood": mood, "energy": None, "anxiety": None, "sleep": None, "connection": None}
    said = {"feelings": feelings, "words": words, "attachments": []}
    return {**WRITTEN, "kind": "check_in", **scales, **said, **more}


def contact(**more: Any) -> Payload:
    names = {"pairing_id": ID, "account_id": OTHER_ID, "public_key": KEY, "role": "therapist", "name": "Theo"}
    return {"v": 1, "kind": "contact", **names, "words_compared": False, "ended_at": None, **more}


def retired_key(key: str = KEY) -> Payload:
    return {"v": 1, "kind": "retired_key", "key": key}


def invite(expires_at: str) -> Payload:
    return {"v": 1, "kind": "invite", "invite_id": ID, "secret": "A" * 22, "expires_at": expires_at}


def settings(name: str, edited: str) -> Payload:
    return {"v": 1, "kind": "settings", "edited_at": edited, "name": name, "lock_after_minutes": 10}


def file(of: str) -> Payload:
    return {"id": of, "key": KEY, "hash": KEY, "name": "a", "mime": "audio/ogg", "size": 1}


def feelings(start: int, count: int) -> list[str]:
    return [f"f{number}" for number in range(start, start + count)]


MOON, WAVE = "\U0001f319", "\uff5e"  # in this order by UTF-16, in the other by code point
MORNING, EVENING = "2026-11-02T08:00:00.000Z", "2026-11-02T21:00:00.000Z"
DELETED = {"v": 1, "kind": "deleted"}

PAIRS: list[tuple[str, Payload, Payload]] = [
    ("two texts, the later edit last", note("It was open.", EVENING), note("It was blue.", MORNING)),
    ("one text goes on from the other", note("the door", MORNING), note("the door was blue", EVENING)),
    ("the longer text is the earlier one", note("the door was blue", MORNING), note("the door", EVENING)),
    ("the same text twice", note("the door", MORNING), note("the door", EVENING)),
    ("an empty text", note("", EVENING), note("the door", MORNING)),
    ("no edit: by when they were written", note("b", written_at=EVENING), note("a", written_at=MORNING)),
    ("the same moment: by content", note("green"), note("blue")),
    ("the same moment, beyond the first plane", note(f"{MOON} moon"), note(f"{WAVE} wave")),
    ("whole seconds and thousandths", note("a", "2026-11-02T08:00:00Z"), note("b", "2026-11-02T08:00:00.5Z")),
    ("merged before, and again", note("a", MORNING, merged=True), note("b", EVENING)),
    ("merged before, and later", note("a", EVENING, merged=True), note("a, b", MORNING)),
    ("fields of a later version in both", note("a", MORNING, weather="rain", tint=0.1),
     note("b", EVENING, weather="snow", smell={"z": 1, "a": [1.5, None, True]})),
    ("names beyond the first plane, and numbers", note("a", **{MOON: 1e-5, WAVE: -2.5e-7, "n": -0.000125}),
     note("b", **{MOON: 0.3, WAVE: 12345.678, "n": 5e-324})),
    ("control letters and quotes", note('a "\\\b\f\n\r\t\u0001\u007f'), note("a '\u2028")),
    ("attachments of both", note("a", MORNING, attachments=[file("a"), file("b")]),
     note("b", EVENING, attachments=[file("b"), file("c")])),
    ("too many attachments", note("a", attachments=[file(f"a{n}") for n in range(12)]),
     note("b", attachments=[file(f"b{n}") for n in range(12)])),
    ("too long together", note(repeated("a", 150_000)), note(repeated("b", 150_000))),
    ("two check-ins", check_in("tired", ["sad", "far"], 2), check_in("calm", ["far", "soft"], 4)),
    ("check-ins that differ in a number", check_in("", ["sad"]), check_in("", ["sad"], 4, edited_at=EVENING)),
    ("check-ins: a feeling more, and no word", check_in("x", ["sad"]), check_in("x", [], edited_at=EVENING)),
    ("too many feelings", check_in("", feelings(0, 20)), check_in("", feelings(20, 20))),
    ("words of a check-in too long", check_in(repeated("a", 6000), []), check_in(repeated("b", 6000), [])),
    ("two kinds", note("a"), check_in("a", [])),
    ("words beat a deletion", note("still here"), DELETED),
    ("words beat a deletion, the other way", DELETED, contact()),
    ("a destroyed invite stays destroyed", invite(EVENING), DELETED),
    ("deleted twice", DELETED, {**DELETED, "later": 1}),
    ("compared here, ended there", contact(words_compared=True), contact(ended_at=EVENING)),
    ("ended on both", contact(ended_at=MORNING), contact(ended_at=EVENING)),
    ("the contact was renamed", contact(name="Theo"), contact(name="Dr. Theo")),
    ("two people are never one", contact(), contact(public_key="B" + KEY[1:])),
    ("of settings the last word stands", settings("Ana", EVENING), settings("A.", MORNING)),
    ("of invites the last word stands", invite(MORNING), invite(EVENING)),
    ("two retired keys stay two", retired_key(), retired_key("B" + KEY[1:])),
    ("one retired key sealed twice is one", retired_key(), retired_key()),
    ("a deletion beats a retired key", retired_key(), {"v": 1, "kind": "deleted"}),
    ("a deletion beats a retired key, the other way round", {"v": 1, "kind": "deleted"}, retired_key()),
]  # fmt: skip


def document() -> list[Payload]:
    return [
        {"name": name, "one": one, "other": other, "together": merge(written_out(one), written_out(other))}
        for name, one, other in PAIRS
    ]


if __name__ == "__main__":
    PATH.write_text(lines(document()) + "\n", encoding="utf-8")
