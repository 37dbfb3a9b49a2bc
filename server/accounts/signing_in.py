"""Rules of logins: how one begins, is found again, and ends."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import uuid4

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from .. import clock, denials, wire
from ..problems import NotFound, WrongLogin
from ..secret import ServerSecret
from .models import FULL, PASSWORD, RECOVERY, Account, Login, Slot
from .rules import matches

LASTS = {FULL: timedelta(days=90), RECOVERY: timedelta(hours=1)}


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


@dataclass(frozen=True)
class Begun:
    """A login just begun. Its token is not kept and cannot be told again."""

    account_id: str
    role: str
    login_id: str
    token: str


Found = Row[str, str, bytes | None, bytes]  # id, role, auth_hash, recovery_hash of an account

# Signing in and finding a login again are walked through most: Core, built once.
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
_NOTE_USE = (
    update(Login)
    .where(_LOGIN.c.account_id == bindparam("account"), _LOGIN.c.login_id == bindparam("login"))
    .values(last_used_at=bindparam("hour"))
)
_FIND = (
    select(Login.account_id, Account.role, Login.login_id, Login.scope, Login.last_used_at, Login.ends_at)
    .join(Account, Account.id == Login.account_id)
    .where(Login.token_hash == bindparam("token_hash"))
)


def hour(moment: datetime) -> datetime:
    """Return the hour a moment lies in; nothing finer is recorded of a last use."""
    return moment.replace(minute=0, second=0, microsecond=0)


def salt_of(connection: Connection, secret: ServerSecret, login: str) -> bytes:
    """Return the salt of a login's password, or a made-up stable one for a login nobody has.

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


def begin_login(
    connection: Connection, secret: ServerSecret, account: Found, device: str, scope: str
) -> Begun:
    """Begin a login of an account, and forget those that are over."""
    now, token, login_id = clock.now(), secrets.token_bytes(32), str(uuid4())
    connection.execute(_SWEEP, {"account": account.id, "now": now})
    login = {
        "account_id": account.id,
        "login_id": login_id,
        "token_hash": secret.keyed_hash("login", token),
        "scope": scope,
        "device": device,
        "created_at": now,
        "last_used_at": hour(now),
        "ends_at": now + LASTS[scope],
    }
    connection.execute(_BEGIN, login)
    return Begun(account.id, account.role, login_id, wire.to_base64url(token))


def find_login(connection: Connection, secret: ServerSecret, token: str) -> tuple[Person, bool] | None:
    """Return who holds a token, and whether this is her first use of it in this hour."""
    try:
        token_hash = secret.keyed_hash("login", wire.from_base64url(token))
    except ValueError:
        return None
    row = connection.execute(_FIND, {"token_hash": token_hash}).one_or_none()
    now = clock.now()
    if row is None or row.ends_at <= now:
        return None
    return Person(row.account_id, row.role, row.login_id, row.scope), row.last_used_at < hour(now)


def note_use(connection: Connection, person: Person) -> None:
    """Record the hour of a login's last use."""
    used = {"account": person.account_id, "login": person.login_id, "hour": hour(clock.now())}
    connection.execute(_NOTE_USE, used)


def logins_of(session: Session, account_id: str) -> Sequence[Login]:
    """Return the devices signed in to an account, oldest first."""
    live = (Login.account_id == account_id, Login.ends_at > clock.now())
    return session.scalars(select(Login).where(*live).order_by(Login.created_at, Login.login_id)).all()


def end_login(session: Session, account_id: str, login_id: str) -> None:
    """End one login of an account, at once.

    :raises NotFound: when the account has no such login.
    """
    login = session.get(Login, (account_id, login_id))
    if login is None:
        raise NotFound
    session.delete(login)
    _note_end(session, login.token_hash)


def end_other_logins(session: Session, person: Person) -> None:
    """End every login of an account but the one in use."""
    others = (Login.account_id == person.account_id, Login.login_id != person.login_id)
    for token_hash in session.scalars(delete(Login).where(*others).returning(Login.token_hash)).all():
        _note_end(session, token_hash)


def _note_end(session: Session, token_hash: bytes) -> None:
    """Have it written down apart from the database: a restored backup must not bring a login back."""
    denials.note(session, denials.LOGIN_ENDED, token_hash=wire.to_base64url(token_hash))
