# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a restored backup brought back of accounts, set right by the revocation log."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ..http import wire
from ..storage import revocations
from ..storage.revocations import Line
from .keys.snapshots import restore_keys
from .leaving.rules import close
from .models import Account, Login


def end_login_again(session: Session, line: Line) -> bool:
    """End a login once more, known by the keyed hash of its token."""
    ended = delete(Login).where(Login.token_hash == wire.from_base64url(line["token_hash"]))
    return session.scalar(ended.returning(Login.login_id)) is not None


def replace_keys_again(session: Session, line: Line) -> bool:
    """Put back newer ways into an account than the database has; of several lines the last one stands."""
    account = session.get(Account, line["account_id"])
    if account is None or account.leaving_since is not None:
        return False
    if account.keys_version >= line["account"]["keys_version"]:
        return False
    taken = select(Account.id).where(Account.login == line["account"]["login"], Account.id != account.id)
    if session.scalar(taken) is not None:  # the name went to somebody else since: the older one stays
        line["account"]["login"] = account.login
    restore_keys(session, account, line)
    return True


def delete_again(session: Session, line: Line) -> bool:
    """Close an account once more; what is closed is deleted before the server opens."""
    account = session.get(Account, line["account_id"])
    if account is None or account.leaving_since is not None:
        return False
    close(session, account)
    return True


REPLAYS = {
    revocations.LOGIN_ENDED: end_login_again,
    revocations.KEYS_REPLACED: replace_keys_again,
    revocations.ACCOUNT_DELETED: delete_again,
}
