"""Two devices changed the same entry: both texts are kept, a person's words are never dropped.

Works on payloads as they are, and makes exactly what the web app makes (`webapp/src/sync/merging.ts`):
`tests/protocol/merges.json` holds examples both must merge alike. The order of the two does not matter, so
two devices that merge the same pair write the same words.
"""

import json
from typing import Any

Payload = dict[str, Any]

BETWEEN = "\n\n· · ·\n\n"
LONGEST_NOTE = 200_000
LONGEST_WORDS = 10_000
MOST_FEELINGS = 24
MOST_ATTACHMENTS = 20
NEVER_BROUGHT_BACK = {"invite", "retired_key"}  # after a deletion
OWN_LAST_WORD = {"settings", "appointment", "invite"}  # no words of a journal: what was said last stands


def merge(one: Payload, other: Payload) -> Payload | None:
    """Make one payload out of two that grew apart; None where they have to stay two.

    A text that contains the other stands for both, otherwise they stand one under the other.
    Words beat a deletion; a destroyed invite stays destroyed.
    """
    if one["kind"] == "deleted":
        return _over_deleted(other, one)
    if other["kind"] == "deleted":
        return _over_deleted(one, other)
    first, last = sorted((one, other), key=_rank)
    if first["kind"] != last["kind"]:
        return None
    if (joined := _JOINED.get(first["kind"])) is not None:
        return joined(first, last)
    return last if last["kind"] in OWN_LAST_WORD else None


def _over_deleted(words: Payload, deleted: Payload) -> Payload:
    return deleted if words["kind"] in NEVER_BROUGHT_BACK else words


def _notes(first: Payload, last: Payload) -> Payload | None:
    text, both = _both_texts(first["text"], last["text"]), _written(first, last)
    if len(text) > LONGEST_NOTE or len(both["attachments"]) > MOST_ATTACHMENTS:
        return None
    return {**both, "text": text, **_unless(text == last["text"])}


def _check_ins(first: Payload, last: Payload) -> Payload | None:
    words, both = _both_texts(first["words"], last["words"]), _written(first, last)
    feelings = list(dict.fromkeys([*last["feelings"], *first["feelings"]]))
    too_much = len(feelings) > MOST_FEELINGS or len(both["attachments"]) > MOST_ATTACHMENTS
    if too_much or len(words) > LONGEST_WORDS:
        return None
    same = words == last["words"] and len(feelings) == len(last["feelings"])
    return {**both, "words": words, "feelings": feelings, **_unless(same)}


def _written(first: Payload, last: Payload) -> Payload:
    """Join what is not words: the later answers stand; no attachment and no unknown field is dropped."""
    before = {name: value for name, value in first.items() if name != "merged"}
    files = {file["id"]: file for file in (*first["attachments"], *last["attachments"])}
    earlier = min(first["written_at"], last["written_at"])
    return {**before, **last, "attachments": list(files.values()), "written_at": earlier}


def _contacts(first: Payload, last: Payload) -> Payload | None:
    """Compared stays compared, ended stays ended; two contacts of different people never become one."""
    if any(first[name] != last[name] for name in ("pairing_id", "account_id", "public_key")):
        return None
    compared = first["words_compared"] or last["words_compared"]
    ended = last["ended_at"] if first["ended_at"] is None else first["ended_at"]
    return {**last, "words_compared": compared, "ended_at": ended}


def _retired_keys(first: Payload, last: Payload) -> Payload | None:
    """One key sealed again on two devices is one; of two keys neither may go."""
    return last if first["key"] == last["key"] else None


_JOINED = {"note": _notes, "check_in": _check_ins, "contact": _contacts, "retired_key": _retired_keys}


def _both_texts(first: str, last: str) -> str:
    if first in last:
        return last
    return first if last in first else f"{first}{BETWEEN}{last}"


def _unless(same: bool) -> Payload:
    return {} if same else {"merged": True}


def _rank(payload: Payload) -> bytes:
    """Order by the last edit, then by content: any order would do, if all devices find the same."""
    edited = payload.get("edited_at") or payload.get("written_at")
    moment = edited if isinstance(edited, str) else ""
    return _sortable(f"{moment}\n{canonical(payload)}")


def canonical(value: Any) -> str:
    """Write the same content in the same letters, those of JavaScript, whatever order its fields came in."""
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
