"""What the server answers, read into rows; `ServerNonsense` where it is not of the agreed shape."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from interlude import faults, times
from interlude.protocol.encoding import from_base64url, from_uuid_text, to_base64url, to_uuid_text

Row = dict[str, Any]
Made = TypeVar("Made")


def read(make: Callable[[Row], Made], row: Any) -> Made:
    """Make a row of an answer."""
    try:
        return make(row)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise faults.ServerNonsense("The server does not answer like an Interlude server.") from error


def read_list(make: Callable[[Row], Made], answer: Row, name: str) -> list[Made]:
    """Make the rows of a list in an answer."""
    rows = answer.get(name)
    if not isinstance(rows, list):
        raise faults.ServerNonsense(f"The server's answer has no {name}.")
    return [read(make, row) for row in rows]


def whole(row: Row, name: str) -> int:
    """Read an integer."""
    value = row[name]
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(name)
    return value


def _truth(row: Row, name: str) -> bool:
    value = row[name]
    if not isinstance(value, bool):
        raise TypeError(name)
    return value


def _time(value: str | None) -> datetime | None:
    return None if value is None else times.read(value)


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
            kind=str(row["type"]),
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
    """A login that has begun; not whole yet while it `needs` something."""

    account_id: bytes
    role: str
    token: str
    needs: str | None = None

    @classmethod
    def of(cls, row: Row) -> "LoginRow":
        """Read it."""
        if row["role"] not in ("patient", "therapist"):
            raise ValueError("role")
        if row.get("needs") not in NEEDS:
            raise ValueError("needs")
        return cls(from_uuid_text(row["account_id"]), row["role"], str(row["token"]), row.get("needs"))


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A stored entry."""

    entry_id: str
    revision: int
    envelope: bytes
    deleted: bool
    kept_at: datetime | None

    @classmethod
    def of(cls, row: Row) -> "EntryRow":
        """Read it."""
        from_uuid_text(row["entry_id"])
        return cls(
            entry_id=row["entry_id"],
            revision=whole(row, "revision"),
            envelope=from_base64url(row["envelope"]),
            deleted=_truth(row, "deleted"),
            kept_at=_time(row.get("kept_at")),
        )


@dataclass(frozen=True, slots=True)
class PairingRow:
    """A pairing as the server has it: none of its keys is ever used without a check."""

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
        from_uuid_text(row["pairing_id"])
        return cls(
            pairing_id=row["pairing_id"],
            invite_id=row["invite_id"],
            therapist_id=from_uuid_text(row["therapist_id"]),
            patient_id=from_uuid_text(row["patient_id"]),
            pk_patient=from_base64url(row["pk_patient"]),
            tag=from_base64url(row["tag"]),
            hello=from_base64url(row["hello"]),
            state=str(row["state"]),
        )


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A share as the server has it; without an envelope it was withdrawn or is over."""

    pairing_id: str
    share_id: str
    from_id: str
    to_id: str
    revision: int
    envelope: bytes | None
    kept_at: datetime | None
    opened_at: datetime | None

    @classmethod
    def of(cls, row: Row) -> "ShareRow":
        """Read it."""
        for name in ("pairing_id", "share_id", "from_id", "to_id"):
            from_uuid_text(row[name])
        envelope = row["envelope"]
        return cls(
            pairing_id=row["pairing_id"],
            share_id=row["share_id"],
            from_id=row["from_id"],
            to_id=row["to_id"],
            revision=whole(row, "revision"),
            envelope=None if envelope is None else from_base64url(envelope),
            kept_at=_time(row.get("kept_at")),
            opened_at=_time(row.get("opened_at")),
        )


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
        from_uuid_text(row["login_id"])
        return cls(
            login_id=row["login_id"],
            device=str(row["device"]),
            created_at=_time(row["created_at"]),
            last_used_at=_time(row["last_used_at"]),
            current=_truth(row, "current"),
        )
