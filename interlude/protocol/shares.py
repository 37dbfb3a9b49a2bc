# SPDX-License-Identifier: Apache-2.0
"""PROTOCOL §11: a copy, sealed for one pairing, in one direction."""

from dataclasses import dataclass

from interlude.protocol.encoding import labelled, u64
from interlude.protocol.envelope import open_padded, seal_padded
from interlude.protocol.padding import ENTRY_FLOOR
from interlude.protocol.randomness import RandomSource


@dataclass(frozen=True, slots=True)
class ShareAddress:
    """Which share this is, of which pairing, from whom to whom, at which revision."""

    pairing_id: bytes
    from_id: bytes
    to_id: bytes
    share_id: bytes
    revision: int

    @property
    def context(self) -> bytes:
        """Encode it as SEAL's context."""
        ids = (self.pairing_id, self.from_id, self.to_id, self.share_id)
        return labelled("seal/share", *ids, u64(self.revision))


def seal_share(pair_key: bytes, address: ShareAddress, payload: bytes, rand: RandomSource) -> bytes:
    """Seal a copy under K_pair."""
    return seal_padded(pair_key, address.context, payload, ENTRY_FLOOR, rand)


def open_share(pair_key: bytes, address: ShareAddress, envelope: bytes) -> bytes:
    """Undo `seal_share`; `OpenRefused` for another pairing, direction, share or revision."""
    return open_padded(pair_key, address.context, envelope, ENTRY_FLOOR)
