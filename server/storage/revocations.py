# SPDX-License-Identifier: AGPL-3.0-or-later
"""The revocation log: what was ended or taken back, kept apart from the database.

[Note: revocations] A backup brings back what somebody had ended since: a lost phone's login,
a copy taken back, a pairing, a password that somebody else knew, a deleted account. So
each of these is also a line in a small append-only log in a folder of its own, which
no backup contains, and which is replayed before the server starts. A line says what was
ended, never what somebody wrote.

A line is written before the commit: if the commit then fails, ending it was intended
anyway. New keys are logged after the commit, with their version: replaying keys that were
never committed would lock somebody out. A lower version never replaces a higher one.

One file per month and machine (``2026-11.<machine>.jsonl``), one JSON object per line, synced
to disk before the response is sent. No line is dropped because of its age: a wrong clock could
then bring a deleted account back. Older keys of an account are blanked out as soon as newer
ones are logged, and all keys of a deleted account.
"""

import fcntl
import os
import platform
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from flask import Flask, current_app
from sqlalchemy.orm import Session

from .. import clock

Line = dict[str, Any]

LOGIN_ENDED, SHARE_WITHDRAWN, PAIRING_ENDED = "login_ended", "share_withdrawn", "pairing_ended"
KEYS_REPLACED, ACCOUNT_DELETED = "keys_replaced", "account_deleted"
INVITE_TAKEN_BACK = "invite_taken_back"
LOGGED_AFTER_COMMIT = {KEYS_REPLACED}
_PENDING = "interlude.revocations"


class DamagedLog(Exception):
    """A line cannot be read: what it revoked is unknown, so the server does not start."""


class RevocationLog:
    """The files of the log, in one folder."""

    def __init__(self, folder: Path) -> None:
        """Take the folder."""
        self.folder = folder

    def add(self, lines: list[Line]) -> None:
        """Append lines; they are synced to disk when this returns."""
        now = clock.now()
        dated = b"".join(orjson.dumps({"at": now.isoformat(), **line}) + b"\n" for line in lines)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        machine = re.sub(r"[^A-Za-z0-9-]", "-", platform.node()) or "machine"
        path = self.folder / f"{now:%Y-%m}.{machine}.jsonl"
        _append(path, dated)

    def lines(self) -> Iterator[Line]:
        """Yield the lines of all machines, oldest first.

        :raises DamagedLog: when one cannot be read.
        """
        read = [line for path in self._files() for line in _read(path)]
        yield from sorted(read, key=lambda line: str(line["at"]))

    def forget_keys(self, account_id: str, before: int | None = None) -> None:
        """Blank out the logged keys of an account, once it is deleted or has newer ones.

        :param before: only keys of a lower version than this.
        """

        def is_over(line: Line) -> bool:
            if (line["what"], line.get("account_id")) != (KEYS_REPLACED, account_id):
                return False
            return before is None or int(line["account"]["keys_version"]) < before

        for path in self._files():
            _blank(path, is_over)

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("????-??.*.jsonl"))


def _append(path: Path, raw: bytes) -> None:
    """Append whole lines under a lock, after truncating an incomplete line left by a crash."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        _seek_end_of_lines(file)
        file.truncate()
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def _seek_end_of_lines(file: BinaryIO) -> None:
    """Seek to the end of the last whole line, which is mostly the end of the file."""
    end = file.seek(0, os.SEEK_END)
    if end:
        file.seek(end - 1)
        if file.read(1) != b"\n":
            file.seek(0)
            file.seek(file.read().rfind(b"\n") + 1)


def _blank(path: Path, is_over: Callable[[Line], bool]) -> None:
    """Overwrite obsolete lines with blanks, the first byte of each before the rest.

    A line that begins with a blank is ignored, even if a crash left the rest of it.
    """
    with path.open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        over = list(_places(file.read(), is_over))
        for longest in (1, None) if over else ():
            for place, size in over:
                file.seek(place)
                file.write(b" " * (longest or size))
            file.flush()
            os.fsync(file.fileno())


def _places(raw: bytes, is_over: Callable[[Line], bool]) -> Iterator[tuple[int, int]]:
    """Yield offset and length, without the newline, of each whole line that is obsolete."""
    place = 0
    for line in raw.splitlines(keepends=True):
        if line.endswith(b"\n") and not line.startswith(b" ") and is_over(orjson.loads(line)):
            yield place, len(line) - 1
        place += len(line)


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
    """Add a line to the log when this transaction is committed.

    :param facts: text and numbers only.
    """
    session.info.setdefault(_PENDING, []).append({"what": what, **facts})


def discard_pending(session: Session) -> None:
    """Discard the lines of a transaction that was not committed."""
    session.info.pop(_PENDING, None)


def before_commit(session: Session) -> None:
    """Write the lines that belong before the commit."""
    _write([line for line in session.info.get(_PENDING, ()) if line["what"] not in LOGGED_AFTER_COMMIT])


def after_commit(session: Session) -> None:
    """Write the lines that belong after the commit."""
    _write([line for line in session.info.pop(_PENDING, ()) if line["what"] in LOGGED_AFTER_COMMIT])


def _write(lines: list[Line]) -> None:
    log: RevocationLog | None = current_app.extensions.get("interlude.revocations")
    if lines and log is not None:
        log.add(lines)
        for line in lines:
            if line["what"] == ACCOUNT_DELETED:
                log.forget_keys(line["account_id"])
            elif line["what"] == KEYS_REPLACED:
                log.forget_keys(line["account_id"], before=line["account"]["keys_version"])


def open_log(app: Flask, folder: Path | None) -> None:
    """Open the app's log.

    :param folder: the folder of the log; None keeps no log, for a server without backups.
    """
    app.extensions["interlude.revocations"] = RevocationLog(folder) if folder else None
