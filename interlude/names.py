# SPDX-License-Identifier: Apache-2.0
"""How names chosen by other people are shown (webapp/src/domain/text.ts does the same)."""

import unicodedata

_BREAKS = frozenset("\t\n\v\f\r\u2028\u2029")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})  # control, bidirectional, zero-width, no characters at all
_LIKE_NOTHING = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2800\u3164\uffa0")


def shown_name(name: str) -> str:
    """Return the name on one line without hidden characters or ones that change the text direction.

    If nothing is left, return a question mark.
    """
    return " ".join("".join(_seen(letter) for letter in name).split()) or "?"


def _seen(letter: str) -> str:
    kind = unicodedata.category(letter)
    if letter in _BREAKS or kind == "Zs":
        return " "
    return "" if kind in _UNSEEN or letter in _LIKE_NOTHING else letter
