# SPDX-License-Identifier: AGPL-3.0-or-later
"""The operator's settings, read once from the environment."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from environs import Env

DEFAULT_ORIGINS = ("http://localhost:8000", "http://127.0.0.1:8000")
WEBAPP = Path(__file__).resolve().parent.parent / "webapp" / "dist"


class BadConfiguration(Exception):
    """A setting in the environment or the practice file is not valid."""


@dataclass(frozen=True)
class Help:
    """One phone number to call at night, shown wherever one writes."""

    name: str
    number: str
    text: str


@dataclass(frozen=True)
class Practice:
    """What the practice publishes to everybody, also to people without an account."""

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
    """The quotas of one account, so that nobody fills up the server for the others."""

    sealed_bytes: int = 256 * 1024 * 1024  # of sealed entries, shares and pairings
    entries: int = 100_000  # undeleted entries, live shares and live pairings
    logins: int = 50  # of each scope; the least recently used one ends
    invites: int = 200  # open invites of a therapist
    challenges: int = 10  # of one login at once; the oldest is deleted


@dataclass(frozen=True)
class Settings:
    """Every setting of one server; immutable, so no request can change another's."""

    database_url: str
    secret_file: Path
    data: Path | None = None  # the data folder, readable by its owner only
    webapp: Path = WEBAPP
    origins: tuple[str, ...] = DEFAULT_ORIGINS
    practice: Practice = field(default_factory=Practice)
    rate_limits: bool = True
    redis_url: str | None = None
    metrics_port: int | None = None
    threads: int = 8  # concurrent requests, and as many database connections
    revocations: Path | None = None  # the folder of the revocation log; never part of a backup
    backup_days: int = 35  # how long backups are kept, and deleted data in them
    quotas: Quotas = field(default_factory=Quotas)
    proxies: int = 0  # reverse proxies in front whose X-Forwarded-For may be believed


def read_settings() -> Settings:
    """Read the environment.

    :raises BadConfiguration: when the practice file or a quota is not valid.
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
    """Read the quotas of one account.

    :raises BadConfiguration: when one of them is less than one.
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
    """Add the PostgreSQL driver to a URL that does not name one."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def read_practice(path: Path) -> Practice:
    """Read the practice's file, or use neutral defaults if there is none."""
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
