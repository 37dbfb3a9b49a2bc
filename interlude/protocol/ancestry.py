# SPDX-License-Identifier: Apache-2.0
"""PROTOCOL §7: the ancestors of a revision, which are sealed inside it.

The web app does the same (`webapp/src/domain/ancestry.ts`); `tests/protocol/ancestry.json` holds
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
_OTHERS = "_" * LETTERS  # stands for ancestors that did not fit, or that an older release did not mark


@dataclass(frozen=True, slots=True)
class Ancestry:
    """Marks of a revision's ancestors, newest first; `is_complete`: no ancestor is missing."""

    marks: tuple[str, ...] = ()
    is_complete: bool = True


def mark(envelope: bytes) -> str:
    """Name a revision among the ancestors of another: nine bytes of its envelope's random salt."""
    return to_base64url(envelope[1:10])


def read(value: Any) -> Ancestry | None:
    """Read the sealed value; None if it is missing or malformed: then the ancestors are unknown."""
    if not isinstance(value, str) or not _FORM.fullmatch(value):
        return None
    every = [value[at : at + LETTERS] for at in range(0, MOST * LETTERS, LETTERS)]
    return Ancestry(tuple(one for one in every if one not in (_NONE, _OTHERS)), _OTHERS not in every)


def write(parents: Iterable[Ancestry]) -> str:
    """Write the value to seal into a revision with these parents (none for the first revision).

    Each parent's own mark comes first. The parents' marks are interleaved, newest first, so that no
    parent's marks are crowded out by another's.
    """
    parents = tuple(parents)
    rows = zip_longest(*(parent.marks for parent in parents))
    marks = list(dict.fromkeys(one for row in rows for one in row if one is not None))
    is_complete = len(marks) <= MOST and all(parent.is_complete for parent in parents)
    named = marks if is_complete else [*marks[: MOST - 1], _OTHERS]
    return "".join([*named, *[_NONE] * (MOST - len(named))])


def added_to(raw: bytes, payload: dict[str, Any] | None, ancestors: str) -> bytes:
    """Return a payload's bytes with these ancestors at the end, all else unchanged byte for byte.

    `payload`: the parsed bytes. If they are not a JSON object (None), or an older version wrote the
    ancestors in another place, they are returned unchanged: those ancestors are still true.
    """
    before = _AT_THE_END.sub(b"}", raw)
    is_elsewhere = before == raw and payload is not None and NAME in payload
    if payload is None or is_elsewhere or not _HOLDS_SOMETHING.search(before):
        return raw
    return before[:-1] + f',"{NAME}":"{ancestors}"}}'.encode()
