# SPDX-License-Identifier: Apache-2.0
"""What a row of the server is beside the one that is here: what descends from what decides (PROTOCOL §7)."""

from dataclasses import dataclass
from typing import Literal

from interlude.protocol.ancestry import Ancestry, mark

Verdict = Literal["past", "take", "merge"]


@dataclass(frozen=True, slots=True)
class Version:
    """One revision, opened. `ancestry` as it was sealed into it; None where nothing is."""

    revision: int
    envelope: bytes
    ancestry: Ancestry | None

    @property
    def is_complete(self) -> bool:
        """Tell whether everything it was made of is named in it; the first revision was made of nothing."""
        return self.ancestry.is_complete if self.ancestry else self.revision == 1

    def descends_from(self, other: "Version") -> bool:
        """Tell whether it was made of another one, by what is sealed in it."""
        named = self.ancestry.marks if self.ancestry else ()
        return self.revision > other.revision and mark(other.envelope) in named

    def as_parent(self) -> Ancestry:
        """Say what is in it for a revision made of it."""
        named = self.ancestry.marks if self.ancestry else ()
        return Ancestry((mark(self.envelope), *named), self.is_complete)


def reconcile(ours: Version, stored: int, theirs: Version) -> Verdict:
    """Tell what to do with a row of the server beside one of ours, where both open.

    `past`: ours was made of it; or nobody can tell, and the server had a later one, `stored`, already since
    it was last set back. `take`: it was made of ours. `merge`: both hold something the other has not seen.
    Only where neither says anything, because both were written before it was carried, a higher revision is
    believed.
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
