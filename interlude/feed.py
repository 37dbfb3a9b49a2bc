"""Where a reading of a feed stands, and how a client knows that the server was set back."""

from dataclasses import dataclass

from interlude.connection import Connection
from interlude.rows import Row, read, whole


@dataclass(slots=True)
class Cursor:
    """The position read so far. Entries and shares have a cursor each and one head together."""

    position: int = 0
    epoch: str = ""

    def check(self, connection: Connection) -> bool:
        """Tell whether a backup was restored since; then the reading begins again at 0.

        A server of another epoch, or one whose head is behind what was already read, has
        lost what came after its backup.
        """
        epoch, head = read(_epoch_and_head, connection.get("/api/account"))
        set_back = self.epoch not in ("", epoch) or head < self.position
        if set_back:
            self.position = 0
        self.epoch = epoch
        return set_back


def _epoch_and_head(row: Row) -> tuple[str, int]:
    return str(row["epoch"]), whole(row, "head")
