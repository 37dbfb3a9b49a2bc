# SPDX-License-Identifier: Apache-2.0
"""Reading a feed: keeping the position, noticing a restored backup, refusing impossible feeds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

from interlude import errors, messages
from interlude.api.connection import Connection
from interlude.api.rows import (
    MOST_ROWS,
    EntryRow,
    Row,
    ShareRow,
    read,
    read_each,
    read_list,
    text,
    truth,
    whole,
)

R = TypeVar("R", EntryRow, ShareRow)

# Limits of one reading (a million rows, a gibibyte of envelopes), in case a server sends pages without end.
MOST_PAGES = 1000
MOST_BYTES = 2**30


@dataclass(frozen=True, slots=True)
class Reading(Generic[R]):
    """The rows of one reading of a feed, and where it ended."""

    rows: list[R]
    set_back: bool  # a backup was restored since the last reading, so this one started over
    is_first: bool
    position: int
    epoch: str


@dataclass(frozen=True, slots=True)
class _Page(Generic[R]):
    """The readable rows of one page, where it ends, and whether another follows."""

    rows: list[R]
    position: int
    more: bool


class Feed(Generic[R]):
    """One feed of an account. Entries and shares have a position each and one head together."""

    def __init__(
        self,
        connection: Connection,
        account_id: str,
        name: str,
        make: Callable[[Row], R],
        *,
        others_write: bool = False,
    ) -> None:
        """Take the connection, the account, `entries` or `shares`, and the function that parses a row.

        With `others_write`, an invalid row is skipped, so that nobody can block other people's rows.
        """
        self._others_write = others_write
        self._connection, self._account_id = connection, account_id
        self._name = name
        self._make: Callable[[Row], R] = make
        self.position, self.epoch = 0, ""

    def read(self) -> Reading[R]:
        """Read from where the last reading ended, or from the start if a backup was restored.

        The position only changes in `keep_place`, so an interrupted reading is simply repeated.
        Raises `ServerNonsense` for an impossible or endless feed.
        """
        epoch, head = self._epoch_and_head()
        set_back = self._is_behind(epoch, head)
        after = 0 if set_back else self.position
        rows: list[R] = []
        size, pages, more = 0, 0, True
        while more:
            page = self._page(after, epoch)
            rows += page.rows
            after, more = page.position, page.more
            size, pages = size + sum(len(row.envelope or b"") for row in page.rows), pages + 1
            if size > MOST_BYTES or (more and pages == MOST_PAGES):
                raise errors.ServerNonsense(messages.ENDLESS_FEED)
        return Reading(rows, set_back, self.epoch == "", after, epoch)

    def was_set_back(self) -> bool:
        """Ask the server whether a backup was restored since the last reading."""
        return self._is_behind(*self._epoch_and_head())

    def _is_behind(self, epoch: str, head: int) -> bool:
        """Tell whether a backup was restored: the epoch changed, or the head is below our position."""
        return self.epoch not in ("", epoch) or head < self.position

    def keep_place(self, reading: Reading[R]) -> None:
        """Continue from the end of this reading next time, now that all of it was processed."""
        self.position, self.epoch = reading.position, reading.epoch

    def begin_again(self) -> None:
        """Read from the start next time."""
        self.position = 0

    def _page(self, after: int, epoch: str) -> _Page[R]:
        answer = self._connection.get(f"/api/{self._name}", after=after, limit=MOST_ROWS)
        rows: Sequence[R | None] = (
            read_each(self._make, answer, self._name)
            if self._others_write
            else read_list(self._make, answer, self._name)
        )
        return read(lambda page: _page_of(page, rows, after, epoch), answer)

    def _epoch_and_head(self) -> tuple[str, int]:
        account_id, epoch, head = read(_account, self._connection.get("/api/account"))
        if account_id != self._account_id:  # never read or upload under another account's login
            raise errors.NotSignedIn(messages.OTHER_ACCOUNT, "not_signed_in")
        return epoch, head


def _account(row: Row) -> tuple[str, str, int]:
    return text(row, "account_id", 36), text(row, "epoch", 64), whole(row, "head")


def _page_of(page: Row, rows: Sequence[R | None], after: int, epoch: str) -> _Page[R]:
    """Check a page; ValueError if it cannot follow `after`.

    Positions increase, no row is listed twice, the page ends at its last row, and a page with more to
    come has rows: so each page makes progress. A row that could not be read, None, is skipped.
    """
    readable: list[R] = [row for row in rows if row is not None]
    places = [after, *(row.position for row in readable)]
    position, more = whole(page, "position"), truth(page, "more")
    rising = all(before < here for before, here in pairwise(places))
    once = len({row.name for row in readable}) == len(readable)
    ends = position == places[-1] if len(readable) == len(rows) else position >= places[-1]
    if not rising or not once or not ends or (more and not rows):
        raise ValueError("a page there cannot be")
    if text(page, "epoch", 64) != epoch:
        raise ValueError("another epoch of the feed")
    return _Page(readable, position, more)
