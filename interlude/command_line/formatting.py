# SPDX-License-Identifier: Apache-2.0
"""A journal as lines: for eyes, or for another program."""

import json
import textwrap
from collections.abc import Sequence

from interlude import messages, payloads
from interlude.brief import plain, when
from interlude.domain import Appointment, CheckIn, Newer, Note, Unreadable
from interlude.journal.journal import Entry
from interlude.payloads.check_in import MOOD


def as_text(entries: Sequence[Entry]) -> str:
    """Write two or three lines for each entry: its id, when it was written, how it begins."""
    if not entries:
        return messages.EMPTY
    return "\n\n".join(f"{entry.entry_id}\n{_about(entry)}" for entry in entries)


def as_json(entries: Sequence[Entry]) -> str:
    """Write one JSON object a line: the payload, and the entry's id and revision."""
    return "\n".join(json.dumps(_object(entry), ensure_ascii=False) for entry in entries)


def _object(entry: Entry) -> dict[str, object]:
    content = entry.content
    head: dict[str, object] = {"entry_id": entry.entry_id, "revision": entry.revision}
    if isinstance(content, Newer | Unreadable):
        return {**head, "unreadable": content.raw.decode("utf-8", "replace")}
    return {**head, "payload": json.loads(payloads.write_entry(content))}


def _about(entry: Entry) -> str:
    content = entry.content
    if isinstance(content, Note):
        return f"{when(content.written_at, content.zone)}\n{_beginning(content.text)}"
    if isinstance(content, CheckIn):
        said = ", ".join([MOOD.word(content.mood), *content.feelings])
        head = f"{when(content.written_at, content.zone)}, mood {plain(said)}"
        return f"{head}\n{_beginning(content.words)}".rstrip()
    if isinstance(content, Appointment):
        return f"{content.purpose}, {when(content.starts_at, content.zone)}"
    return messages.NEWER if isinstance(content, Newer) else messages.UNREADABLE


def _beginning(text: str) -> str:
    return textwrap.shorten(plain(text), 76, placeholder=" …")
