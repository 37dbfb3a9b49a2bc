# SPDX-License-Identifier: Apache-2.0
"""Compares a row of the server with the local one by which descends from which (PROTOCOL §7)."""

from dataclasses import dataclass
from typing import Literal

from interlude.protocol.ancestry import Ancestry, mark

Verdict = Literal["past", "take", "merge"]


@dataclass(frozen=True, slots=True)
class Version:
    """One revision, opened. `ancestry` is the one sealed into it; None if there is none."""

    revision: int
    envelope: bytes
    ancestry: Ancestry | None

    @property
    def is_complete(self) -> bool:
        """Tell whether it names all of its ancestors; the first revision has none."""
        return self.ancestry.is_complete if self.ancestry else self.revision == 1

    def descends_from(self, other: "Version") -> bool:
        """Tell whether it descends from another revision, by the marks sealed in it."""
        named = self.ancestry.marks if self.ancestry else ()
        return self.revision > other.revision and mark(other.envelope) in named

    def as_parent(self) -> Ancestry:
        """Return its ancestry and itself, for a revision that descends from it."""
        named = self.ancestry.marks if self.ancestry else ()
        return Ancestry((mark(self.envelope), *named), self.is_complete)


def reconcile(ours: Version, stored: int, theirs: Version) -> Verdict:
    """Decide what to do with a row of the server compared with ours, if both open.

    `past`: ours descends from it; or the ancestry is incomplete, and since the last restored backup the
    server already had a later revision, `stored`. `take`: it descends from ours. `merge`: each holds
    something the other has not seen. Only if neither carries an ancestry, because both were written by
    older releases, the higher revision wins.
    """
    if ours.descends_from(theirs):
        return "past"
    if theirs.descends_from(ours):
        return "take"
    if theirs.revision < stored and not ours.is_complete:
        return "past"
    if ours.ancestry is None and theirs.ancestry is None and stored >= ours.revision:
        return "take" if theirs.revision > ours.revision else "merge"
    return "merge"
