# SPDX-License-Identifier: AGPL-3.0-or-later
"""Replays the revocation log on accounts, to undo what a restored backup brought back."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ..http import wire
from ..storage import revocations
from ..storage.revocations import Line
from .keys.snapshots import restore_keys
from .leaving.rules import close
from .models import Account, Login


def end_logins_again(session: Session, lines: list[Line]) -> int:
    """End logins again, found by the keyed hashes of their tokens."""
    ended = {line["token_hash"] for line in lines}
    there = session.scalars(select(Login.token_hash)).all()
    back = [token_hash for token_hash in there if wire.to_base64url(token_hash) in ended]
    for token_hash in back:
        session.execute(delete(Login).where(Login.token_hash == token_hash))
    return len(back)


def replace_keys_again(session: Session, lines: list[Line]) -> int:
    """Restore account keys that are newer than the database's; the newest line of each account counts."""
    newest = sorted(lines, key=lambda line: int(line["account"]["keys_version"]))
    last = {line["account_id"]: line for line in newest}
    behind = [(account, line) for line in last.values() if (account := _behind(session, line))]
    names = {account.id: account.login for account, _ in behind}
    for account, _ in behind:  # two people may have swapped names: free both names first
        account.login = f"restoring:{account.id}"
    session.flush()
    for account, line in behind:
        _replace_keys(session, account, line, names[account.id])
    return len(behind)


def _behind(session: Session, line: Line) -> Account | None:
    account = session.get(Account, line["account_id"])
    if account is None or account.leaving_since is not None:
        return None
    return account if account.keys_version < line["account"]["keys_version"] else None


def _replace_keys(session: Session, account: Account, line: Line, name_before: str) -> None:
    taken = select(Account.id).where(Account.login == line["account"]["login"], Account.id != account.id)
    if session.scalar(taken) is not None:  # another account has this name now: keep the older one
        line["account"]["login"] = name_before
    restore_keys(session, account, line)


def delete_again(session: Session, lines: list[Line]) -> int:
    """Close accounts again; their data is deleted before the server starts."""
    left = {line["account_id"] for line in lines}
    there = session.scalars(select(Account).where(Account.leaving_since.is_(None))).all()
    back = [account for account in there if account.id in left]
    for account in back:
        close(session, account)
    return len(back)


REPLAYS = {  # in this order, since a deleted account frees its login name
    revocations.LOGIN_ENDED: end_logins_again,
    revocations.ACCOUNT_DELETED: delete_again,
    revocations.KEYS_REPLACED: replace_keys_again,
}
