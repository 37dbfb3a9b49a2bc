# SPDX-License-Identifier: AGPL-3.0-or-later
"""Replays the revocation log before the server starts: what it says was ended is ended again.

[Note: revocations] is in revocations.py. Each feature provides the functions for its own lines.
"""

from collections.abc import Callable

import structlog
from flask import Flask
from sqlalchemy.orm import Session

from . import database, feed, schema_version
from .revocations import DamagedLog, Line, RevocationLog

Replay = Callable[[Session, list[Line]], int]
"""Replays lines of one sort, oldest first; returns how many of them had an effect."""


def replay_at_start(app: Flask, replays: dict[str, Replay]) -> None:
    """Register how to replay each sort of line, and replay the log if the schema is current.

    :raises DamagedLog: when the log cannot be read; the server does not start.
    """
    app.extensions["interlude.replays"] = replays
    log: RevocationLog | None = app.extensions["interlude.revocations"]
    if log is None or not log.folder.is_dir():
        return
    with app.app_context():
        if schema_version.current_version() == schema_version.newest_version():
            replay(app)


def replay(app: Flask) -> int:
    """Replay the whole log; return how many of its lines had an effect.

    If any had, an older database was restored: every feed then starts a new epoch, so that
    each device uploads again what the backup lacks.
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
    """Return the lines by sort, so that each sort needs few queries rather than one per line.

    :raises DamagedLog: when a line is of an unknown sort or cannot be read.
    """
    replays: dict[str, Replay] = app.extensions["interlude.replays"]
    sorts: dict[str, list[Line]] = {what: [] for what in replays}
    for line in log.lines():
        if line["what"] not in sorts:
            raise DamagedLog(f"nobody knows how to deny {line['what']}")
        sorts[line["what"]].append(line)
    return [(replays[what], lines) for what, lines in sorts.items() if lines]
