# SPDX-License-Identifier: Apache-2.0
"""Merges two versions of an entry: both texts are kept, a person's words are never dropped.

Works on payloads as JSON values, and gives exactly the result of the web app
(`webapp/src/sync/entries/merging.ts`): `tests/protocol/merges.json` holds examples for both.
The order of the two does not matter, so two devices that merge the same pair write the same words.
"""

import json
from collections.abc import Callable
from typing import Any

from interlude.payloads import ENTRIES
from interlude.payloads.declaration import Declared, Kind, Rule
from interlude.payloads.fields import Several, Text

Payload = dict[str, Any]

BETWEEN = "\n\n· · ·\n\n"
MERGED = "merged"  # set if a text combines words of both; an edit removes it


def merge(one: Payload, other: Payload) -> Payload | None:
    """Merge two diverged payloads; None if they must stay two entries.

    Each kind says by which rule each of its fields is merged (`interlude/payloads/`). Words beat a deletion;
    a destroyed invite stays destroyed.
    """
    if one["kind"] == "deleted":
        return _over_deleted(other, one)
    if other["kind"] == "deleted":
        return _over_deleted(one, other)
    first, last = sorted((one, other), key=_rank)
    if first["kind"] != last["kind"] or first["kind"] not in ENTRIES:
        return None
    try:
        return _joined(ENTRIES[first["kind"]], first, last)
    except _Apart:
        return None


class _Apart(Exception):
    """The two payloads cannot be merged."""


def _over_deleted(changed: Payload, deleted: Payload) -> Payload:
    return changed if ENTRIES[changed["kind"]].beats_deletion else deleted


def _joined(kind: Kind, first: Payload, last: Payload) -> Payload:
    before = {name: value for name, value in first.items() if name != MERGED}
    together = {**before, **last} if kind.unknown_fields == "both" else dict(last)
    for field in kind.fields:
        if field.rule == "later":
            continue
        name = field.wire_name
        value = _value(field, first.get(name), last.get(name))
        if name in together or value is not None:
            together[name] = value
        if field.rule in _HOLDS_WORDS and value is not None and len(value) != len(last.get(name) or ""):
            together[MERGED] = True
    return together


_HOLDS_WORDS = {"join_text", "union"}


def _value(field: Declared, before: Any, after: Any) -> Any:
    """Merge two values by the rule of their field; `_Apart` if they cannot be merged or do not fit."""
    if field.rule == "same" and before != after:
        raise _Apart
    if before is None or after is None:  # not answered, or written before the field existed
        return after if before is None else before
    value = _RULES[field.rule](before, after)
    if (isinstance(field.type, Text) and len(value) > field.type.longest) or (
        isinstance(field.type, Several) and len(value) > field.type.most
    ):
        raise _Apart
    return value


def _join_text(before: str, after: str) -> str:
    if before in after:
        return after
    return before if after in before else f"{before}{BETWEEN}{after}"


def _by_id(before: list[Payload], after: list[Payload]) -> list[Payload]:
    return list({item["id"]: item for item in (*before, *after)}.values())


_RULES: dict[Rule, Callable[[Any, Any], Any]] = {
    "later": lambda _before, after: after,
    "earlier_time": min,
    "join_text": _join_text,
    "union": lambda before, after: list(dict.fromkeys([*after, *before])),
    "union_by_id": _by_id,
    "true_wins": lambda before, after: before or after,
    "first_set": lambda before, _after: before,
    "same": lambda _before, after: after,
}


def _rank(payload: Payload) -> bytes:
    """Order by the last edit, then by content: any order works if it is the same on all devices."""
    edited = payload.get("edited_at") or payload.get("written_at")
    moment = edited if isinstance(edited, str) else ""
    return _sortable(f"{moment}\n{canonical(payload)}")


def canonical(value: Any) -> str:
    """Serialize canonically, as in JavaScript, independent of the order of fields."""
    if isinstance(value, dict):
        names = sorted(value, key=_sortable)
        return "{" + ",".join(f"{_written_out(name)}:{canonical(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return _number(value) if isinstance(value, float) else _written_out(value)


def _written_out(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _sortable(text: str) -> bytes:
    """Compare as JavaScript does, by UTF-16 code units."""
    return text.encode("utf-16-be", "surrogatepass")


def _number(value: float) -> str:
    """Write a fraction as JavaScript does: without an exponent down to a millionth."""
    digits, _e, exponent = repr(value).partition("e")
    if not exponent:
        return digits
    if int(exponent) >= -6:
        return f"{value:.{len(digits.replace('.', '').lstrip('-')) - 1 - int(exponent)}f}"
    return f"{digits}e{int(exponent)}"
