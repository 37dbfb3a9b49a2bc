# SPDX-License-Identifier: Apache-2.0
"""The BIP-39 English list: 2,048 words, 11 bits each."""

from functools import cache

from mnemonic import Mnemonic


@cache
def word_list() -> tuple[str, ...]:
    """Load the list once."""
    return tuple(Mnemonic("english").wordlist)


def from_bits(raw: bytes, count: int) -> list[str]:
    """Turn the first 11 bits of each word, most significant first, into words."""
    bits = int.from_bytes(raw, "big")
    width = len(raw) * 8
    return [word_list()[bits >> (width - 11 * (place + 1)) & 2047] for place in range(count)]
