"""Before the server opens: what the denial record says is over is made to be over again.

[Note: denials] is in denials.py. Each room says what a line of its own means.
"""

from collections.abc import Callable

import structlog
from flask import Flask
from sqlalchemy.orm import Session

from . import database, feed, schema_version
from .revocations import DamagedRecord, Line, Record

Denies = Callable[[Session, Line], bool]
"""Lets a line of the record happen again; says whether there was anything to do."""


def open_denied(app: Flask, denies: dict[str, Denies]) -> None:
    """Tell what each line of the record means, and replay it where there is a database to set right.

    :raises DamagedRecord: when the record does not read; the server stays closed.
    """
    app.extensions["interlude.denies"] = denies
    record: Record | None = app.extensions["interlude.denials"]
    if record is None or not record.folder.is_dir():
        return
    with app.app_context():
        if schema_version.database_step() == schema_version.newest_step():
            replay(app)


def replay(app: Flask) -> int:
    """Let everything in the record happen again; return how much of it had been undone.

    When anything was, an older database was put back: every feed begins anew, so that
    each device gives back what the backup did not have.
    """
    record: Record | None = app.extensions["interlude.denials"]
    if record is None:
        return 0
    record.forget_old()
    with database.writing() as session:
        undone = sum(_denied(app, session, line) for line in record.lines())
        if undone:
            session.flush()
            feed.begin_anew(session.connection())
    if undone:
        structlog.get_logger().warning("an older database was put back", denied_again=undone)
    return undone


def _denied(app: Flask, session: Session, line: Line) -> bool:
    denies: dict[str, Denies] = app.extensions["interlude.denies"]
    if line["what"] not in denies:
        raise DamagedRecord(f"nobody knows how to deny {line['what']}")
    return denies[line["what"]](session, line)
