# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write corpus/<version>.json, once for each release and never again: `python -m tests.protocol.make_corpus`.

It holds what this release seals: every kind as an entry, what is shared as a share, a hello, with values at
their edges. Every later version opens it in the tests of both languages, so nobody's journal stops reading.
A corpus that is written is never rewritten: it stands for phones that hold such entries.
"""

import hashlib
from configparser import ConfigParser
from pathlib import Path

from interlude import strict_json
from interlude.protocol import entries, pairing, shares
from interlude.protocol.encoding import from_uuid_text, to_base64url
from interlude.protocol.keys import Party, account_keys, pair_key
from interlude.protocol.randomness import seeded
from tests.protocol.compact import lines

FOLDER = Path(__file__).with_name("corpus")
SETUP = Path(__file__).parents[2] / "setup.cfg"

ID = "4d1fa5fb-a850-b439-1e28-562dfeb97498"
OTHER_ID = "6dae0115-8592-95fc-dd83-33f5af37d46a"
THEO_ID = "8c5e3c39-44d1-4f0c-9d0e-0d3a5f0c7b11"
KEY, MOST = "A" * 43, 2**53 - 1
TIME, LATER, FINE = "2026-10-03T23:40:00Z", "2026-10-04T07:05:12.250Z", "0001-01-01T00:00:00.000001Z"
MOON = "\U0001f319"  # one character, two UTF-16 code units, four bytes

FILE = {"id": ID, "key": KEY, "hash": "_" * 42 + "8", "name": "song.m4a", "mime": "audio/mp4", "size": 0}
LARGE_FILE = {**FILE, "id": OTHER_ID, "name": MOON * 255, "mime": "m" * 127, "size": 104_857_600}
WRITTEN = {"written_at": TIME, "edited_at": None, "zone": "Europe/Vienna", "attachments": []}
EDITED = {"written_at": TIME, "edited_at": LATER, "zone": "z" * 64, "attachments": [FILE, LARGE_FILE]}
UNSAID = {"energy": None, "anxiety": None, "sleep": None, "connection": None, "feelings": [], "words": ""}
SAID = {"energy": 1, "anxiety": 5, "sleep": 2, "connection": 4, "feelings": ["calm", f"far {MOON}"]}
MEETING = {"pairing_id": ID, "purpose": "integration", "starts_at": LATER, "minutes": 50, "cancelled": False}
THERAPIST = {"pairing_id": ID, "account_id": THEO_ID, "public_key": KEY, "role": "therapist", "name": "Theo"}
UNKNOWN = {"weather": {"sky": ["grey", None, 0.5, {"deep": [True]}]}, "mood_2": 6, "\u00e9\U0001f319": ""}
AROUND = {"source": {"entry_id": ID, "revision": 1}, "for": None, "expires_at": None, "excerpt": False}
ALL_AROUND = {
    "source": {"entry_id": OTHER_ID, "revision": MOST, "later": 1},
    "for": ID,
    "expires_at": LATER,
    "excerpt": True,
}


def repeated(unit, times):
    """Stand for a long text, which `written_out` makes."""
    return {"repeat": unit, "times": times}


def written_out(payload):
    """Put the long texts in."""
    long = {name: value for name, value in payload.items() if isinstance(value, dict) and "repeat" in value}
    return {**payload, **{name: value["repeat"] * value["times"] for name, value in long.items()}}


def of(kind, *parts, **fields):
    made = {"v": 1, "kind": kind}
    for part in (*parts, fields):
        made.update(part)
    return made


ENTRIES = [
    ("a note", of("note", WRITTEN, text=f"The door was blue.\n\n{MOON} e\u0301 \u0000 \u2028 <b>&amp;")),
    ("an empty note", of("note", WRITTEN, text="")),
    ("the longest note", of("note", WRITTEN, text=repeated("a", 200_000))),
    ("a note of emoji with files, edited", of("note", EDITED, text=repeated(MOON, 2_000))),
    ("a note two devices wrote at once", of("note", EDITED, text="a\n\n\u00b7 \u00b7 \u00b7\n\nb",
                                            merged=True)),
    ("a note with fields of a later version", of("note", WRITTEN, UNKNOWN, text="x")),
    ("a note of the first year", of("note", {**WRITTEN, "written_at": FINE}, text="x")),
    ("a check-in with nothing but a mood", of("check_in", WRITTEN, {"mood": 1}, UNSAID)),
    ("a whole check-in", of("check_in", EDITED, {"mood": 5}, SAID, words="tired, and glad")),
    (
        "the longest check-in",
        of(
            "check_in",
            WRITTEN,
            {"mood": 3},
            UNSAID,
            feelings=[chr(97 + n) + MOON * 39 for n in range(24)],
            words=repeated(MOON, 10_000),
        ),
    ),
    ("a check-in with fields of a later version", of("check_in", WRITTEN, {"mood": 2}, UNSAID, UNKNOWN)),
    ("an appointment", of("appointment", WRITTEN, MEETING)),
    (
        "a cancelled appointment without a length",
        of("appointment", EDITED, MEETING, purpose="booster", minutes=None, cancelled=True),
    ),
    *((f"an appointment: {purpose}", of("appointment", WRITTEN, MEETING, purpose=purpose, minutes=minutes))
      for purpose, minutes in (("preparation", 5), ("medicine", 1440))),
    ("an appointment with fields of a later version", of("appointment", WRITTEN, MEETING, UNKNOWN)),
    ("a contact", of("contact", THERAPIST, words_compared=False, ended_at=None)),
    (
        "a contact compared and ended",
        of("contact", THERAPIST, UNKNOWN, role="patient", name=MOON * 120, words_compared=True,
           ended_at=LATER),
    ),
    ("an invite", of("invite", invite_id=ID, secret="A" * 21 + "w", expires_at=LATER)),
    ("an invite with fields of a later version", of("invite", UNKNOWN, invite_id=ID, secret="A" * 22,
                                                    expires_at=TIME)),
    ("settings", of("settings", edited_at=TIME, name="", lock_after_minutes=1)),
    ("settings with fields of a later version", of("settings", UNKNOWN, edited_at=TIME, name=MOON * 120,
                                                   lock_after_minutes=240)),
    ("a retired key", of("retired_key", key="_" * 42 + "8")),
    ("a retired key with fields of a later version", of("retired_key", UNKNOWN, key=KEY)),
    ("a deletion", of("deleted")),
    ("a deletion with fields of a later version", of("deleted", UNKNOWN)),
    ("a kind of a later version", of("body_check", UNKNOWN, WRITTEN, nausea=2)),
    ("a later version of a known kind", {**of("note", WRITTEN, text="x"), "v": 2}),
]  # fmt: skip
SHARES = [
    ("a shared note", of("note", WRITTEN, AROUND, text="The door was blue.")),
    ("a passage for an appointment, with an end", of("note", EDITED, ALL_AROUND, text=MOON)),
    ("a shared check-in with nothing but a mood", of("check_in", WRITTEN, {"mood": 1}, UNSAID, AROUND)),
    ("a whole shared check-in", of("check_in", EDITED, {"mood": 5}, SAID, ALL_AROUND, words="tired")),
    ("a shared appointment", of("appointment", WRITTEN, MEETING, AROUND)),
    ("a shared check-in with fields of a later version", of("check_in", WRITTEN, {"mood": 4}, UNSAID, AROUND,
                                                            UNKNOWN)),
    ("a shared kind of a later version", of("body_check", UNKNOWN, WRITTEN, AROUND)),
]  # fmt: skip
HELLOS = [
    ("a hello", of("hello", name="Ana")),
    ("the longest hello, with fields of a later version", of("hello", UNKNOWN, name=MOON * 120)),
]


def reading(payload):
    """Say how this release reads it: a later version or kind is kept as it is."""
    return "newer" if payload["v"] > 1 or payload["kind"] == "body_check" else "known"


def item(name, payload, seal):
    raw = strict_json.write(written_out(payload))
    sealed = {"envelope": to_base64url(seal(raw)), "sha256": hashlib.sha256(raw).hexdigest()}
    return {"name": name, "reading": reading(payload), "payload": payload, **sealed}


def document(release):
    rand = seeded(f"corpus {release}")
    ana = account_keys(from_uuid_text(OTHER_ID), rand(32))
    theo = account_keys(from_uuid_text(THEO_ID), rand(32))
    parties = [Party(one.account_id, one.public) for one in (theo, ana)]
    between = pair_key(ana.private, *parties)
    pair, invite = pairing.Pair(from_uuid_text(ID), *parties), from_uuid_text(THEO_ID)
    address = shares.ShareAddress(pair.pairing_id, ana.account_id, theo.account_id, from_uuid_text(ID), 3)
    entry = (from_uuid_text(ID), 7)
    return {
        "release": release,
        "patient": {"account_id": OTHER_ID, "account_key": to_base64url(ana.account_key)},
        "therapist": {"account_id": THEO_ID, "account_key": to_base64url(theo.account_key)},
        "pairing_id": ID,
        "entry": {"entry_id": ID, "revision": 7},
        "share": {"share_id": ID, "revision": 3},
        "invite_id": THEO_ID,
        "entries": [item(*one, lambda raw: entries.seal_entry(ana, *entry, raw, rand)) for one in ENTRIES],
        "shares": [item(*one, lambda raw: shares.seal_share(between, address, raw, rand)) for one in SHARES],
        "hellos": [
            item(*one, lambda raw: pairing.seal_hello(between, pair, invite, raw, rand)) for one in HELLOS
        ],
    }


def version():
    config = ConfigParser()
    config.read(SETUP, encoding="utf-8")
    return config["metadata"]["version"]


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / f"{version()}.json").open("x", encoding="utf-8") as made:
        made.write(lines(document(version()), ascii_only=True) + "\n")
