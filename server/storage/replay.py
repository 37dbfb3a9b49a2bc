# SPDX-License-Identifier: AGPL-3.0-or-later
"""Before the server opens: what the revocation log says is over is made to be over again.

[Note: revocations] is in revocations.py. Each feature says what a line of its own means.
"""

from collections.abc import Callable

import structlog
from flask import Flask
from sqlalchemy.orm import Session

from . import database, feed, schema_version
from .revocations import DamagedLog, Line, RevocationLog

Replay = Callable[[Session, list[Line]], int]
"""Lets lines of one sort happen again, oldest first; says how many there was anything to do for."""


def replay_at_start(app: Flask, replays: dict[str, Replay]) -> None:
    """Tell what each line of the record means, and replay it where there is a database to set right.

    :raises DamagedRecord: when the record does not read; the server stays closed.
    """
    app.extensions["interlude.replays"] = replays
    log: RevocationLog | None = app.extensions["interlude.revocations"]
    if log is None or not log.folder.is_dir():
        return
    with app.app_context():
        if schema_version.current_version() == schema_version.newest_version():
            replay(app)


def replay(app: Flask) -> int:
    """Let everything in the record happen again; return how much of it had been undone.

    When anything was, an older database was put back: every feed begins anew, so that
    each device gives back what the backup did not have.
    """
    log: RevocationLog | None = app.extensions["interlude.revocations"]
    if log is None:
        return 0
    by_sort = _by_sort(app, log)
    with database.writing() as session:
        undone = sum(replay_sort(session, lines) for replay_sort, lines in by_sort)
        if undone:
            session.flush()
            feed.start_new_epochs(session.connection())
    if undone:
        structlog.get_logger().warning("an older database was put back", denied_again=undone)
    return undone


def _by_sort(app: Flask, log: RevocationLog) -> list[tuple[Replay, list[Line]]]:
    """Return the lines of each sort, replayed together: a line is looked up in a set, not by a question.

    :raises DamagedLog: when one is of a sort nobody knows, or does not read.
    """
    replays: dict[str, Replay] = app.extensions["interlude.replays"]
    sorts: dict[str, list[Line]] = {what: [] for what in replays}
    for line in log.lines():
        if line["what"] not in sorts:
            raise DamagedLog(f"nobody knows how to deny {line['what']}")
        sorts[line["what"]].append(line)
    return [(replays[what], lines) for what, lines in sorts.items() if lines]
