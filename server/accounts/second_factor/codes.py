# SPDX-License-Identifier: AGPL-3.0-or-later
"""The second factor: who needs one, who has one, and six-digit codes (RFC 6238)."""

import hmac

import pyotp
from sqlalchemy.orm import Session

from ... import clock
from ...http.problems import WrongCode
from ...secret import ServerSecret
from ..models import Totp

STEP = 30  # seconds; SHA-1 and six digits, which every authenticator app knows
DRIFT = 1  # steps a clock may be off, either way
PURPOSE = "totp"


def keep_codes(session: Session, secret: ServerSecret, account_id: str, base32: str, code: str) -> None:
    """Store the secret of an authenticator app in place of an older one, if the code is right.

    :raises WrongCode: the code is wrong; the older secret stays.
    """
    step = step_of(base32, code, after=0)
    if step is None:
        raise WrongCode
    sealed = secret.seal(PURPOSE, account_id, base32.encode())
    session.merge(Totp(account_id=account_id, sealed_secret=sealed, last_step=step))


def use_code(session: Session, secret: ServerSecret, account_id: str, code: str) -> None:
    """Use a code up.

    :raises WrongCode: it is wrong, too old, or was used before.
    """
    totp = session.get(Totp, account_id, with_for_update=True, populate_existing=True)
    base32 = secret.open(PURPOSE, account_id, totp.sealed_secret) if totp else None
    if totp is None or base32 is None:
        raise WrongCode
    step = step_of(base32.decode(), code, after=totp.last_step)
    if step is None:
        raise WrongCode
    totp.last_step = step


def step_of(base32: str, code: str, *, after: int) -> int | None:
    """Return the time step of a right code, if it is within the drift and later than ``after``."""
    codes = pyotp.TOTP(base32, interval=STEP)
    now = int(clock.now().timestamp()) // STEP
    right = [
        step
        for step in range(now - DRIFT, now + DRIFT + 1)
        if hmac.compare_digest(codes.generate_otp(step), code)
    ]
    later = [step for step in right if step > after]
    return later[0] if later else None
