# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules of logins: how one begins, is found again, and ends."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from ... import clock
from ...http import wire
from ...http.problems import (
    NotFound,
    NotSignedIn,
    Problem,
    SecondFactorRequired,
    SignInAgain,
    WrongLogin,
    WrongRole,
)
from ...secret import ServerSecret
from ...storage import revocations
from ..hashes import matches
from ..models import FULL, HALF, PASSWORD, RECOVERY, Account, Login, Slot
from .requirements import has_second_factor, needs_second_factor

LASTS = {FULL: timedelta(days=90), RECOVERY: timedelta(hours=1), HALF: timedelta(minutes=15)}
WHOLE_LASTS = timedelta(hours=12)  # for those who need a second factor, from when they gave it
RESTS_AFTER = timedelta(minutes=30)  # without a request
DORMANT = "dormant"  # the scope of a full login that rests; never stored
MISSING: dict[str, type[Problem]] = {HALF: SecondFactorRequired, DORMANT: SignInAgain}


@dataclass(frozen=True)
class Person:
    """Whoever is signed in: the account, its role, and which login is used."""

    account_id: str
    role: str
    login_id: str
    scope: str
    is_authenticated: ClassVar[bool] = True  # flask-login asks for these three and get_id
    is_active: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    def get_id(self) -> str:
        """Return the account id."""
        return self.account_id


def require_scope(person: Person | None, scopes: Sequence[str]) -> Person:
    """Check that a login may do this.

    :raises NotSignedIn: when there is no login.
    :raises SecondFactorRequired: the second factor was not given yet.
    :raises SignInAgain: the login rests.
    :raises WrongRole: the role or scope of the login does not allow this.
    """
    if person is None:
        raise NotSignedIn
    if person.scope not in scopes:
        raise MISSING.get(person.scope, WrongRole)
    return person


@dataclass(frozen=True)
class NewLogin:
    """A login just begun. Its token is not stored and cannot be returned again.

    ``needs`` says which step is missing before the login is complete, if any.
    """

    account_id: str
    role: str
    login_id: str
    token: str
    needs: str | None


Found = Row[str, str, bytes | None, bytes]  # id, role, auth_hash, recovery_hash of an account

# Signing in and looking up a login are the most frequent queries: Core statements, built once.
_LOGIN = Login.__table__
_ACCOUNT = select(Account.id, Account.role, Account.auth_hash, Account.recovery_hash).where(
    Account.login == bindparam("login")
)
_ACCOUNT_HELD = _ACCOUNT.with_for_update(read=True)  # on PostgreSQL; SQLite has one writer anyway
_SALT = (
    select(Slot.params)
    .join(Account, Account.id == Slot.account_id)
    .where(Account.login == bindparam("login"), Slot.type == PASSWORD)
)
_BEGIN = insert(Login)
_SWEEP = delete(Login).where(
    _LOGIN.c.account_id == bindparam("account"), _LOGIN.c.ends_at <= bindparam("now")
)
_TAKE_UP = delete(Login).where(
    _LOGIN.c.account_id == bindparam("account"), _LOGIN.c.login_id == bindparam("login")
)
_NOTE_USE = (
    update(Login)
    .where(_LOGIN.c.account_id == bindparam("account"), _LOGIN.c.login_id == bindparam("login"))
    .values(last_used_at=bindparam("used"))
)
_FIND = (
    select(Login.account_id, Account.role, Login.login_id, Login.scope, Login.last_used_at, Login.ends_at)
    .join(Account, Account.id == Login.account_id)
    .where(Login.token_hash == bindparam("token_hash"))
)


def hour(moment: datetime) -> datetime:
    """Return the hour a moment lies in."""
    return moment.replace(minute=0, second=0, microsecond=0)


def find_salt(connection: Connection, secret: ServerSecret, login: str) -> bytes:
    """Return the salt of a login's password, or a stable made-up one if the login is unknown.

    Both ways do the same work.
    """
    made_up = secret.unknown_salt(login)
    params = connection.scalar(_SALT, {"login": login})
    return params[-16:] if params else made_up


def sign_in(connection: Connection, login: str, auth_key: bytes, *, held: bool = False) -> Found:
    """Return the account of a login and its key.

    :param held: keep its keys as they are until the transaction ends, so that a login
        cannot begin with a key that is just being replaced.
    :raises WrongLogin: for an unknown login and a wrong key alike.
    """
    account = connection.execute(_ACCOUNT_HELD if held else _ACCOUNT, {"login": login}).one_or_none()
    if not matches(account.auth_hash if account else None, auth_key) or account is None:
        raise WrongLogin
    return account


def sign_in_with_code(
    connection: Connection, login: str, recovery_auth: bytes, *, held: bool = False
) -> Found:
    """Return the account of a login and its recovery code; ``held`` as in ``sign_in``.

    :raises WrongLogin: for an unknown login and a wrong code alike.
    """
    account = connection.execute(_ACCOUNT_HELD if held else _ACCOUNT, {"login": login}).one_or_none()
    if not matches(account.recovery_hash if account else None, recovery_auth) or account is None:
        raise WrongLogin
    return account


@dataclass(frozen=True)
class LoginTerms:
    """The terms of a new login: its scope, the step it still needs, and when it expires."""

    scope: str
    ends_at: datetime
    needs: str | None = None


def by_recovery_code() -> LoginTerms:
    """Return the terms of a login that may read slots and set new keys."""
    return LoginTerms(RECOVERY, clock.now() + LASTS[RECOVERY])


def by_passkey(
    connection: Connection, secret: ServerSecret, account: Found, resting: str | None
) -> LoginTerms:
    """Return the terms of a full login: the authenticator verified the person, which makes two factors."""
    if needs_second_factor(account.role):
        _take_up(connection, secret, account, resting)
    return LoginTerms(FULL, clock.now() + _whole_for(account.role))


def by_password(
    connection: Connection, secret: ServerSecret, account: Found, resting: str | None
) -> LoginTerms:
    """Return the terms after the right password: a full login, or one that needs the second factor.

    :param resting: the token of a login this device already has. If it is a full login of the
        same account and has not expired, the password alone is enough; the new login replaces it.
    """
    now = clock.now()
    if not needs_second_factor(account.role):
        return LoginTerms(FULL, now + LASTS[FULL])
    if ends_at := _take_up(connection, secret, account, resting):
        return LoginTerms(FULL, ends_at)
    has = has_second_factor(connection, account.id)
    return LoginTerms(HALF, now + LASTS[HALF], "second_factor" if has else "second_factor_setup")


def _take_up(
    connection: Connection, secret: ServerSecret, account: Found, resting: str | None
) -> datetime | None:
    """End the full login this device has of this account; return when it would have expired."""
    row = _row_of(connection, secret, resting) if resting else None
    if row is None or (row.account_id, row.scope) != (account.id, FULL):
        return None
    # Not in the revocation log: if a backup brings it back, it rests and soon expires.
    connection.execute(_TAKE_UP, {"account": account.id, "login": row.login_id})
    ends_at: datetime = row.ends_at
    return ends_at


def _whole_for(role: str) -> timedelta:
    return WHOLE_LASTS if needs_second_factor(role) else LASTS[FULL]


def begin_login(
    connection: Connection, secret: ServerSecret, account: Found, device: str, terms: LoginTerms
) -> NewLogin:
    """Begin a login of an account, and delete those that have expired."""
    now, token, login_id = clock.now(), secrets.token_bytes(32), str(uuid4())
    connection.execute(_SWEEP, {"account": account.id, "now": now})
    login = {
        "account_id": account.id,
        "login_id": login_id,
        "token_hash": secret.keyed_hash("login", token),
        "scope": terms.scope,
        "device": device,
        "created_at": now,
        "last_used_at": recorded_use(account.role, now),
        "ends_at": terms.ends_at,
    }
    connection.execute(_BEGIN, login)
    return NewLogin(account.id, account.role, login_id, wire.to_base64url(token), terms.needs)


def end_unused(session: Session, newest: NewLogin, most: int) -> None:
    """Keep at most ``most`` logins of each scope: end the least recently used, never the newest.

    So the right key is never refused because of their number. The revocation log records each end.
    """
    is_older = Login.login_id != newest.login_id  # false sorts first; times have whole seconds only
    newest_first = (is_older, Login.last_used_at.desc(), Login.created_at.desc(), Login.login_id)
    place = func.row_number().over(partition_by=Login.scope, order_by=newest_first).label("place")
    placed = select(Login.login_id, place).where(Login.account_id == newest.account_id).subquery()
    surplus = select(placed.c.login_id).where(placed.c.place > most)
    if ids := session.scalars(surplus).all():
        _end(session, Login.account_id == newest.account_id, Login.login_id.in_(ids))


def complete_login(session: Session, person: Person) -> None:
    """Make a half login a full one, for twelve hours from now; leave any other as it is."""
    half = (
        Login.account_id == person.account_id,
        Login.login_id == person.login_id,
        Login.scope == HALF,
    )
    now = clock.now()
    whole = {
        "scope": FULL,
        "last_used_at": recorded_use(person.role, now),
        "ends_at": now + _whole_for(person.role),
    }
    session.execute(update(Login).where(*half).values(whole))


def find_login(connection: Connection, secret: ServerSecret, token: str) -> tuple[Person, bool] | None:
    """Return the person a token belongs to, and whether this use is to be recorded."""
    row = _row_of(connection, secret, token)
    if row is None:
        return None
    now = clock.now()
    rests = row.scope == FULL and needs_second_factor(row.role) and now - row.last_used_at >= RESTS_AFTER
    person = Person(row.account_id, row.role, row.login_id, DORMANT if rests else row.scope)
    return person, not rests and row.last_used_at < recorded_use(row.role, now)


def _row_of(connection: Connection, secret: ServerSecret, token: str) -> Any:
    """Return the login of a token, or None if it is unknown or has expired."""
    try:
        token_hash = secret.keyed_hash("login", wire.from_base64url(token))
    except ValueError:
        return None
    row = connection.execute(_FIND, {"token_hash": token_hash}).one_or_none()
    return None if row is None or row.ends_at <= clock.now() else row


def recorded_use(role: str, moment: datetime) -> datetime:
    """Round a time of use as it is recorded: to the hour, or to the minute for logins that rest."""
    return moment.replace(second=0) if needs_second_factor(role) else hour(moment)


def note_use(connection: Connection, person: Person) -> None:
    """Record a login's last use."""
    used = {
        "account": person.account_id,
        "login": person.login_id,
        "used": recorded_use(person.role, clock.now()),
    }
    connection.execute(_NOTE_USE, used)


def logins_of(session: Session, account_id: str) -> Sequence[Login]:
    """Return the devices signed in to an account, oldest first."""
    live = (Login.account_id == account_id, Login.ends_at > clock.now())
    return session.scalars(select(Login).where(*live).order_by(Login.created_at, Login.login_id)).all()


def end_login(session: Session, account_id: str, login_id: str) -> None:
    """End one login of an account, at once.

    :raises NotFound: when the account has no such login.
    """
    if not _end(session, Login.account_id == account_id, Login.login_id == login_id):
        raise NotFound


def end_other_logins(session: Session, person: Person) -> None:
    """End every login of an account but the one in use."""
    _end(session, Login.account_id == person.account_id, Login.login_id != person.login_id)


def _end(session: Session, *which: ColumnElement[bool]) -> int:
    """End logins and add them to the revocation log; return how many there were."""
    ended = session.scalars(delete(Login).where(*which).returning(Login.token_hash)).all()
    for token_hash in ended:
        revocations.record(session, revocations.LOGIN_ENDED, token_hash=wire.to_base64url(token_hash))
    return len(ended)
