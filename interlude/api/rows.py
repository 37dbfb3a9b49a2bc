# SPDX-License-Identifier: Apache-2.0
"""Parses responses into rows; `ServerNonsense` for any that do not have the specified shape."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from interlude import errors, messages, times
from interlude.names import shown_name
from interlude.protocol.encoding import from_base64url, from_uuid_text, to_base64url, to_uuid_text
from interlude.protocol.padding import is_envelope_length

Row = dict[str, Any]
Made = TypeVar("Made")

MOST_ROWS = 1000  # of one list: no endpoint returns more at once
# Far more than anybody edits, and far below the largest number, so that revisions cannot run out.
REVISIONS_END = 2**52

_TOKEN = re.compile(r"[A-Za-z0-9_.~+/=-]{16,200}")


def read(make: Callable[[Row], Made], row: Any) -> Made:
    """Make a row of an answer."""
    try:
        return make(row)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise errors.ServerNonsense(messages.NOT_AN_INTERLUDE_SERVER) from error


def read_list(make: Callable[[Row], Made], answer: Row, name: str, most: int = MOST_ROWS) -> list[Made]:
    """Make the rows of a list in an answer, which has no more than `most`."""
    rows = answer.get(name)
    if not isinstance(rows, list) or len(rows) > most:
        raise errors.ServerNonsense(messages.no_list_of(name))
    return [read(make, row) for row in rows]


def read_each(
    make: Callable[[Row], Made], answer: Row, name: str, most: int = MOST_ROWS
) -> list[Made | None]:
    """Make the rows of a list that other people write to; an invalid row becomes None."""

    def made_or_none(row: Row) -> Made | None:
        try:
            return read(make, row)
        except errors.ServerNonsense:
            return None

    return read_list(made_or_none, answer, name, most)


def whole(row: Row, name: str) -> int:
    """Read an integer."""
    value = row[name]
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(name)
    return value


def revision(row: Row) -> int:
    """Read a revision: from 1, and low enough that others can follow it."""
    value = whole(row, "revision")
    if not 1 <= value < REVISIONS_END:
        raise ValueError("revision")
    return value


def text(row: Row, name: str, longest: int) -> str:
    """Read a text."""
    value = row[name]
    if not isinstance(value, str) or len(value) > longest:
        raise TypeError(name)
    return value


def _one_of(row: Row, name: str, words: tuple[str, ...]) -> str:
    value = row[name]
    if value not in words:
        raise ValueError(name)
    return str(value)


def truth(row: Row, name: str) -> bool:
    """Read true or false."""
    value = row[name]
    if not isinstance(value, bool):
        raise TypeError(name)
    return value


def _envelope(value: str) -> bytes:
    """Read the envelope of an entry or share; ValueError for a length padding cannot make (PROTOCOL §8)."""
    envelope = from_base64url(value)
    if not is_envelope_length(len(envelope)):
        raise ValueError("envelope")
    return envelope


def _id(row: Row, name: str) -> str:
    value: str = row[name]
    from_uuid_text(value)
    return value


def _time(value: str | None) -> datetime | None:
    return None if value is None else times.read(value)


SLOT_TYPES = ("password", "recovery", "passkey")
MOST_SLOTS = 20


@dataclass(frozen=True, slots=True)
class SlotRow:
    """One way to unlock the account key."""

    slot_id: bytes
    kind: str
    params: bytes
    envelope: bytes

    @classmethod
    def of(cls, row: Row) -> "SlotRow":
        """Read it."""
        return cls(
            slot_id=from_uuid_text(row["slot_id"]),
            kind=_one_of(row, "type", SLOT_TYPES),
            params=from_base64url(row["params"]),
            envelope=from_base64url(row["envelope"]),
        )


def slot_body(slot: SlotRow) -> Row:
    """Write a slot as the server, an archive and a kept login hold it."""
    return {
        "slot_id": to_uuid_text(slot.slot_id),
        "type": slot.kind,
        "params": to_base64url(slot.params),
        "envelope": to_base64url(slot.envelope),
    }


NEEDS = (None, "second_factor", "second_factor_setup")


@dataclass(frozen=True, slots=True)
class LoginRow:
    """A new login; incomplete while it `needs` something."""

    account_id: bytes
    role: str
    token: str
    needs: str | None = None

    @classmethod
    def of(cls, row: Row) -> "LoginRow":
        """Read it."""
        if row.get("needs") not in NEEDS:
            raise ValueError("needs")
        if not _TOKEN.fullmatch(row["token"]):  # it is copied into a header unchanged
            raise ValueError("token")
        role = _one_of(row, "role", ("patient", "therapist"))
        return cls(from_uuid_text(row["account_id"]), role, row["token"], row.get("needs"))


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A stored entry."""

    entry_id: str
    revision: int
    envelope: bytes
    deleted: bool
    kept_at: datetime | None
    position: int = 0  # in the feed; 0 if it was written here and not read back yet

    @property
    def name(self) -> str:
        """Return what a feed knows it by."""
        return self.entry_id

    @classmethod
    def of(cls, row: Row) -> "EntryRow":
        """Read it."""
        return cls(
            entry_id=_id(row, "entry_id"),
            revision=revision(row),
            envelope=_envelope(row["envelope"]),
            deleted=truth(row, "deleted"),
            kept_at=_time(row.get("kept_at")),
            position=whole(row, "position"),
        )


@dataclass(frozen=True, slots=True)
class EntryReceipt:
    """The revision of an entry that the server says it has now."""

    entry_id: str
    revision: int

    @classmethod
    def of(cls, row: Row) -> "EntryReceipt":
        """Read it."""
        return cls(_id(row, "entry_id"), revision(row))


@dataclass(frozen=True, slots=True)
class PairingRow:
    """A pairing as the server sends it; its keys are never used unchecked."""

    pairing_id: str
    invite_id: str
    therapist_id: bytes
    patient_id: bytes
    pk_patient: bytes
    tag: bytes
    hello: bytes
    state: str

    @classmethod
    def of(cls, row: Row) -> "PairingRow":
        """Read it."""
        return cls(
            pairing_id=_id(row, "pairing_id"),
            invite_id=_id(row, "invite_id"),
            therapist_id=from_uuid_text(row["therapist_id"]),
            patient_id=from_uuid_text(row["patient_id"]),
            pk_patient=from_base64url(row["pk_patient"]),
            tag=from_base64url(row["tag"]),
            hello=from_base64url(row["hello"]),
            state=_one_of(row, "state", ("accepted", "confirmed", "ended")),
        )


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A share as the server sends it; without an envelope it was withdrawn or has expired."""

    pairing_id: str
    share_id: str
    from_id: str
    to_id: str
    revision: int
    envelope: bytes | None
    kept_at: datetime | None
    opened_at: datetime | None
    opened_revision: int | None
    position: int

    @property
    def name(self) -> tuple[str, str, str]:
        """Return what a feed knows it by."""
        return self.pairing_id, self.from_id, self.share_id

    @classmethod
    def of(cls, row: Row) -> "ShareRow":
        """Read it."""
        envelope = row["envelope"]
        return cls(
            pairing_id=_id(row, "pairing_id"),
            share_id=_id(row, "share_id"),
            from_id=_id(row, "from_id"),
            to_id=_id(row, "to_id"),
            revision=revision(row),
            envelope=None if envelope is None else _envelope(envelope),
            kept_at=_time(row.get("kept_at")),
            opened_at=_time(row.get("opened_at")),
            opened_revision=_opened_revision(row),
            position=whole(row, "position"),
        )


def _opened_revision(row: Row) -> int | None:
    """Read the opened revision; for an older server, which does not send it, only the first is certain."""
    if row.get("opened_revision") is not None:
        return whole(row, "opened_revision")
    return None if row.get("opened_at") is None else 1


@dataclass(frozen=True, slots=True)
class ShareReceipt:
    """The revision of a share that the server says it has now."""

    pairing_id: str
    share_id: str
    revision: int

    @classmethod
    def of(cls, row: Row) -> "ShareReceipt":
        """Read it."""
        return cls(_id(row, "pairing_id"), _id(row, "share_id"), revision(row))


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device that is signed in to the account."""

    login_id: str
    device: str
    created_at: datetime | None
    last_used_at: datetime | None
    current: bool

    @classmethod
    def of(cls, row: Row) -> "DeviceRow":
        """Read it."""
        return cls(
            login_id=_id(row, "login_id"),
            device=shown_name(text(row, "device", 80)),
            created_at=_time(row["created_at"]),
            last_used_at=_time(row["last_used_at"]),
            current=truth(row, "current"),
        )
