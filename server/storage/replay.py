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

Replay = Callable[[Session, Line], bool]
"""Lets a line of the record happen again; says whether there was anything to do."""


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
    log.forget_old()
    with database.writing() as session:
        undone = sum(_replayed(app, session, line) for line in log.lines())
        if undone:
            session.flush()
            feed.start_new_epochs(session.connection())
    if undone:
        structlog.get_logger().warning("an older database was put back", denied_again=undone)
    return undone


def _replayed(app: Flask, session: Session, line: Line) -> bool:
    replays: dict[str, Replay] = app.extensions["interlude.replays"]
    if line["what"] not in replays:
        raise DamagedLog(f"nobody knows how to deny {line['what']}")
    return replays[line["what"]](session, line)
