# SPDX-License-Identifier: AGPL-3.0-or-later
"""The revocation log: what was ended or taken back, kept apart from the database.

[Note: revocations] A backup brings back what somebody had ended since: a lost phone's login,
a copy taken back, a pairing, a password that somebody else knew, a deleted account. So
each of these is also a line in a small append-only log in a folder of its own, which
no backup contains, and the record is replayed before the server opens. A line says what
is over and never what somebody wrote.

It is written down before it is committed: what is in the record and failed after
all was wanted anyway. New keys are written down after, with their number: replaying
keys that were never committed would lock somebody out, and the lower number never wins.

One file a month and machine (``2026-11.<machine>.jsonl``), one JSON object a line, synced
to the disk before the answer leaves. Whole months are dropped once no backup is that old,
and the keys of somebody who left are blanked out at once.
"""

import fcntl
import os
import platform
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
from flask import Flask, current_app
from sqlalchemy.orm import Session

from .. import clock

Line = dict[str, Any]

LOGIN_ENDED, SHARE_WITHDRAWN, PAIRING_ENDED = "login_ended", "share_withdrawn", "pairing_ended"
KEYS_REPLACED, ACCOUNT_DELETED = "keys_replaced", "account_deleted"
LOGGED_AFTER_COMMIT = {KEYS_REPLACED}
_PENDING = "interlude.revocations"
_LONGEST_MONTH = timedelta(days=31)


class DamagedLog(Exception):
    """A line of the record does not read: what it denied is unknown, so the server stays closed."""


class RevocationLog:
    """The files of the record, in one folder."""

    def __init__(self, folder: Path, backup_days: int) -> None:
        """Take the folder and for how many days a backup is kept."""
        self.folder, self.backup_days = folder, backup_days

    def add(self, lines: list[Line]) -> None:
        """Write lines down; they are on the disk when this returns."""
        now = clock.now()
        dated = b"".join(orjson.dumps({"at": now.isoformat(), **line}) + b"\n" for line in lines)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        machine = re.sub(r"[^A-Za-z0-9-]", "-", platform.node()) or "machine"
        path = self.folder / f"{now:%Y-%m}.{machine}.jsonl"
        _append(path, dated)

    def lines(self) -> Iterator[Line]:
        """Give every line, oldest first, of all machines.

        :raises DamagedRecord: when one does not read.
        """
        read = [line for path in self._files() for line in _read(path)]
        yield from sorted(read, key=lambda line: str(line["at"]))

    def forget_old(self) -> None:
        """Drop the months that are older than any backup."""
        oldest = clock.now() - timedelta(days=self.backup_days) - _LONGEST_MONTH
        for path in self._files():
            if path.name[:7] < f"{oldest:%Y-%m}":
                path.unlink(missing_ok=True)

    def forget_keys(self, account_id: str) -> None:
        """Blank out the sealed slots of an account that was deleted: they are not to outlive it here."""
        for path in self._files():
            _blank(path, {"what": KEYS_REPLACED, "account_id": account_id})

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("????-??.*.jsonl"))


def _append(path: Path, raw: bytes) -> None:
    """Add whole lines under a lock; half a line of a crash, which denied nothing yet, is cut off first."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        kept = file.read()
        file.seek(kept.rfind(b"\n") + 1)
        file.truncate()
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def _blank(path: Path, gone: Line) -> None:
    """Write blanks over the lines that say all of this, their first byte first.

    A line that begins with a blank says nothing any more, even where a crash left its rest.
    """
    with path.open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        place = 0
        for raw in file.read().splitlines(keepends=True):
            whole = raw.endswith(b"\n") and not raw.startswith(b" ")
            if whole and gone.items() <= _facts(raw).items():
                for begin, blanks in ((place, b" "), (place, b" " * (len(raw) - 1))):
                    file.seek(begin)
                    file.write(blanks)
                    file.flush()
                    os.fsync(file.fileno())
            place += len(raw)


def _facts(raw: bytes) -> Line:
    """Read what a line says in plain values."""
    return {name: value for name, value in orjson.loads(raw).items() if isinstance(value, str)}


def _read(path: Path) -> Iterator[Line]:
    whole, _, _half = path.read_bytes().rpartition(b"\n")
    for number, raw in enumerate(whole.splitlines(), 1):
        if raw.startswith(b" "):
            continue
        try:
            line = orjson.loads(raw)
            yield {**line, "at": str(line["at"]), "what": str(line["what"])}
        except (ValueError, KeyError, TypeError) as error:
            raise DamagedLog(f"{path.name}, line {number}, cannot be read") from error


def record(session: Session, what: str, **facts: Any) -> None:
    """Have something written down when this transaction is committed.

    :param facts: text and numbers only.
    """
    session.info.setdefault(_PENDING, []).append({"what": what, **facts})


def discard_pending(session: Session) -> None:
    """Forget what a transaction noted that came to nothing."""
    session.info.pop(_PENDING, None)


def before_commit(session: Session) -> None:
    """Write down what is about to be committed."""
    _write([line for line in session.info.get(_PENDING, ()) if line["what"] not in LOGGED_AFTER_COMMIT])


def after_commit(session: Session) -> None:
    """Write down what may only be known once it is committed."""
    _write([line for line in session.info.pop(_PENDING, ()) if line["what"] in LOGGED_AFTER_COMMIT])


def _write(lines: list[Line]) -> None:
    log: RevocationLog | None = current_app.extensions.get("interlude.revocations")
    if lines and log is not None:
        log.add(lines)
        for line in lines:
            if line["what"] == ACCOUNT_DELETED:
                log.forget_keys(line["account_id"])


def open_log(app: Flask, folder: Path | None, backup_days: int) -> None:
    """Give the app its record.

    :param folder: where the record is; None keeps none, for a server nobody backs up.
    """
    app.extensions["interlude.revocations"] = RevocationLog(folder, backup_days) if folder else None
