# SPDX-License-Identifier: Apache-2.0
"""Generates files from the declared kinds: `python -m interlude.schema` (CI compares, never writes).

Two files: the JSON Schema of all payloads, from which the web app generates types, validators and tables,
and the table inside the archive reader, a single file that imports nothing of ours.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from pprint import pformat
from typing import Any

from interlude import payloads
from interlude.payloads.declaration import PLACE_IN_TIME, WORDS, Declared, Kind, declared
from interlude.payloads.fields import Scale
from interlude.payloads.share import Shared, Source
from interlude.payloads.written import Attachment

PATH = Path(__file__).with_name("payloads.schema.json")
READER = Path(__file__).parent / "archive" / "open.py"
BEGINS = "# Made by `python -m interlude.schema`; not to be edited.\n# fmt: off\n"
ENDS = "# fmt: on\n"


def document() -> dict[str, Any]:
    """Make the whole document, whose roots are `$defs/entry`, `$defs/share` and `$defs/hello`.

    Properties beyond JSON Schema have names that begin with `x-`: `x-kind` beside a kind, `x-scale`,
    `x-merge`, `x-line`, `x-person` and `x-since` beside a field.
    """
    entries = {name: _payload(kind) for name, kind in payloads.ENTRIES.items()}
    shares = {f"shared_{name}": _shared(kind) for name, kind in payloads.SHAREABLE.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Interlude payloads, version 1",
        "description": "Generated from interlude/payloads/ by `python -m interlude.schema`.",
        "anyOf": [{"$ref": "#/$defs/entry"}, {"$ref": "#/$defs/share"}, {"$ref": "#/$defs/hello"}],
        "$defs": {
            "entry": _one_of(entries),
            "share": _one_of(shares),
            **entries,
            "hello": _payload(payloads.HELLO),
            **shares,
            "attachment": _object(declared(Attachment)),
            "source": _object(declared(Source)),
        },
    }


def text() -> str:
    """Format the document as in the committed file."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def reader_text() -> str:
    """Return the archive reader's source with the current table of kinds."""
    before, _begins, rest = READER.read_text(encoding="utf-8").partition(BEGINS)
    _old, _ends, after = rest.partition(ENDS)
    table = pformat(reader_table(), width=100, sort_dicts=False)
    return f"{before}{BEGINS}KINDS: dict[str, Row] = {table}\n{ENDS}{after}"


def reader_table() -> dict[str, Any]:
    """Return for each kind what the archive reader needs to write it as plain text."""
    return {name: _read_as(kind) for name, kind in payloads.ENTRIES.items()}


def _read_as(kind: Kind) -> dict[str, Any]:
    if kind.export != "written":
        return {"export": kind.export}
    # The archive reader shows no names of people with an appointment.
    lines = {one.wire_name: one.line.form for one in kind.fields if one.line and not one.line.of_person}
    scales = {one: one.type.highest for one in kind.fields if isinstance(one.type, Scale)}
    return {
        "export": kind.export,
        "place_in_time": kind.marked(PLACE_IN_TIME) or "written_at",
        "words": kind.marked(WORDS),
        "lines": [[(name, lines[name]) for name in line if name in lines] for line in kind.lines],
        "said": {one.wire_name: said for one in kind.fields if (said := _said(one))},
        "scales": {one.wire_name: (highest, one.nullable) for one, highest in scales.items()},
        "added": [one.wire_name for one in kind.fields if one.added],
    }


def _said(field: Declared) -> dict[Any, str]:
    return dict(enumerate(field.type.words, 1)) if isinstance(field.type, Scale) else {}


def _one_of(definitions: Iterable[str]) -> dict[str, Any]:
    return {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in definitions]}


def _payload(kind: Kind) -> dict[str, Any]:
    about = {
        "writing": kind.writing,
        "unknownFields": kind.unknown_fields,
        "beatsDeletion": kind.beats_deletion,
        "export": kind.export,
        "placeInTime": kind.marked(PLACE_IN_TIME),
        "words": kind.marked(WORDS),
        "lines": kind.lines,
        "shared": list(kind.shared_fields),
    }
    return {"x-kind": about, **_object(kind.fields, _head(kind))}


def _shared(kind: Kind) -> dict[str, Any]:
    carried = [one for one in kind.fields if one.wire_name in kind.shared_fields]
    return _object([*carried, *declared(Shared)], _head(kind))


def _head(kind: Kind) -> dict[str, Any]:
    return {"v": {"const": payloads.VERSION}, "kind": {"const": kind.name}}


def _object(fields: Iterable[Declared], head: dict[str, Any] | None = None) -> dict[str, Any]:
    fields = list(fields)
    properties = {**(head or {}), **{one.wire_name: _field(one) for one in fields}}
    later = {one.wire_name for one in fields if one.added}
    return {
        "type": "object",
        "required": [name for name in properties if name not in later],
        "properties": properties,
        "additionalProperties": True,
    }


def _field(field: Declared) -> dict[str, Any]:
    said: dict[str, Any] = field.type.as_json_schema()  # type: ignore[attr-defined]
    typed = {"anyOf": [said, {"type": "null"}]} if field.nullable else said
    since = {"x-since": field.added.since} if field.added else {}
    line = {"x-line": field.line.form} if field.line else {}
    person = {"x-person": True} if field.line and field.line.of_person else {}
    rule = {} if field.rule == "later" else {"x-merge": field.rule}
    return {**typed, **since, **rule, **line, **person}


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
    READER.write_text(reader_text(), encoding="utf-8")
