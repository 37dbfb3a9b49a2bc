# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write payloads.json, by hand and never in CI: `python -m tests.protocol.make_payload_examples`."""

import copy
import json
from pathlib import Path

from tests.protocol.compact import lines
from tests.protocol.raw_examples import RAW_BAD, RAW_KNOWN

PATH = Path(__file__).with_name("payloads.json")

ID = "4d1fa5fb-a850-b439-1e28-562dfeb97498"
KEY = "A" * 43
TIME = "2026-10-03T23:40:00Z"
GONE = object()

ATTACHMENT = {"id": ID, "key": KEY, "hash": KEY, "name": "song.m4a", "mime": "audio/mp4", "size": 0}
WRITTEN = {"written_at": TIME, "edited_at": None, "zone": "Europe/Vienna", "attachments": []}
SCALES = {"energy": None, "anxiety": None, "sleep": None, "connection": None}
GOOD = {
    "note": {**WRITTEN, "text": "The door was blue."},
    "check_in": {**WRITTEN, "mood": 3, **SCALES, "feelings": [], "words": ""},
    "appointment": {
        **WRITTEN,
        "pairing_id": ID,
        "purpose": "integration",
        "starts_at": TIME,
        "minutes": 50,
        "cancelled": False,
    },
    "contact": {
        "pairing_id": ID,
        "account_id": ID,
        "public_key": KEY,
        "role": "therapist",
        "name": "Dr. Lin",
        "words_compared": False,
        "ended_at": None,
    },
    "invite": {"invite_id": ID, "secret": "A" * 22, "expires_at": TIME},
    "settings": {"edited_at": TIME, "name": "", "lock_after_minutes": 10},
    "retired_key": {"key": KEY},
    "deleted": {},
    "hello": {"name": "P"},
}
AROUND = {"source": {"entry_id": ID, "revision": 1}, "for": None, "expires_at": None, "excerpt": False}

cases = []


def payload(kind, /, **changes):
    made = {"v": 1, "kind": kind, **copy.deepcopy(GOOD[kind])}
    made.update(changes)
    return {name: value for name, value in made.items() if value is not GONE}


def shared(kind, /, **changes):
    return payload(kind, **{**copy.deepcopy(AROUND), **changes})


def case(name, where, reading, given):
    same = sum(1 for other in cases if other["name"].partition(" #")[0] == name)
    name = f"{name} #{same + 1}" if same else name
    form = {"json": given} if isinstance(given, str) else {"payload": given}
    cases.append({"name": name, "where": where, **form, "accepted": reading == "known", "reading": reading})


def filled(name, reading, unit, count):
    """Long texts are written down as what they are made of."""
    case(name, "entry", reading, payload("note"))
    cases[-1]["fill"] = {"field": "text", "unit": unit, "count": count}


def entry(kind, field, good=(), bad=()):
    for value in good:
        case(f"{kind}: {field} {_say(value)}", "entry", "known", payload(kind, **{field: value}))
    for value in bad:
        case(
            f"{kind}: {field} {_say(value)} is refused",
            "entry",
            "unreadable",
            payload(kind, **{field: value}),
        )


def _say(value):
    if value is GONE:
        return "left out"
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:24]}… ({len(value)} long)"


def attachments(**changes):
    item = {**ATTACHMENT, **changes}
    return [{name: value for name, value in item.items() if value is not GONE}]


TIMES_GOOD = [
    "2024-02-29T00:00:00Z",
    "2026-12-31T23:59:59.999999Z",
    "2026-01-01T00:00:00.5Z",
    "0001-01-01T00:00:00Z",
]
TIMES_BAD = [
    GONE,
    None,
    0,
    "",
    "2026-02-29T00:00:00Z",
    "2026-04-31T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-00-10T00:00:00Z",
    "2026-01-00T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T23:60:00Z",
    "2026-01-01T23:59:60Z",
    "2026-01-01 00:00:00Z",
    "2026-01-01t00:00:00z",
    "2026-01-01T00:00:00",
    "2026-01-01T00:00:00+00:00",
    "2026-01-01T00:00:00.Z",
    "2026-01-01T00:00:00.1234567Z",
    "2026-1-1T00:00:00Z",
    "2026-01-01T00:00:00Z\n",
    "٢٠٢٦-01-01T00:00:00Z",
    "1900-02-29T00:00:00Z",
]
IDS_BAD = [
    GONE,
    None,
    "",
    ID.upper(),
    "{" + ID + "}",
    ID.replace("-", ""),
    ID + "\n",
    ID[:-1],
    "g" + ID[1:],
    f"urn:uuid:{ID}",
]
KEYS_BAD = [
    GONE,
    None,
    "",
    "A" * 42,
    "A" * 44,
    "A" * 42 + "B",
    "A" * 43 + "=",
    "A" * 42 + "+",
    "A" * 42 + "/",
    " " + "A" * 42,
    "A" * 43 + "\n",
]
BOOLS_BAD = [GONE, None, 0, 1, "false"]

for kind in GOOD:
    where = "hello" if kind == "hello" else "entry"
    case(f"{kind}: a plain one", where, "known", payload(kind))
    case(
        f"{kind}: a field of a later version is kept",
        where,
        "known",
        payload(kind, weather={"sky": ["grey", None, 0.5]}),
    )
    case(f"{kind}: version 2 is from a newer version", where, "newer", payload(kind, v=2))
    for version in (GONE, None, 0, -1, True, "1", 0.5):
        if kind in ("note", "hello"):
            case(f"{kind}: v {_say(version)} is refused", where, "unreadable", payload(kind, v=version))

entry("note", "text", ["", "line\nbreak \u0000 and nul", "e\u0301"], [GONE, None, 1, ["a"]])
for unit in ("a", "\U0001f319"):  # lengths are code points, in both languages
    filled(f"note: text of 200,000 {unit}", "known", unit, 200_000)
    filled(f"note: text of 200,001 {unit} is refused", "unreadable", unit, 200_001)
entry("note", "written_at", TIMES_GOOD, TIMES_BAD)
entry("note", "edited_at", [None, TIME], [GONE, "", "yesterday", False])
entry("note", "zone", ["U", "America/Argentina/ComodRivadavia", "z" * 64], [GONE, None, "", "z" * 65, 1])
entry(
    "note",
    "attachments",
    [
        attachments(),
        attachments() * 20,
        attachments(later=1),
        attachments(size=104857600),
        attachments(name="n" * 255, mime="m" * 127),
    ],
    [
        GONE,
        None,
        {},
        attachments() * 21,
        [None],
        ["x"],
        attachments(id=ID.upper()),
        attachments(id=GONE),
        attachments(key="A" * 42),
        attachments(key=GONE),
        attachments(hash="A" * 44),
        attachments(hash=GONE),
        attachments(name=""),
        attachments(name="n" * 256),
        attachments(name=GONE),
        attachments(mime=""),
        attachments(mime="m" * 128),
        attachments(mime=GONE),
        attachments(size=-1),
        attachments(size=104857601),
        attachments(size=True),
        attachments(size=1.5),
        attachments(size="1"),
        attachments(size=GONE),
    ],
)
entry("check_in", "mood", [1, 5], [GONE, None, 0, 6, True, "3", 3.5, [3]])
for scale in SCALES:
    entry("check_in", scale, [None, 1, 5], [GONE, 0, 6, False, "1", 2.5])
entry(
    "check_in",
    "feelings",
    [["calm"], ["f" * 40] * 24],
    [GONE, None, "calm", [""], ["f" * 41], ["f"] * 25, [1], [None]],
)
entry("check_in", "words", ["", "w" * 10_000], [GONE, None, "w" * 10_001, 5])
entry("appointment", "pairing_id", [], IDS_BAD)
entry(
    "appointment",
    "purpose",
    ["preparation", "medicine", "integration", "booster"],
    [GONE, None, "", "Medicine", "session", 1],
)
entry("appointment", "starts_at", [], [GONE, None, "2026-11-31T10:00:00Z"])
entry("appointment", "minutes", [None, 5, 1440], [GONE, 4, 1441, True, "50", 50.5])
entry("appointment", "cancelled", [True], BOOLS_BAD)
entry("contact", "pairing_id", [], [GONE, ID.upper()])
entry("contact", "account_id", [], [GONE, None, ID.upper()])
entry("contact", "public_key", ["_" * 42 + "8"], KEYS_BAD)
entry("contact", "role", ["patient"], [GONE, None, "", "Therapist", "admin"])
entry("contact", "name", ["n" * 120, " "], [GONE, None, "", "n" * 121])
entry("contact", "words_compared", [True], BOOLS_BAD)
entry("contact", "ended_at", [TIME], [GONE, "", "2026-02-30T00:00:00Z"])
entry("invite", "invite_id", [], [GONE, None, ID.upper()])
entry("invite", "secret", ["A" * 21 + "w"], [GONE, None, "A" * 21 + "B", "A" * 21, KEY])
entry("invite", "expires_at", [], [GONE, None, ""])
entry("settings", "edited_at", [], [GONE, None])
entry("settings", "name", ["n" * 120], [GONE, None, "n" * 121])
entry("settings", "lock_after_minutes", [1, 240], [GONE, None, 0, 241, True, 1.5])
entry("retired_key", "key", ["_" * 42 + "8"], [GONE, None, "A" * 42, "A" * 42 + "B"])
for name in (GONE, None, "", "n" * 121, 1):
    case(f"hello: name {_say(name)} is refused", "hello", "unreadable", payload("hello", name=name))
case("hello: a name of 120", "hello", "known", payload("hello", name="n" * 120))
case("hello: any other known kind is refused", "hello", "unreadable", payload("note"))
case("hello: an unknown kind is from a newer version", "hello", "newer", {"v": 1, "kind": "wave"})

case("entry: a hello has no business here", "entry", "unreadable", payload("hello"))
case(
    "entry: an unknown kind is from a newer version", "entry", "newer", {"v": 1, "kind": "measure", "sum": 3}
)
case("entry: an empty kind is unknown, so newer", "entry", "newer", {"v": 1, "kind": ""})
case("entry: version 2^53 - 1 is newer", "entry", "newer", {"v": 2**53 - 1, "kind": "note"})
for kind in (GONE, None, 1, ["note"]):
    case(f"entry: kind {_say(kind)} is refused", "entry", "unreadable", payload("note", kind=kind))

for kind in ("note", "check_in", "appointment"):
    case(f"share: a {kind}", "share", "known", shared(kind))
    case(f"share: a {kind} without what surrounds it is refused", "share", "unreadable", payload(kind))
for kind in ("contact", "invite", "settings", "retired_key", "deleted", "hello"):
    case(
        f"share: a {kind} is refused, it would change what the reader keeps",
        "share",
        "unreadable",
        shared(kind),
    )
case("share: an unknown kind is from a newer version", "share", "newer", {"v": 1, "kind": "measure"})
case("share: version 2 is newer", "share", "newer", shared("note", v=2))
case("share: a field of a later version is kept", "share", "known", shared("note", colour="clay"))
case(
    "share: for an appointment, until a time, an excerpt",
    "share",
    "known",
    shared("note", **{"for": ID, "expires_at": TIME, "excerpt": True}),
)
SHARE_BAD = {
    "source": [
        GONE,
        None,
        ID,
        {},
        {"entry_id": ID},
        {"revision": 1},
        {"entry_id": ID, "revision": 0},
        {"entry_id": ID, "revision": True},
        {"entry_id": ID, "revision": 1.5},
        {"entry_id": ID.upper(), "revision": 1},
    ],
    "for": [GONE, "", ID.upper(), 1],
    "expires_at": [GONE, "", "2026-06-31T00:00:00Z", 0],
    "excerpt": BOOLS_BAD,
    "text": [GONE, None],
}
for field, values in SHARE_BAD.items():
    for value in values:
        case(
            f"share: {field} {_say(value)} is refused",
            "share",
            "unreadable",
            shared("note", **{field: value}),
        )
case(
    "share: source of revision 2^53 - 1",
    "share",
    "known",
    shared("note", source={"entry_id": ID, "revision": 2**53 - 1}),
)

for name, text in RAW_KNOWN.items():
    case(f"json: {name}", "entry", "known", text)
for name, text in RAW_BAD.items():
    case(f"json: {name} is refused", "entry", "unreadable", text)

if __name__ == "__main__":
    PATH.write_text(lines(cases, ascii_only=True) + "\n", encoding="utf-8")
