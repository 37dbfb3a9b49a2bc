# SPDX-License-Identifier: AGPL-3.0-or-later
"""Key slots: which ones an account must have, and which ones it has."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from ...http.problems import InvalidRequest
from ..models import PASSWORD, RECOVERY, Slot

Row = dict[str, Any]
PASSWORD_PARAMS = b"\x00\x01\x01\x00\x10"  # LP(u8(1), salt16) up to the salt (PROTOCOL §5)
_SLOT = Slot.__table__
_SLOTS = (
    select(_SLOT.c.slot_id, _SLOT.c.type, _SLOT.c.params, _SLOT.c.envelope)
    .where(_SLOT.c.account_id == bindparam("account"))
    .order_by(_SLOT.c.slot_id)
)


def check_slots(slots: list[Row], *, auth_key: bytes | None, recovery_auth: bytes | None) -> None:
    """Refuse a set of slots no account may have (PROTOCOL §5)."""
    types = [slot["type"] for slot in slots]
    if types.count(RECOVERY) != 1 or types.count(PASSWORD) > 1 or len(types) < 2:
        raise InvalidRequest.of("slots", "One recovery slot, at most one password slot, and at least two.")
    if len({slot["slot_id"] for slot in slots}) != len(slots):
        raise InvalidRequest.of("slots", "A slot_id stands twice.")
    if (PASSWORD in types) != (auth_key is not None):
        raise InvalidRequest.of("auth_key", "It goes with the password slot.")
    if recovery_auth is None:
        raise InvalidRequest.of("recovery_auth", "It goes with the recovery slot.")


def slots_of(connection: Connection, account_id: str) -> Sequence[Any]:
    """Return the ways to unlock an account: ``slot_id, type, params, envelope`` of each."""
    return connection.execute(_SLOTS, {"account": account_id}).all()
