# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the operator decides, read once from the environment."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from environs import Env

DEFAULT_ORIGINS = ("http://localhost:8000", "http://127.0.0.1:8000")
WEBAPP = Path(__file__).resolve().parent.parent / "webapp" / "dist"


class BadConfiguration(Exception):
    """The environment or the practice file says something the server cannot follow."""


@dataclass(frozen=True)
class Help:
    """One number a person may call at night, shown wherever one writes."""

    name: str
    number: str
    text: str


@dataclass(frozen=True)
class Practice:
    """What the practice tells everybody, also people without an account."""

    name: str = "Interlude"
    registration: str = "invite"  # or "open": patients register without an invite
    help: tuple[Help, ...] = (
        Help(
            name="Emergency",
            number="112",
            text="If life is in danger, call the emergency number. In your country it may be another one.",
        ),
    )

    @property
    def open_to_all(self) -> bool:
        """Whether a patient may register without an invite."""
        return self.registration == "open"


@dataclass(frozen=True)
class Quotas:
    """What one account may take up, so that nobody fills the server for the others."""

    sealed_bytes: int = 256 * 1024 * 1024  # of entries, shares and pairings, as they are sealed
    entries: int = 100_000  # entries that are not deleted, shares that stand and pairings that live
    logins: int = 50  # of each kind; the one that was not used for longest ends
    invites: int = 200  # open ones of a therapist
    challenges: int = 10  # of one login at once; the oldest goes


@dataclass(frozen=True)
class Settings:
    """Every setting of one server; immutable, so no request can change another's."""

    database_url: str
    secret_file: Path
    data: Path | None = None  # the folder of what is kept, for its owner only
    webapp: Path = WEBAPP
    origins: tuple[str, ...] = DEFAULT_ORIGINS
    practice: Practice = field(default_factory=Practice)
    rate_limits: bool = True
    redis_url: str | None = None
    metrics_port: int | None = None
    threads: int = 8  # requests worked on at once, and as many connections to the database
    revocations: Path | None = None  # the folder of what was ended or taken back; never inside a backup
    backup_days: int = 35  # how long a backup is kept, which is how long deleted things may live on in one
    quotas: Quotas = field(default_factory=Quotas)
    proxies: int = 0  # reverse proxies in front whose X-Forwarded-For may be believed


def read_settings() -> Settings:
    """Read the environment.

    :raises BadConfiguration: when the practice file or a quota is not what it should be.
    """
    env = Env()
    data = Path(env.str("INTERLUDE_DATA", "data")).resolve()
    return Settings(
        database_url=driver_named(env.str("DATABASE_URL", f"sqlite:///{data / 'interlude.sqlite3'}")),
        data=data,
        secret_file=Path(env.str("INTERLUDE_SECRET_FILE", str(data / "secret"))),
        webapp=Path(env.str("INTERLUDE_WEBAPP", str(WEBAPP))).resolve(),
        origins=tuple(origin.rstrip("/") for origin in env.list("INTERLUDE_ORIGIN", [*DEFAULT_ORIGINS])),
        practice=read_practice(Path(env.str("INTERLUDE_PRACTICE_FILE", str(data / "practice.json")))),
        rate_limits=env.bool("INTERLUDE_RATE_LIMITS", True),
        redis_url=env.str("REDIS_URL", "") or None,
        metrics_port=env.int("INTERLUDE_METRICS_PORT", 0) or None,
        threads=env.int("INTERLUDE_THREADS", 8),
        revocations=Path(env.str("INTERLUDE_DENIALS", str(data / "denials"))),
        backup_days=env.int("INTERLUDE_BACKUP_DAYS", 35),
        quotas=_read_quotas(env),
        proxies=env.int("INTERLUDE_PROXIES", 0),
    )


def _read_quotas(env: Env) -> Quotas:
    """Read what one account may take up.

    :raises BadConfiguration: when one of them is less than one: nobody could be served.
    """
    usual = Quotas()
    quotas = Quotas(
        sealed_bytes=env.int("INTERLUDE_QUOTA_BYTES", usual.sealed_bytes),
        entries=env.int("INTERLUDE_QUOTA_ENTRIES", usual.entries),
        logins=env.int("INTERLUDE_QUOTA_LOGINS", usual.logins),
        invites=env.int("INTERLUDE_QUOTA_INVITES", usual.invites),
        challenges=env.int("INTERLUDE_QUOTA_CHALLENGES", usual.challenges),
    )
    if min(asdict(quotas).values()) < 1:
        raise BadConfiguration("each INTERLUDE_QUOTA_… is a whole number above zero")
    return quotas


def driver_named(url: str) -> str:
    """Name the PostgreSQL driver in a URL that leaves it open, as most of them do."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def read_practice(path: Path) -> Practice:
    """Read the practice's file, or take neutral words where there is none."""
    if not path.exists():
        return Practice()
    try:
        return _practice(json.loads(path.read_text("utf-8")))
    except (ValueError, TypeError, KeyError) as error:
        raise BadConfiguration(f"{path.name} is not a practice file: {error}") from error


def _practice(given: Any) -> Practice:
    if not isinstance(given, dict):
        raise TypeError("it holds no object")
    neutral = Practice()
    registration = given.get("registration", neutral.registration)
    if registration not in {"open", "invite"}:
        raise ValueError('registration is "open" or "invite"')
    numbers = tuple(Help(**number) for number in given["help"]) if "help" in given else neutral.help
    return Practice(name=str(given.get("name", neutral.name)), registration=registration, help=numbers)
