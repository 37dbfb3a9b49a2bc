"""What a person keeps and shares, as plain objects: no bytes, no JSON, no network."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from interlude import times

Role = Literal["patient", "therapist"]
Purpose = Literal["preparation", "medicine", "integration", "booster"]

MOODS = {1: "very low", 2: "low", 3: "in between", 4: "good", 5: "very good"}

# Fields of a later version that this one does not know. Kept through every edit.
Extra = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Attachment:
    """One sealed file: where it is, the key that opens it, the hash it must have."""

    id: str
    key: bytes
    hash: bytes
    name: str
    mime: str
    size: int  # bytes before padding and sealing
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What every written thing has: when, where on earth, and which files."""

    written_at: datetime = field(default_factory=times.now)
    edited_at: datetime | None = None
    zone: str = field(default_factory=times.local_zone)  # IANA name, for showing the hour it was there
    attachments: tuple[Attachment, ...] = ()
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note(Written):
    """Free writing, up to 200,000 characters."""

    text: str


@dataclass(frozen=True, slots=True)
class CheckIn(Written):
    """How somebody is right now; not a validated measure of anything.

    `mood` 1 very low … 5 very good. `energy`, `anxiety`, `sleep`, `connection` 1 … 5 or
    None where nothing was said; 5 is high energy, high anxiety, slept well, people near.
    """

    mood: int
    energy: int | None = None
    anxiety: int | None = None
    sleep: int | None = None
    connection: int | None = None
    feelings: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Appointment(Written):
    """A therapy session to come or past, kept by the therapist and shared with the patient."""

    pairing_id: str
    purpose: Purpose
    starts_at: datetime
    minutes: int | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """The other person of a pairing: the only source of her key, id and role (PROTOCOL §10)."""

    pairing_id: str
    account_id: str
    public_key: bytes
    role: Role
    name: str
    words_compared: bool = False
    ended_at: datetime | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Invite:
    """An invite a therapist has given out and not yet seen accepted."""

    invite_id: str
    secret: bytes
    expires_at: datetime
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person set for all her devices."""

    edited_at: datetime
    name: str = ""
    lock_after_minutes: int = 10
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RetiredKey:
    """An account key left behind, kept until every entry under it is sealed again (PROTOCOL §12)."""

    key: bytes
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deleted:
    """What stands where an entry was."""

    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hello:
    """The name a patient gives when she accepts an invite."""

    name: str
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """Which entry, at which revision, a share was copied from."""

    entry_id: str
    revision: int
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shared:
    """A copy sealed for one other person."""

    content: Note | CheckIn | Appointment
    source: Source
    appointment_id: str | None = None  # "for" on the wire: the appointment it was chosen for
    expires_at: datetime | None = None
    excerpt: bool = False  # only a passage of the entry


@dataclass(frozen=True, slots=True)
class Newer:
    """A payload of a later version: kept as it is, and shown as such."""

    raw: bytes


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A payload that does not read as what it says it is: kept, and shown as such."""

    raw: bytes


Content = Note | CheckIn | Appointment | Contact | Invite | Settings | RetiredKey | Deleted
