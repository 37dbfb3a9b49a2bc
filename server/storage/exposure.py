# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a thief of the database would learn, table by table and column by column.

Each model declares it with the column (``info={"thief": …}``); a test fails for a column
without it.
"""

from collections.abc import Iterator

from sqlalchemy import Column, Table, func, select
from sqlalchemy.orm import Session

from .database import Base

OPENING = (
    "What a thief of this database would learn",
    "=========================================",
    "He would have every row below. He would have no word anybody wrote, no mood, no score, no title,",
    "no date of writing, no kind of entry, no name but those chosen as login or device names, and no key.",
)
CLOSING = (
    "",
    "To read one journal he needs that person's password, recovery code or unlocked device.",
    "A weak password can be guessed against the stolen hash; each guess costs an Argon2id (64 MiB).",
    "Backups of this database tell the same, as of their day.",
)


def report(session: Session) -> Iterator[str]:
    """Yield the report, a line at a time."""
    yield from OPENING
    for table in Base.metadata.sorted_tables:
        yield from _of_table(session, table)
    yield from CLOSING


def _of_table(session: Session, table: Table) -> Iterator[str]:
    rows = session.scalar(select(func.count()).select_from(table)) or 0
    yield ""
    yield f"{table.name}: {rows} row{'' if rows == 1 else 's'}"
    for column in table.columns:
        yield f"  {column.name}: {said(column)} ({_filled(session, column)} known)"


def said(column: Column[object]) -> str:
    """Return what the model says the loss of a column would reveal."""
    return str(column.info["thief"])


def _filled(session: Session, column: Column[object]) -> int:
    return session.scalar(select(func.count(column)).select_from(column.table)) or 0
