# SPDX-License-Identifier: AGPL-3.0-or-later
"""Second factors: which roles need one, and whether an account has one."""

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from ...http.problems import SecondFactorRequired
from ..models import THERAPIST, Passkey, Totp

NEEDS_SECOND_FACTOR = frozenset({THERAPIST})


def needs_second_factor(role: str) -> bool:
    """Whether people of this role sign in with more than a password."""
    return role in NEEDS_SECOND_FACTOR


def has_codes(session: Session | Connection, account_id: str) -> bool:
    """Whether an account has an authenticator app."""
    return session.scalar(select(Totp.account_id).where(Totp.account_id == account_id)) is not None


def count_passkeys(session: Session | Connection, account_id: str) -> int:
    """Return how many passkeys an account has."""
    mine = select(func.count()).select_from(Passkey).where(Passkey.account_id == account_id)
    return session.scalar(mine) or 0


def has_second_factor(session: Session | Connection, account_id: str) -> bool:
    """Whether an account has any second factor."""
    return has_codes(session, account_id) or count_passkeys(session, account_id) > 0


def refuse_if_present(session: Session, account_id: str) -> None:
    """Check that a login by password alone may set up a second factor: only if there is none.

    :raises SecondFactorRequired: there is one, which must be given first.
    """
    if has_second_factor(session, account_id):
        raise SecondFactorRequired
