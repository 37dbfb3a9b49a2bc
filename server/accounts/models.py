"""What is stored of an account. A column's ``thief`` says what its loss would tell."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, Id, Moment

PATIENT, THERAPIST = "patient", "therapist"
PASSWORD, RECOVERY, PASSKEY = "password", "recovery", "passkey"
FULL = "full"  # a login that may do everything; the other scope is RECOVERY


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
        Moment, info={"thief": "the hour in which the device was last in touch"}
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
