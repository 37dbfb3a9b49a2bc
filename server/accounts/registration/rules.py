# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may register, and what an account must have."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ... import clock
from ...http import wire
from ...http.problems import AccountExists, EnrolmentRefused, LoginTaken, RegistrationClosed
from ...storage.feed import Stream
from ..hashes import digest, matches
from ..keys.slots import check_slots, slots_of
from ..models import THERAPIST, Account, Enrolment, Slot

ENROLMENT_LASTS = timedelta(days=7)

Row = dict[str, Any]


@dataclass(frozen=True)
class Admission:
    """How patients may register: freely, or each with an invite."""

    open_to_all: bool
    admit_by_invite: Callable[[Session, str], bool]


def make_enrolment(session: Session) -> str:
    """Make a token with which one therapist may register within seven days."""
    token = secrets.token_bytes(32)
    session.add(Enrolment(token_hash=digest(token), expires_at=clock.now() + ENROLMENT_LASTS))
    return wire.to_base64url(token)


def has_therapist(session: Session) -> bool:
    """Whether any therapist has registered here yet."""
    return session.scalar(select(Account.id).where(Account.role == THERAPIST).limit(1)) is not None


def register(session: Session, admission: Admission, body: Row) -> Account:
    """Make an account with its slots and its feed; a repeat after a lost answer is the same account.

    :raises AccountExists: the id is in use by anything but a repeat of this.
    :raises LoginTaken: somebody has the login name.
    :raises EnrolmentRefused: a therapist's token or a patient's invite is not valid.
    :raises RegistrationClosed: a patient came without an invite where one is needed.
    :raises InvalidRequest: the slots are not the ones an account must have.
    """
    check_slots(body["slots"], auth_key=body["auth_key"], recovery_auth=body["recovery_auth"])
    if account := _repeated(session, body):
        return account
    try:
        with session.begin_nested():
            return _admit(session, admission, body)
    except (IntegrityError, LoginTaken, AccountExists, EnrolmentRefused) as refused:
        # PostgreSQL: the row that was inserted first may be this same registration, sent twice.
        if account := _repeated(session, body):
            return account
        raise (LoginTaken if isinstance(refused, IntegrityError) else refused) from None


def _admit(session: Session, admission: Admission, body: Row) -> Account:
    enrolment = _admitted(session, admission, body)  # first: a refused caller learns no name
    account = _new_account(body)
    if session.scalar(select(Account.id).where(Account.login == account.login)):
        raise LoginTaken
    if session.get(Account, account.id):
        raise AccountExists
    _add(session, account, body["slots"])
    if enrolment:
        enrolment.used_by = account.id
    return account


def _repeated(session: Session, body: Row) -> Account | None:
    """Return the account this same registration made; the right password alone is not enough."""
    account = session.get(Account, body["account_id"])
    if account is None:
        return None
    same_keys = matches(account.recovery_hash, body["recovery_auth"])
    if body["auth_key"] is None:
        same_keys &= account.auth_hash is None
    else:
        same_keys &= matches(account.auth_hash, body["auth_key"])
    made = (account.login, account.role, _sealed_keys(slots_of(session.connection(), account.id)))
    same = made == (body["login"], body["role"], _sealed_keys(body["slots"]))
    return account if same and same_keys else None


def _sealed_keys(slots: Sequence[Any]) -> set[tuple[Any, ...]]:
    names = ("slot_id", "type", "params", "envelope")
    rows = [slot if isinstance(slot, dict) else slot._mapping for slot in slots]  # noqa: SLF001 (its public name)
    return {tuple(row[name] for name in names) for row in rows}


def _admitted(session: Session, admission: Admission, body: Row) -> Enrolment | None:
    given = body["enrolment"]
    if body["role"] == THERAPIST:
        return _enrolment(session, given)
    if admission.open_to_all:  # no invite is needed, and none is used up
        return None
    if given is None:
        raise RegistrationClosed
    if not (wire.ID.fullmatch(given) and admission.admit_by_invite(session, given)):
        raise EnrolmentRefused
    return None


def _enrolment(session: Session, token: str | None) -> Enrolment:
    try:
        token_hash = digest(wire.from_base64url(token or ""))
    except ValueError:
        raise EnrolmentRefused from None
    enrolment = session.get(Enrolment, token_hash, with_for_update=True)
    if enrolment is None or enrolment.used_by or enrolment.expires_at <= clock.now():
        raise EnrolmentRefused
    return enrolment


def _new_account(body: Row) -> Account:
    return Account(
        id=body["account_id"],
        role=body["role"],
        login=body["login"],
        auth_hash=digest(body["auth_key"]) if body["auth_key"] else None,
        recovery_hash=digest(body["recovery_auth"]),
        created_at=clock.now(),
    )


def _add(session: Session, account: Account, slots: list[Row]) -> None:
    session.add(account)
    session.flush()
    session.add(Stream(account_id=account.id))
    session.add_all(Slot(account_id=account.id, **slot) for slot in slots)
    session.flush()
