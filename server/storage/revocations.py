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
to the disk before the answer leaves. Nothing is dropped for its age: that would be the word of
one clock, and a wrong one would bring a deleted account back. What a newer line replaces, which
is an account's older keys, is blanked out at once, and all keys of somebody who left.
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
    """A line of the record does not read: what it denied is unknown, so the server stays closed."""


class RevocationLog:
    """The files of the record, in one folder."""

    def __init__(self, folder: Path) -> None:
        """Take the folder."""
        self.folder = folder

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

    def forget_keys(self, account_id: str, before: int | None = None) -> None:
        """Blank out the sealed slots of an account: they are not to outlive it, or newer ones, here.

        :param before: only those of a lower number than this.
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
    """Add whole lines under a lock; half a line of a crash, which denied nothing yet, is cut off first."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        _seek_end_of_lines(file)
        file.truncate()
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def _seek_end_of_lines(file: BinaryIO) -> None:
    """Go behind the last whole line, which is mostly the end of the file."""
    end = file.seek(0, os.SEEK_END)
    if end:
        file.seek(end - 1)
        if file.read(1) != b"\n":
            file.seek(0)
            file.seek(file.read().rfind(b"\n") + 1)


def _blank(path: Path, is_over: Callable[[Line], bool]) -> None:
    """Write blanks over the lines that are over, the first byte of each first.

    A line that begins with a blank says nothing any more, even where a crash left its rest.
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
    """Give the place and the length, without its end, of each whole line that is over."""
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
            elif line["what"] == KEYS_REPLACED:
                log.forget_keys(line["account_id"], before=line["account"]["keys_version"])


def open_log(app: Flask, folder: Path | None) -> None:
    """Give the app its record.

    :param folder: where the record is; None keeps none, for a server nobody backs up.
    """
    app.extensions["interlude.revocations"] = RevocationLog(folder) if folder else None
