# SPDX-License-Identifier: AGPL-3.0-or-later
"""Raw texts that are, or are not, one strict JSON object with a note or a check-in in it."""

import json

NOTE_OBJECT = {
    "v": 1,
    "kind": "note",
    "written_at": "2026-10-03T23:40:00Z",
    "edited_at": None,
    "zone": "Europe/Vienna",
    "attachments": [],
    "text": "The door was blue.",
}
NOTE = json.dumps(NOTE_OBJECT, separators=(",", ":"))
MOOD = NOTE.replace('"note"', '"check_in"').replace(
    '"text":"The door was blue."',
    '"mood":3,"energy":null,"anxiety":null,"sleep":null,"connection":null,"feelings":[],"words":""',
)


def with_field(text):
    return NOTE[:-1] + "," + text + "}"


def nested(levels):
    return with_field('"deep":' + "[" * (levels - 1) + "]" * (levels - 1))


WITHOUT_TEXT = {name: value for name, value in NOTE_OBJECT.items() if name != "text"}

RAW_KNOWN = {
    "white space around and inside": " \t\r\n" + NOTE.replace(",", " ,\n"),
    "32 levels": nested(32),
    "__proto__ is a name like any other, and kept": with_field('"__proto__":{"text":"no"}'),
    "constructor and toString are names like any other": with_field(
        '"constructor":1,"toString":2,"hasOwnProperty":3'
    ),
    "a fraction in an unknown field": with_field('"later":0.5,"tiny":-2.5e-3'),
    "a negative integer in an unknown field": with_field('"later":-9007199254740991'),
    "an escaped surrogate pair": with_field('"later":"\\ud83c\\udf19"'),
    "the same name at different levels": with_field('"later":{"text":"x"}'),
    "U+FEFF inside a text": with_field('"later":"\ufeff"'),
    "a name written with an escape": NOTE.replace('"text"', '"te\\u0078t"'),
}
RAW_BAD = {
    "a BOM": "\ufeff" + NOTE,
    "a name given twice": with_field('"text":"again"'),
    "a name given twice, once by an escape": with_field('"te\\u0078t":"again"'),
    "a name given twice in an inner object": with_field('"later":{"a":1,"a":1}'),
    "__proto__ given twice": with_field('"__proto__":1,"__proto__":2'),
    "NaN": with_field('"later":NaN'),
    "Infinity": with_field('"later":-Infinity'),
    "a number too large for a double": with_field('"later":1e999'),
    "33 levels": nested(33),
    "5,000 levels": nested(5000),
    "a lone high surrogate": with_field('"later":"\\ud83c"'),
    "a lone low surrogate": with_field('"later":"\\udf19"'),
    "surrogates in the wrong order": with_field('"later":"\\udf19\\ud83c"'),
    "a lone surrogate in a name": with_field('"\\ud83c":1'),
    "mood 3.0": MOOD.replace('"mood":3', '"mood":3.0'),
    "mood 3e0": MOOD.replace('"mood":3', '"mood":3e0'),
    "mood 03": MOOD.replace('"mood":3', '"mood":03'),
    "mood +3": MOOD.replace('"mood":3', '"mood":+3'),
    "v 1.0": NOTE.replace('"v":1', '"v":1.0'),
    "1.0 in an unknown field": with_field('"later":1.0'),
    "1e2 in an unknown field": with_field('"later":1e2'),
    "an integer beyond 2^53 - 1": with_field('"later":9007199254740992'),
    "an integer beyond -(2^53 - 1)": with_field('"later":-9007199254740992'),
    "an integer of 5,000 digits": with_field('"later":' + "9" * 5000),
    "a trailing comma": NOTE[:-1] + ",}",
    "something after the end": NOTE + "{}",
    "a comment": NOTE + "// done",
    "single quotes": NOTE.replace('"', "'"),
    "a line break inside a text": NOTE.replace("door", "do\nor"),
    "an array at the root": f"[{NOTE}]",
    "a text at the root": '"note"',
    "null": "null",
    "nothing": "",
    "half of it": NOTE[: len(NOTE) // 2],
    "everything only in __proto__": f'{{"__proto__":{NOTE}}}',
    "a field only in __proto__": '{"__proto__":{"text":"no"},' + json.dumps(WITHOUT_TEXT)[1:],
    "a no-break space between names": NOTE.replace(",", ",\u00a0", 1),
}
