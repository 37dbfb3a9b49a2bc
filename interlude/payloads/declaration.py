# SPDX-License-Identifier: Apache-2.0
"""How a kind of payload is declared: a dataclass whose annotations carry everything about each field.

    @dataclass(frozen=True, slots=True)
    class Note(Written):
        text: Annotated[str, Text(0, 200_000), SHARED, merged("join_text"), WORDS]

The type is for the reader of Python, `Text` for what is on the wire, and the marks behind it say what a share
may carry, how two versions are merged and how the field is written as plain text. A field without `Annotated`
(`extra`) is not on the wire. `python -m interlude.schema` says all of it in JSON Schema, for the web app.
"""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NewType, get_args, get_origin, get_type_hints

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from interlude.payloads.fields import JsonSchema, Scale

Rule = Literal[
    "later",  # the answer of the later version stands
    "earlier_time",  # the first of two moments
    "join_text",  # both texts, one under the other, unless one contains the other
    "union",  # every item once, the later version's first
    "union_by_id",  # every item once, by its `id`
    "true_wins",  # true stays true
    "first_set",  # what was set first stays
    "same",  # two that differ in it stay two
]
UnknownFields = Literal["both", "later"]
Export = Literal["written", "kept", "left_out"]


@dataclass(frozen=True, slots=True)
class Merged:
    """How two versions of a field become one."""

    rule: Rule


def merged(rule: Rule) -> Merged:
    """Name the rule of a field; without one the later answer stands."""
    return Merged(rule)


@dataclass(frozen=True, slots=True)
class Added:
    """A field of a later version than its kind: absent in what was written before, that is, not answered."""

    since: str


def added(since: str) -> Added:
    """Say in which release a field came; its type must allow None, and None must be its default."""
    return Added(since)


@dataclass(frozen=True, slots=True)
class Line:
    """A field in plain text: `{}` stands for the value. Nothing is written where nothing is said.

    `of_person`: the field is the id of a pairing; it is shown as the other person's name, if known.
    """

    form: str
    of_person: bool = False


@dataclass(frozen=True, slots=True)
class WireName:
    """The JSON name of a field, if it is not valid in Python."""

    name: str


_Mark = NewType("_Mark", str)
SHARED = _Mark("shared")  # a share may carry it; what is not marked stays in the journal
WORDS = _Mark("words")  # the person's own words, in plain text
PLACE_IN_TIME = _Mark("place in time")  # the date plain text sorts by, instead of when it was written


@dataclass(frozen=True, slots=True)
class Declared:
    """One field of a payload, with the marks of its annotation."""

    name: str  # in Python
    wire_name: str
    type: fields.Field[Any]
    nullable: bool
    marks: tuple[Any, ...]

    @property
    def added(self) -> Added | None:
        """Return in which release it came; None for a field its kind always had."""
        return next((mark for mark in self.marks if isinstance(mark, Added)), None)

    @property
    def rule(self) -> Rule:
        """Return the rule by which two versions of it become one."""
        return next((mark.rule for mark in self.marks if isinstance(mark, Merged)), "later")

    @property
    def line(self) -> Line | None:
        """Return how it is written as plain text."""
        own = next((mark for mark in self.marks if isinstance(mark, Line)), None)
        return own or (Line(self.type.line) if isinstance(self.type, Scale) else None)

    def marshmallow(self) -> fields.Field[Any]:
        """Make the marshmallow field: required, unless a later version added it."""
        made = copy(self.type)
        made.allow_none, made.data_key = self.nullable, self.wire_name
        if self.added:
            made.load_default = None
        else:
            made.required = True
        return made


def declared(made: type[Any]) -> tuple[Declared, ...]:
    """List the fields a dataclass puts on the wire, in their order there."""
    if made not in _DECLARED:
        _DECLARED[made] = tuple(_declared(made))
    return _DECLARED[made]


_DECLARED: dict[type[Any], tuple[Declared, ...]] = {}


def _declared(made: type[Any]) -> Iterator[Declared]:
    for name, hint in get_type_hints(made, include_extras=True).items():
        if get_origin(hint) is not Annotated:
            continue
        python_type, field_type, *marks = get_args(hint)
        wire_name = next((mark.name for mark in marks if isinstance(mark, WireName)), name)
        nullable = type(None) in get_args(python_type)
        one = Declared(name, wire_name, field_type, nullable, tuple(marks))
        if one.added and not (nullable and made.__dataclass_fields__[name].default is None):
            raise TypeError(f"{made.__name__}.{name} was added later: it must be None where it is absent")
        yield one


def scales(made: type[Any]) -> dict[str, Scale]:
    """List the scales of a kind by name, in order."""
    return {one.name: one.type for one in declared(made) if isinstance(one.type, Scale)}


class PayloadSchema(Schema):
    """A schema that makes a domain object and keeps unknown fields."""

    makes: type[Any]

    class Meta:
        """Unknown names are gathered by `unknown_names`, not by marshmallow."""

        unknown = EXCLUDE

    def read(self, given: dict[str, Any]) -> Any:
        """Make the domain object; ValidationError where the payload breaks the schema."""
        return self.makes(**self.load(given), extra=self.unknown_names(given))

    def write(self, made: Any) -> dict[str, Any]:
        """Turn the domain object into JSON values, later versions' names included."""
        return {**made.extra, **self.dump(made)}

    def unknown_names(self, given: dict[str, Any]) -> dict[str, Any]:
        """Return the fields that a later version of this kind added."""
        known = {one.wire_name for one in declared(self.makes)} | {"v", "kind"}
        return {name: value for name, value in given.items() if name not in known}


def schema_of(made: type[Any]) -> PayloadSchema:
    """Make the schema of a dataclass from its annotations."""
    if made not in _SCHEMAS:
        members = {one.name: one.marshmallow() for one in declared(made)}
        _SCHEMAS[made] = type(f"{made.__name__}Schema", (PayloadSchema,), {**members, "makes": made})()
    return _SCHEMAS[made]


_SCHEMAS: dict[type[Any], PayloadSchema] = {}


class Part(fields.Field[Any]):
    """An object inside a payload, declared as a dataclass of its own."""

    def __init__(self, made: type[Any], name: str, **kwargs: Any) -> None:
        """Take the dataclass and the name it has among the `$defs`."""
        self.makes, self.definition = made, name
        super().__init__(**kwargs)

    def _serialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        return schema_of(self.makes).write(value)

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        if not isinstance(value, dict):
            raise ValidationError("Not an object.")
        return schema_of(self.makes).read(value)

    def as_json_schema(self) -> JsonSchema:
        """Point at the definition."""
        return {"$ref": f"#/$defs/{self.definition}"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of payload: its name on the wire, its dataclass, and what is true of it as a whole.

    `writing`: a person writes it and chooses whom to share it with. `shareable`: a share may hold it.
    `unknown_fields`: whose fields of a later version a merge keeps. `beats_deletion`: deleted here and
    changed there, it stays. `export`: put into words in plain text, only kept in its JSON, or left out of
    both. `one_line`: fields that stand in one line of plain text; every other has a line of its own.
    """

    name: str
    makes: type[Any]
    writing: bool = False
    shareable: bool = False
    unknown_fields: UnknownFields = "later"
    beats_deletion: bool = True
    export: Export = "left_out"
    one_line: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[Declared, ...]:
        """Return the fields, in their order on the wire."""
        return declared(self.makes)

    @property
    def schema(self) -> PayloadSchema:
        """Return what reads and writes it."""
        return schema_of(self.makes)

    @property
    def lines(self) -> list[list[str]]:
        """List the lines of plain text, each as the fields that stand in it."""
        alone = [[one.wire_name] for one in self.fields if one.line and one.name not in self.one_line]
        return [list(self.one_line), *alone] if self.one_line else alone

    def marked(self, mark: object) -> str | None:
        """Name the field that has a mark; None where none has."""
        return next((one.wire_name for one in self.fields if mark in one.marks), None)

    @property
    def shared_fields(self) -> tuple[str, ...]:
        """List what a share may carry; nothing of a kind that is never shared."""
        return tuple(one.wire_name for one in self.fields if SHARED in one.marks) if self.shareable else ()
