# SPDX-License-Identifier: Apache-2.0
"""A second factor for therapists: six digits from an authenticator (RFC 6238), beside the password."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pyotp

from interlude import errors, messages
from interlude.api.connection import Connection
from interlude.api.rows import LoginRow, read, whole
from interlude.keys import logins
from interlude.protocol.encoding import to_base64url

ISSUER = "Interlude"
STEP = 30  # seconds a code is shown
SECRET_LETTERS = 32  # of base32: 160 bits

LOST = "lost"  # given instead of a code, with the recovery code: resets the second factor
CodeSource = Callable[[], str] | str | None


def new_secret() -> str:
    """Draw a secret of 160 bits, as 32 letters of base32."""
    return pyotp.random_base32(SECRET_LETTERS)


def otpauth_uri(login: str, secret: str) -> str:
    """Write the address an authenticator reads, mostly from a QR."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def code_of(secret: str, step: int | None = None) -> str:
    """Compute the six digits of a 30-second step since 1970 (None: the current step)."""
    return pyotp.TOTP(secret).generate_otp(_this_step() if step is None else step)


def next_code(secret: str) -> str:
    """Compute the next step's code: the server accepts it already, and for at least a minute."""
    return code_of(secret, _this_step() + 1)


class Codes:
    """The codes of one secret, each returned once, because the server accepts each once.

    The server also accepts the previous and the next code. So a program that signs in several times
    within half a minute gets the next code, and waits only if that one is used up too.
    """

    def __init__(self, secret: str, used: int = 0) -> None:
        """Take the secret, and the newest step whose code was used already."""
        self._secret, self._used = secret, used

    def __call__(self) -> str:
        """Return an unused code; sleeps up to half a minute if there is none yet."""
        step = max(_this_step(), self._used + 1)
        while step > _this_step() + 1:
            time.sleep(0.2)
        self._used = step
        return code_of(self._secret, step)


def set_up(connection: Connection, proof: dict[str, Any], secret: str) -> None:
    """Replace the account's secret for codes; this also completes a half login."""
    body = {"proof": proof, "secret": secret, "code": code_of(secret)}
    connection.put("/api/second-factor/totp", body)


def give(connection: Connection, source: CodeSource) -> None:
    """Complete a half login with a code.

    Raises `SecondFactorNeeded` if there is no code; the half login is then ended.
    """
    if source is None:
        with suppress(errors.InterludeError):
            logins.end(connection)
        raise errors.SecondFactorNeeded(messages.SECOND_FACTOR_NEEDED)
    code = source if isinstance(source, str) else source()
    connection.post("/api/logins/current/second-factor", {"code": "".join(code.split())})


def complete(connection: Connection, row: LoginRow, source: CodeSource) -> None:
    """Complete a new login if it still needs a second factor."""
    if row.needs == "second_factor":
        give(connection, source)
    elif row.needs is not None:
        with suppress(errors.InterludeError):
            logins.end(connection)
        raise errors.SecondFactorMissing(messages.SECOND_FACTOR_MISSING)


def proof_by_password(auth_key: bytes) -> dict[str, Any]:
    """Make the fresh proof of a password (PROTOCOL §6)."""
    return {"auth_key": to_base64url(auth_key)}


def state(connection: Connection) -> dict[str, Any]:
    """Tell which second factors the account has: `totp`, `passkeys`, and whether one is `required`."""
    return read(_state, connection.get("/api/second-factor"))


def _state(row: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(row["totp"], bool) or not isinstance(row["required"], bool):
        raise TypeError("second factor")
    return {"totp": row["totp"], "passkeys": whole(row, "passkeys"), "required": row["required"]}


def _this_step() -> int:
    return int(time.time()) // STEP
