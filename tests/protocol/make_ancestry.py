# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write ancestry.json: what is sealed of a revision's ancestors, and what follows from it (PROTOCOL §7).

`python -m tests.protocol.make_ancestry` writes it; tests of both languages only read it. The verdicts are
written down here by hand, the bytes by the Python code.
"""

from pathlib import Path
from typing import Any

from interlude import strict_json
from interlude.protocol import ancestry
from interlude.protocol.ancestry import Ancestry
from tests.protocol.compact import lines

PATH = Path(__file__).with_name("ancestry.json")

Row = dict[str, Any]


def envelope(seed: int) -> bytes:
    """As much of an envelope as a mark is made of, and a bit more."""
    return bytes([1, *(seed * 7 % 256 for _ in range(9)), seed % 256, 0xFF])


def named(*seeds: int, is_complete: bool = True) -> Ancestry:
    return Ancestry(tuple(ancestry.mark(envelope(seed)) for seed in seeds), is_complete)


FIRST_OF_TWO = named(*range(1, 25))
MARKS = [envelope(seed) for seed in (0, 1, 36, 37)]
WRITTEN = {
    "the first revision": [],
    "the second": [named(1)],
    "the third": [named(2, 1)],
    "two merged, of one beginning": [named(4, 3, 1), named(6, 5, 1)],
    "as many as there is room for": [named(*range(32, 0, -1))],
    "one more": [named(*range(33, 0, -1))],
    "two long lines": [FIRST_OF_TWO, named(*range(101, 125))],
    "others were not named": [named(2, 1, is_complete=False)],
    "others of one of two were not named": [named(2, 1), named(3, is_complete=False)],
}
LIST = ancestry.write([named(2, 1)])
ANOTHER = ancestry.write([named(9)])
PAYLOADS = {
    "none before": '{"v":1,"kind":"deleted"}',
    "others before": f'{{"v":1,"kind":"note","text":"ü \\"}}","ancestors":"{ANOTHER}"}}',
    "spaces and a fraction stay": '{ "v":1, "kind":"later", "x":1.50 }',
    "named elsewhere, by an older version": f'{{"ancestors":"{ANOTHER}","v":1,"kind":"deleted"}}',
    "of another form": '{"v":1,"kind":"deleted","ancestors":7}',
    "of one further in": f'{{"v":1,"kind":"later","in":{{"x":1,"ancestors":"{ANOTHER}"}}}}',
    "an empty object": "{}",
    "no object": "[1]",
    "no JSON": '{"v":1,',
}
UNKNOWN = ["", LIST[:-1], LIST + "A", "=" + LIST[1:], " " + LIST[1:], None, 7, [LIST]]


def version(revision: int, seed: int, made_of: Ancestry | None) -> Row:
    return {
        "revision": revision,
        "envelope": envelope(seed).hex(),
        "ancestors": None if made_of is None else ancestry.write([made_of]),
    }


ROOT, OTHERS_TOO = named(), named(1, is_complete=False)
SECOND, THIRD = version(2, 2, named(1)), version(3, 3, named(2, 1))
BESIDE, BEYOND = version(2, 12, named(1)), version(3, 13, named(12, 1))
VERDICTS = [  # ours, what the server is known to have had, theirs
    ("what goes on from ours is taken", SECOND, 2, THIRD, "take"),
    ("also where the answer to ours was lost", SECOND, 1, THIRD, "take"),
    ("also where it goes on by many steps", version(1, 1, ROOT), 1, version(9, 9, named(8, 7, 1)), "take"),
    ("a higher one that was not made of ours is merged", SECOND, 2, BEYOND, "merge"),
    ("also where the server gave a receipt for ours", BESIDE, 2, THIRD, "merge"),
    ("also a deletion made of another", SECOND, 2, version(7, 7, named(12, 1)), "merge"),
    ("the same revision made elsewhere is merged", SECOND, 2, BESIDE, "merge"),
    ("a lower one that ours was made of is past", THIRD, 3, SECOND, "past"),
    ("its first too", THIRD, 3, version(1, 1, ROOT), "past"),
    ("also after the server was set back", THIRD, 0, SECOND, "past"),
    ("a lower one that ours, which names all, was not made of is merged", THIRD, 3, BESIDE, "merge"),
    ("a lower one is past where ours names not all", version(9, 9, OTHERS_TOO), 9, SECOND, "past"),
    ("but merged where the server never had a later one", version(9, 9, OTHERS_TOO), 1, SECOND, "merge"),
    ("and after the server was set back", version(9, 9, OTHERS_TOO), 0, SECOND, "merge"),
    ("a later one that names not all is merged", SECOND, 2, version(9, 9, OTHERS_TOO), "merge"),
    ("of two that name none the higher is taken", version(2, 2, None), 2, version(3, 3, None), "take"),
    ("unless ours waits", version(2, 2, None), 1, version(3, 3, None), "merge"),
    ("and a lower one is past", version(3, 3, None), 3, version(2, 2, None), "past"),
    ("unless the server was set back", version(3, 3, None), 0, version(2, 2, None), "merge"),
    ("of an older version above ours: merged", SECOND, 2, version(3, 3, None), "merge"),
    ("of an older version that kept the names it found: merged", SECOND, 2, version(3, 3, named(1)), "merge"),
    ("above one of an older version that it was made of: taken", version(2, 2, None), 2, THIRD, "take"),
    ("above another one of an older version: merged", version(2, 12, None), 2, THIRD, "merge"),
    ("a mark means nothing of a higher revision", version(3, 2, ROOT), 3, version(2, 2, named(2)), "merge"),
]  # fmt: skip


def appended(text: str) -> str:
    raw = text.encode()
    try:
        payload = strict_json.read(raw)
    except strict_json.NotStrictJSON:
        payload = None
    return ancestry.added_to(raw, payload, LIST).decode()


def document() -> Row:
    return {
        "marks": [{"envelope": one.hex(), "mark": ancestry.mark(one)} for one in MARKS],
        "written": [
            {
                "name": name,
                "parents": [{"marks": one.marks, "is_complete": one.is_complete} for one in parents],
                "ancestors": ancestry.write(parents),
            }
            for name, parents in WRITTEN.items()
        ],
        "unknown": UNKNOWN,
        "appended": [
            {"name": name, "before": text, "ancestors": LIST, "after": appended(text)}
            for name, text in PAYLOADS.items()
        ],
        "verdicts": [
            {"name": name, "ours": ours, "stored": stored, "theirs": theirs, "verdict": verdict}
            for name, ours, stored, theirs, verdict in VERDICTS
        ],
    }


if __name__ == "__main__":
    PATH.write_text(lines(document()) + "\n", encoding="utf-8")
