# SPDX-License-Identifier: Apache-2.0
"""Where random bytes come from: the operating system, or a seed where bytes are compared."""

import os
from collections.abc import Callable
from itertools import count

from interlude.protocol.encoding import labelled, u64
from interlude.protocol.primitives import sha256

RandomSource = Callable[[int], bytes]

system_random: RandomSource = os.urandom


def seeded(seed: str) -> RandomSource:
    """Make the source of PROTOCOL §15, for test vectors only: each call takes fresh blocks."""
    blocks = count()

    def draw(length: int) -> bytes:
        wanted = -(-length // 32)
        made = (sha256(labelled("test-rng", seed, u64(next(blocks)))) for _ in range(wanted))
        return b"".join(made)[:length]

    return draw
