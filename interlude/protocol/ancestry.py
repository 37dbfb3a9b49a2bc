# SPDX-License-Identifier: Apache-2.0
"""PROTOCOL §7: what a revision of an entry descends from, as it is sealed inside it.

The web app reads and writes the same (`webapp/src/domain/ancestry.ts`); `tests/protocol/ancestry.json` holds
examples for both.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from interlude.protocol.encoding import to_base64url

NAME = "ancestors"  # beside `v` and `kind`; no kind has a field of that name
# Always so many: a list that grew would say in the envelope's length how long the text beside it is.
MOST = 32
LETTERS = 12

_FORM = re.compile(f"[A-Za-z0-9_-]{{{MOST * LETTERS}}}")
_AT_THE_END = re.compile(rb',"ancestors":"[A-Za-z0-9_-]{384}"\}\Z')
_HOLDS_SOMETHING = re.compile(rb"[^{\s]\s*\}\Z")
_NONE = "A" * LETTERS
_OTHERS = "_" * LETTERS  # there are others, without room or written before marks were carried


@dataclass(frozen=True, slots=True)
class Ancestry:
    """Marks of the revisions one was made of, newest first; `is_complete`: those are all there ever were."""

    marks: tuple[str, ...] = ()
    is_complete: bool = True


def mark(envelope: bytes) -> str:
    """Name a revision among the ancestors of another: nine bytes of its envelope's random salt."""
    return to_base64url(envelope[1:10])


def read(value: Any) -> Ancestry | None:
    """Read what is sealed; None where nothing is said, or not in this form: then it is unknown."""
    if not isinstance(value, str) or not _FORM.fullmatch(value):
        return None
    every = [value[at : at + LETTERS] for at in range(0, MOST * LETTERS, LETTERS)]
    return Ancestry(tuple(one for one in every if one not in (_NONE, _OTHERS)), _OTHERS not in every)


def write(parents: Iterable[Ancestry]) -> str:
    """Write what is sealed into a revision made of these; of none, if it is the first.

    Of each the own mark stands first. The newest of each stands before the next of each, so that none is
    crowded out by another.
    """
    parents = tuple(parents)
    rows = zip_longest(*(parent.marks for parent in parents))
    marks = list(dict.fromkeys(one for row in rows for one in row if one is not None))
    is_complete = len(marks) <= MOST and all(parent.is_complete for parent in parents)
    named = marks if is_complete else [*marks[: MOST - 1], _OTHERS]
    return "".join([*named, *[_NONE] * (MOST - len(named))])


def added_to(raw: bytes, payload: dict[str, Any] | None, ancestors: str) -> bytes:
    """Return the bytes of a payload with other ancestors at their end, all else byte for byte.

    `payload`: what they read as. What is no JSON object (None), and one that an older version has written and
    that names them elsewhere, stays as it is: what it names is still true.
    """
    before = _AT_THE_END.sub(b"}", raw)
    is_elsewhere = before == raw and payload is not None and NAME in payload
    if payload is None or is_elsewhere or not _HOLDS_SOMETHING.search(before):
        return raw
    return before[:-1] + f',"{NAME}":"{ancestors}"}}'.encode()
