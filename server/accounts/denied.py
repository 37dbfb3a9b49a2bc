"""What a restored backup brought back of accounts, ended again by the denial record."""

from sqlalchemy import CursorResult, delete
from sqlalchemy.orm import Session

from .. import denials, wire
from ..denials import Line
from .leaving import close
from .models import Account, Login


def end_login_again(session: Session, line: Line) -> bool:
    """End a login once more, known by the keyed hash of its token."""
    token_hash = wire.from_base64url(line["token_hash"])
    done: CursorResult[tuple[()]] = session.execute(delete(Login).where(Login.token_hash == token_hash))  # type: ignore[assignment]
    return done.rowcount > 0


def delete_again(session: Session, line: Line) -> bool:
    """Close an account once more; what is closed is deleted before the server opens."""
    account = session.get(Account, line["account_id"])
    if account is None or account.leaving_since is not None:
        return False
    close(session, account)
    return True


DENIES = {denials.LOGIN_ENDED: end_login_again, denials.ACCOUNT_DELETED: delete_again}
