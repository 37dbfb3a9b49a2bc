# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is stored of an account. A column's ``thief`` says what its loss would reveal."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..storage.database import Base, Id, Moment

PATIENT, THERAPIST = "patient", "therapist"
PASSWORD, RECOVERY, PASSKEY = "password", "recovery", "passkey"
# What a login may do: everything, set new keys (RECOVERY), or prove a second factor.
FULL, HALF = "full", "half"
LONGEST_CREDENTIAL_ID = 1023  # WebAuthn's own bound


class Account(Base):
    """One person. ``id`` is made by her device, so registering again after a lost answer is safe."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("login"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, info={"thief": "random; tells nothing by itself"})
    role: Mapped[str] = mapped_column(String(16), info={"thief": "who is a patient and who a therapist"})
    login: Mapped[str] = mapped_column(
        String(64), info={"thief": "login names, readable; a name or e-mail address chosen as one is seen"}
    )
    auth_hash: Mapped[bytes | None] = mapped_column(
        LargeBinary(32),
        info={
            "thief": "SHA-256 of what Argon2id made of the password; lets weak passwords be guessed, slowly"
        },
    )
    recovery_hash: Mapped[bytes] = mapped_column(
        LargeBinary(32), info={"thief": "SHA-256 of what the 128-bit recovery code gives; cannot be guessed"}
    )
    created_at: Mapped[datetime] = mapped_column(Moment, info={"thief": "when the account was made"})
    leaving_since: Mapped[datetime | None] = mapped_column(
        Moment, info={"thief": "that somebody is leaving; the rest of it goes within moments"}
    )
    keys_version: Mapped[int] = mapped_column(
        BigInteger,
        default=1,
        server_default="1",
        info={"thief": "how often the ways into an account were changed"},
    )


class Slot(Base):
    """One way to unlock the account key; the server can open none."""

    __tablename__ = "slots"

    account_id: Mapped[str] = mapped_column(
        Id,
        ForeignKey("accounts.id", ondelete="CASCADE"),
        primary_key=True,
        info={"thief": "whose slot it is"},
    )
    slot_id: Mapped[str] = mapped_column(Id, primary_key=True, info={"thief": "random; tells nothing"})
    type: Mapped[str] = mapped_column(
        String(16), info={"thief": "which ways to unlock somebody has: password, recovery code, passkey"}
    )
    params: Mapped[bytes] = mapped_column(
        LargeBinary(64), info={"thief": "the salt of a password, or the hash of a passkey's id"}
    )
    envelope: Mapped[bytes] = mapped_column(
        LargeBinary(113),
        info={"thief": "the sealed account key; opens only with password, code or passkey"},
    )


class Login(Base):
    """Being signed in on one device. The token itself is never stored."""

    __tablename__ = "logins"
    __table_args__ = (UniqueConstraint("token_hash"),)

    account_id: Mapped[str] = mapped_column(
        Id,
        ForeignKey("accounts.id", ondelete="CASCADE"),
        primary_key=True,
        info={"thief": "who is signed in"},
    )
    login_id: Mapped[str] = mapped_column(Id, primary_key=True, info={"thief": "random; tells nothing"})
    token_hash: Mapped[bytes] = mapped_column(
        LargeBinary(32), info={"thief": "a keyed hash; cannot be used to sign in"}
    )
    scope: Mapped[str] = mapped_column(
        String(16), info={"thief": "whether somebody is just recovering a lost password"}
    )
    device: Mapped[str] = mapped_column(
        String(80), info={"thief": "what a person or her app called the device, readable"}
    )
    created_at: Mapped[datetime] = mapped_column(Moment, info={"thief": "when somebody signed in"})
    last_used_at: Mapped[datetime] = mapped_column(
        Moment, info={"thief": "the hour, for a therapist the minute, in which the device was last in touch"}
    )
    ends_at: Mapped[datetime] = mapped_column(Moment, info={"thief": "when the login ends by itself"})


class Enrolment(Base):
    """A one-time token with which a therapist registers, made on the operator's command line."""

    __tablename__ = "enrolments"
    __table_args__ = (Index(None, "used_by"),)

    token_hash: Mapped[bytes] = mapped_column(
        LargeBinary(32), primary_key=True, info={"thief": "SHA-256 of a random token; cannot be used"}
    )
    expires_at: Mapped[datetime] = mapped_column(Moment, info={"thief": "until when it could be used"})
    used_by: Mapped[str | None] = mapped_column(
        Id,
        ForeignKey("accounts.id", ondelete="SET NULL"),
        info={"thief": "which therapist registered with it"},
    )


class Passkey(Base):
    """One authenticator a person can sign in with. It also unlocks the journal if it has a slot."""

    __tablename__ = "passkeys"
    __table_args__ = (UniqueConstraint("credential_id"),)

    account_id: Mapped[str] = mapped_column(
        Id,
        ForeignKey("accounts.id", ondelete="CASCADE"),
        primary_key=True,
        info={"thief": "how many passkeys somebody has"},
    )
    passkey_id: Mapped[str] = mapped_column(Id, primary_key=True, info={"thief": "random; tells nothing"})
    credential_id: Mapped[bytes] = mapped_column(
        LargeBinary(LONGEST_CREDENTIAL_ID), info={"thief": "random, made by the authenticator"}
    )
    public_key: Mapped[bytes] = mapped_column(
        LargeBinary(2048), info={"thief": "checks signatures; signs in nobody and opens nothing"}
    )
    sign_count: Mapped[int] = mapped_column(
        BigInteger, info={"thief": "how often the authenticator says it was used"}
    )
    name: Mapped[str] = mapped_column(
        String(40), info={"thief": "what a person or her app called the passkey, readable"}
    )
    created_at: Mapped[datetime] = mapped_column(Moment, info={"thief": "when the passkey was added"})
    last_used_at: Mapped[datetime | None] = mapped_column(
        Moment, info={"thief": "the hour in which it was last used"}
    )


class Challenge(Base):
    """Random bytes for a passkey to sign, valid once and for minutes. Only their hash is stored."""

    __tablename__ = "challenges"
    __table_args__ = (Index(None, "account_id"), Index(None, "expires_at"))

    challenge_hash: Mapped[bytes] = mapped_column(
        LargeBinary(32), primary_key=True, info={"thief": "SHA-256 of random bytes; cannot be used"}
    )
    purpose: Mapped[str] = mapped_column(
        String(16), info={"thief": "whether somebody is just signing in, or adding or using a passkey"}
    )
    account_id: Mapped[str | None] = mapped_column(
        Id,
        ForeignKey("accounts.id", ondelete="CASCADE"),
        info={"thief": "who asked in the last minutes; nobody's while signing in"},
    )
    login_id: Mapped[str | None] = mapped_column(Id, info={"thief": "random; tells nothing"})
    expires_at: Mapped[datetime] = mapped_column(Moment, info={"thief": "until when it can be signed"})


class Totp(Base):
    """The secret behind a therapist's six-digit codes, sealed under the server's secret."""

    __tablename__ = "totps"

    account_id: Mapped[str] = mapped_column(
        Id,
        ForeignKey("accounts.id", ondelete="CASCADE"),
        primary_key=True,
        info={"thief": "which therapist uses an authenticator app"},
    )
    sealed_secret: Mapped[bytes] = mapped_column(
        LargeBinary(64),
        info={"thief": "sealed under the server's secret, which is a file beside the database, not in it"},
    )
    last_step: Mapped[int] = mapped_column(
        BigInteger, info={"thief": "the half minute of the code last used"}
    )
