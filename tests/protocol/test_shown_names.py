# SPDX-License-Identifier: AGPL-3.0-or-later
"""A name somebody else chose shows nothing that hides or turns words around: the same in both languages."""

import json
import sys
import unicodedata
from pathlib import Path

from interlude.names import shown_name

NAMES = json.loads((Path(__file__).parent / "shown_names.json").read_text(encoding="utf-8"))


def test_the_table_both_languages_read():
    assert [shown_name(name) for name, _shown in NAMES] == [shown for _name, shown in NAMES]
    assert [shown_name(shown) for _name, shown in NAMES] == [shown for _name, shown in NAMES]


def test_no_character_of_control_direction_or_format_is_left():
    steering = [
        chr(at) for at in range(sys.maxunicode) if unicodedata.category(chr(at)) in {"Cc", "Cf", "Zl", "Zp"}
    ]
    assert {shown_name(f"A{letter}na") for letter in steering} <= {"Ana", "A na"}
