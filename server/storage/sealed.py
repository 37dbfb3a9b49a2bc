# SPDX-License-Identifier: AGPL-3.0-or-later
"""Valid lengths of envelopes (PROTOCOL §8): all that the server can check of them.

Any other length is refused, so that a client which forgets to pad is noticed at once
instead of revealing the length of each note.
"""

OVERHEAD = 81  # version 1, salt 32, commitment 32, Poly1305 tag 16
SLOT_BYTES = 113  # the account key, not padded
FLOOR = 1_024
LARGEST_PAYLOAD = 1_048_576
LENGTH_FIELD = 8
DOUBLING_ENDS = 65_536
VERSION = 1


def bucket(size: int, floor: int) -> int:
    """Round ``size`` up to its bucket: a smallest size, then doublings, then Padmé."""
    if size <= floor:
        return floor
    if size <= DOUBLING_ENDS:
        return 1 << (size - 1).bit_length()
    exponent = size.bit_length() - 1
    step = 1 << (exponent - exponent.bit_length())
    return -(-size // step) * step


LARGEST_ENVELOPE = OVERHEAD + bucket(LENGTH_FIELD + LARGEST_PAYLOAD, FLOOR)


def is_padded_envelope(envelope: bytes) -> bool:
    """Whether this could be a sealed entry, share or hello of version 1."""
    padded = len(envelope) - OVERHEAD
    fits = FLOOR <= padded <= LARGEST_ENVELOPE - OVERHEAD
    return fits and envelope[0] == VERSION and bucket(padded, FLOOR) == padded


def is_slot_envelope(envelope: bytes) -> bool:
    """Whether this could be a sealed account key of version 1."""
    return len(envelope) == SLOT_BYTES and envelope[0] == VERSION
