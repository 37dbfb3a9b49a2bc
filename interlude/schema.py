"""Write the JSON Schema of all payloads: `python -m interlude.schema` (CI compares, never writes)."""

import json
from pathlib import Path
from typing import Any

from interlude import payloads

PATH = Path(__file__).with_name("payloads.schema.json")


def document() -> dict[str, Any]:
    """Make the whole document: `$defs/entry`, `$defs/share` and `$defs/hello` are the ways in."""
    entries = {kind: _payload(kind, schema) for kind, schema in payloads.ENTRIES.items()}
    shares = {f"shared_{kind}": _shared(entries[kind]) for kind in payloads.SHAREABLE}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Interlude payloads, version 1",
        "description": "Generated from interlude/payloads.py by `python -m interlude.schema`.",
        "anyOf": [{"$ref": "#/$defs/entry"}, {"$ref": "#/$defs/share"}, {"$ref": "#/$defs/hello"}],
        "$defs": {
            "entry": _one_of(entries),
            "share": _one_of(shares),
            **entries,
            "hello": _payload("hello", payloads.HELLO),
            **shares,
            "attachment": _object(payloads.AttachmentSchema()),
            "source": _object(payloads.SourceSchema()),
        },
    }


def text() -> str:
    """Write the document as the committed file holds it."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def _one_of(definitions: dict[str, Any]) -> dict[str, Any]:
    return {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in definitions]}


def _payload(kind: str, schema: payloads.PayloadSchema) -> dict[str, Any]:
    return _object(schema, {"v": {"const": payloads.VERSION}, "kind": {"const": kind}})


def _shared(entry: dict[str, Any]) -> dict[str, Any]:
    around = _object(payloads.SHARE)["properties"]
    properties = {**entry["properties"], **around}
    return {**entry, "required": list(properties), "properties": properties}


def _object(schema: payloads.PayloadSchema, first: dict[str, Any] | None = None) -> dict[str, Any]:
    properties = dict(first or {})
    for name, field in schema.fields.items():
        properties[field.data_key or name] = _field(field)
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": True,
    }


def _field(field: Any) -> dict[str, Any]:
    said: dict[str, Any] = field.as_json_schema()
    return {"anyOf": [said, {"type": "null"}]} if field.allow_none else said


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
