# SPDX-License-Identifier: Apache-2.0
"""Converts the bytes of a payload to a domain object and back (PROTOCOL §7, §10, §11)."""

from dataclasses import dataclass
from typing import Any, Literal

from marshmallow import ValidationError

from interlude import strict_json
from interlude.payloads.declaration import Kind, declared, schema_of
from interlude.payloads.hello import Hello
from interlude.payloads.registry import ENTRIES, HELLO, KIND_OF, KINDS, SHAREABLE, Content
from interlude.payloads.share import Shared
from interlude.protocol import ancestry

Where = Literal["entry", "share", "hello"]

VERSION = 1

_ALLOWED: dict[Where, dict[str, Kind]] = {"entry": ENTRIES, "share": SHAREABLE, "hello": {HELLO.name: HELLO}}
_AROUND = schema_of(Shared)
_SHARE_NAMES = {one.wire_name for one in declared(Shared)}


class PayloadRefused(ValueError):
    """A thing about to be sealed breaks its own schema."""


@dataclass(frozen=True, slots=True)
class Newer:
    """A payload of a later version: kept as it is, and shown as such."""

    raw: bytes


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An invalid payload: kept, and shown as unreadable."""

    raw: bytes


def read_entry(raw: bytes) -> Content | Newer | Unreadable:
    """Read the payload of an entry; never raises, an invalid payload is kept as it is."""
    return _read(raw, "entry")  # type: ignore[return-value]


def read_share(raw: bytes) -> Shared | Newer | Unreadable:
    """Read the payload of a share; kinds that would change what the reader keeps are refused."""
    return _read(raw, "share")  # type: ignore[return-value]


def read_hello(raw: bytes) -> Hello | Newer | Unreadable:
    """Read the payload of a hello."""
    return _read(raw, "hello")  # type: ignore[return-value]


def write_entry(content: Content | Hello) -> bytes:
    """Write what an entry (or a hello) holds; PayloadRefused if it breaks its own schema."""
    kind = KIND_OF[type(content)]
    return _checked(kind, kind.schema.write(content))


def write_share(shared: Shared) -> bytes:
    """Write what a share holds; PayloadRefused if it breaks its own schema."""
    kind = KIND_OF[type(shared.content)]
    around = _AROUND.dump(shared)
    if problems := _AROUND.validate(around):
        raise PayloadRefused(f"A share cannot be like that: {problems}")
    return _checked(kind, {**_carried(kind, shared.content), **around})


def _carried(kind: Kind, content: Content) -> dict[str, Any]:
    """Write the content without those fields of this version that are not declared as shareable."""
    kept_back = {one.wire_name for one in kind.fields} - set(kind.shared_fields)
    written = kind.schema.write(content)
    return {name: value for name, value in written.items() if name not in kept_back}


def _checked(kind: Kind, values: dict[str, Any]) -> bytes:
    head = {"v": VERSION, "kind": kind.name}
    try:
        kind.schema.load(values)
        return strict_json.write({**head, **values, **head})
    except ValidationError as error:
        raise PayloadRefused(f"A {kind.name} cannot be like that: {error.messages}") from error


def _read(raw: bytes, where: Where) -> object:
    try:
        given = strict_json.read(raw)
        if _is_newer(given):
            return Newer(raw)
        return _known(given, where)
    except (strict_json.NotStrictJSON, ValidationError):
        return Unreadable(raw)


def _is_newer(given: dict[str, Any]) -> bool:
    version, kind = given.get("v"), given.get("kind")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise ValidationError("No version.")
    if not isinstance(kind, str):
        raise ValidationError("No kind.")
    return version > VERSION or kind not in KINDS


def _known(given: dict[str, Any], where: Where) -> object:
    kind = _ALLOWED[where].get(given["kind"])
    if kind is None:
        raise ValidationError("A kind that has no business here.")
    if where == "share":
        return _shared(given, kind)
    # Ancestors are not part of the content: they are written anew for each sealed revision.
    return kind.schema.read({name: value for name, value in given.items() if name != ancestry.NAME})


def _shared(given: dict[str, Any], kind: Kind) -> Shared:
    content = {name: value for name, value in given.items() if name not in _SHARE_NAMES}
    return Shared(content=kind.schema.read(content), **_AROUND.load(given))
