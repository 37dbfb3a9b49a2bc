"""What is inside an envelope, declared once (PROTOCOL §7, §10, §11).

Each kind is a marshmallow schema here. The JSON Schema that the web app makes its types from
is generated out of these (`python -m interlude.schema`), so the two languages cannot differ
about a field. Names that a schema does not know belong to a later version: they are kept in
`extra` and written back when the thing is edited.
"""

from typing import Any, Literal

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from interlude import domain, strict_json
from interlude.payload_fields import Id, OneOf, Raw, Text, Truth, UtcTime, Whole, required

Where = Literal["entry", "share", "hello"]

VERSION = 1
LARGEST = 2**53 - 1
LARGEST_FILE_BYTES = 100 * 1024 * 1024  # PROTOCOL §8


class PayloadRefused(ValueError):
    """A thing about to be sealed breaks its own schema."""


class PayloadSchema(Schema):
    """A schema that makes one domain object and keeps the names it does not know."""

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
        """Pick what a later version of this kind added."""
        known = {field.data_key or name for name, field in self.fields.items()} | {"v", "kind"}
        return {name: value for name, value in given.items() if name not in known}


class Part(fields.Field[Any]):
    """An object inside a payload, read and written by a schema of its own."""

    def __init__(self, schema: type[PayloadSchema], name: str, **kwargs: Any) -> None:
        """Take the schema and the name it has among the `$defs`."""
        self.schema, self.definition = schema(), name
        super().__init__(**kwargs)

    def _serialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        return self.schema.write(value)

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        if not isinstance(value, dict):
            raise ValidationError("Not an object.")
        return self.schema.read(value)

    def as_json_schema(self) -> dict[str, Any]:
        """Point at the definition."""
        return {"$ref": f"#/$defs/{self.definition}"}


class Several(fields.Field[Any]):
    """A list of bounded length; a tuple in the domain."""

    def __init__(self, inner: fields.Field[Any], most: int, **kwargs: Any) -> None:
        """Take the field of each item and the largest number of items."""
        self.inner, self.most = inner, most
        super().__init__(**kwargs)

    def _serialize(self, value: Any, attr: Any, obj: Any, **_kwargs: Any) -> Any:
        # The value's own name means nothing inside the list; each item is serialised by itself.
        return [self.inner._serialize(item, attr, obj) for item in value]  # noqa: SLF001

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        if not isinstance(value, list) or len(value) > self.most:
            raise ValidationError(f"Not a list of at most {self.most}.")
        return tuple(self.inner.deserialize(item) for item in value)

    def as_json_schema(self) -> dict[str, Any]:
        """Say it as an array."""
        item = self.inner.as_json_schema()  # type: ignore[attr-defined]
        return {"type": "array", "items": item, "maxItems": self.most}


class AttachmentSchema(PayloadSchema):
    """One item of `attachments`."""

    makes = domain.Attachment
    id = required(Id)
    key = required(Raw, 32)
    hash = required(Raw, 32)
    name = required(Text, 1, 255)
    mime = required(Text, 1, 127)
    size = required(Whole, 0, LARGEST_FILE_BYTES)  # bytes, before padding


class WrittenSchema(PayloadSchema):
    """What a note, a check-in and an appointment share."""

    written_at = required(UtcTime)
    edited_at = required(UtcTime, nullable=True)
    zone = required(Text, 1, 64)  # IANA
    attachments = required(Several, Part(AttachmentSchema, "attachment"), 20)


class NoteSchema(WrittenSchema):
    """Free writing."""

    makes = domain.Note
    text = required(Text, 0, 200_000)


class CheckInSchema(WrittenSchema):
    """How somebody is right now: 1 to 5, words beside the numbers in `domain.CheckIn`."""

    makes = domain.CheckIn
    mood = required(Whole, 1, 5)
    energy = required(Whole, 1, 5, nullable=True)
    anxiety = required(Whole, 1, 5, nullable=True)
    sleep = required(Whole, 1, 5, nullable=True)
    connection = required(Whole, 1, 5, nullable=True)
    feelings = required(Several, Text(1, 40), 24)
    words = required(Text, 0, 10_000)


class AppointmentSchema(WrittenSchema):
    """A therapy session, kept by the therapist."""

    makes = domain.Appointment
    pairing_id = required(Id)
    purpose = required(OneOf, "preparation", "medicine", "integration", "booster")
    starts_at = required(UtcTime)
    minutes = required(Whole, 5, 1440, nullable=True)
    cancelled = required(Truth)


class ContactSchema(PayloadSchema):
    """The other person of a pairing (PROTOCOL §10)."""

    makes = domain.Contact
    pairing_id = required(Id)
    account_id = required(Id)
    public_key = required(Raw, 32)
    role = required(OneOf, "patient", "therapist")
    name = required(Text, 1, 120)
    words_compared = required(Truth)
    ended_at = required(UtcTime, nullable=True)


class InviteSchema(PayloadSchema):
    """An invite given out (PROTOCOL §10)."""

    makes = domain.Invite
    invite_id = required(Id)
    secret = required(Raw, 16)
    expires_at = required(UtcTime)


class SettingsSchema(PayloadSchema):
    """What a person set for all her devices."""

    makes = domain.Settings
    edited_at = required(UtcTime)
    name = required(Text, 0, 120)
    lock_after_minutes = required(Whole, 1, 240)


class RetiredKeySchema(PayloadSchema):
    """An account key left behind (PROTOCOL §12)."""

    makes = domain.RetiredKey
    key = required(Raw, 32)


class DeletedSchema(PayloadSchema):
    """Nothing more."""

    makes = domain.Deleted


class HelloSchema(PayloadSchema):
    """The patient's name, in a hello envelope only."""

    makes = domain.Hello
    name = required(Text, 1, 120)


class SourceSchema(PayloadSchema):
    """Which entry a share was copied from."""

    makes = domain.Source
    entry_id = required(Id)
    revision = required(Whole, 1, LARGEST)


class ShareSchema(PayloadSchema):
    """What every share carries beside the content (PROTOCOL §11)."""

    makes = dict
    source = required(Part, SourceSchema, "source")
    appointment_id = required(Id, data_key="for", nullable=True)
    expires_at = required(UtcTime, nullable=True)
    excerpt = required(Truth)


ENTRIES: dict[str, PayloadSchema] = {
    "note": NoteSchema(),
    "check_in": CheckInSchema(),
    "appointment": AppointmentSchema(),
    "contact": ContactSchema(),
    "invite": InviteSchema(),
    "settings": SettingsSchema(),
    "retired_key": RetiredKeySchema(),
    "deleted": DeletedSchema(),
}
HELLO = HelloSchema()
SHARE = ShareSchema()
SHAREABLE = ("note", "check_in", "appointment")
KINDS = {*ENTRIES, "hello"}
_KIND_OF = {schema.makes: kind for kind, schema in ENTRIES.items()} | {domain.Hello: "hello"}


def read_entry(raw: bytes) -> domain.Content | domain.Newer | domain.Unreadable:
    """Read the payload of an entry; never raises, what does not read is kept as it is."""
    return _read(raw, "entry")  # type: ignore[return-value]


def read_share(raw: bytes) -> domain.Shared | domain.Newer | domain.Unreadable:
    """Read the payload of a share; kinds that would change what the reader keeps are refused."""
    return _read(raw, "share")  # type: ignore[return-value]


def read_hello(raw: bytes) -> domain.Hello | domain.Newer | domain.Unreadable:
    """Read the payload of a hello."""
    return _read(raw, "hello")  # type: ignore[return-value]


def write_entry(content: domain.Content | domain.Hello) -> bytes:
    """Write what an entry (or a hello) holds; PayloadRefused if it breaks its own schema."""
    kind = _KIND_OF[type(content)]
    schema = HELLO if kind == "hello" else ENTRIES[kind]
    return _checked(kind, schema.write(content), schema)


def write_share(shared: domain.Shared) -> bytes:
    """Write what a share holds; PayloadRefused if it breaks its own schema."""
    kind = _KIND_OF[type(shared.content)]
    around = SHARE.dump(shared)
    if problems := SHARE.validate(around):
        raise PayloadRefused(f"A share cannot be like that: {problems}")
    return _checked(kind, {**ENTRIES[kind].write(shared.content), **around}, ENTRIES[kind])


def _checked(kind: str, values: dict[str, Any], schema: PayloadSchema) -> bytes:
    head = {"v": VERSION, "kind": kind}
    try:
        schema.load(values)
        return strict_json.write({**head, **values, **head})
    except ValidationError as error:
        raise PayloadRefused(f"A {kind} cannot be like that: {error.messages}") from error


def _read(raw: bytes, where: Where) -> object:
    try:
        given = strict_json.read(raw)
        if _is_newer(given):
            return domain.Newer(raw)
        return _known(given, where)
    except (strict_json.NotStrictJSON, ValidationError):
        return domain.Unreadable(raw)


def _is_newer(given: dict[str, Any]) -> bool:
    version, kind = given.get("v"), given.get("kind")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise ValidationError("No version.")
    if not isinstance(kind, str):
        raise ValidationError("No kind.")
    return version > VERSION or kind not in KINDS


def _known(given: dict[str, Any], where: Where) -> object:
    kind = given["kind"]
    if where == "hello" and kind == "hello":
        return HELLO.read(given)
    if where == "entry" and kind in ENTRIES:
        return ENTRIES[kind].read(given)
    if where == "share" and kind in SHAREABLE:
        return _shared(given, ENTRIES[kind])
    raise ValidationError("A kind that has no business here.")


def _shared(given: dict[str, Any], schema: PayloadSchema) -> domain.Shared:
    around = SHARE.load(given)
    content = {name: value for name, value in given.items() if name not in _SHARE_NAMES}
    return domain.Shared(content=schema.read(content), **around)


_SHARE_NAMES = {field.data_key or name for name, field in SHARE.fields.items()}
