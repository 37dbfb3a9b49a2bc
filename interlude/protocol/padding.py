# SPDX-License-Identifier: Apache-2.0
"""PROTOCOL §8: padding that hides lengths, and the lengths an envelope may have."""

from interlude.protocol.encoding import LARGEST_INTEGER, u64

ENTRY_FLOOR = 1024
FILE_FLOOR = 65_536
LARGEST_PAYLOAD = 1024 * 1024
LARGEST_FILE = 100 * 1024 * 1024


class PaddingRefused(ValueError):
    """Bytes that are not the one padding of anything, or too many to be padded."""


def bucket(length: int, floor: int) -> int:
    """Round a length up: to the floor, to a power of two until 65,536, by Padmé above."""
    if length <= floor:
        return floor
    if length <= 65_536:
        return floor << ((length - 1) // floor).bit_length()
    exponent = length.bit_length() - 1
    step = 1 << (exponent - exponent.bit_length())
    return -(-length // step) * step


def pad(plain: bytes, floor: int) -> bytes:
    """Put the length before and zeros behind; `PaddingRefused` above the largest size of its class."""
    if len(plain) > (LARGEST_FILE if floor == FILE_FLOOR else LARGEST_PAYLOAD):
        raise PaddingRefused("larger than an envelope of this kind may hold")
    framed = u64(len(plain)) + plain
    return framed + bytes(bucket(len(framed), floor) - len(framed))


def unpad(padded: bytes, floor: int) -> bytes:
    """Undo `pad`; any other length or filler is `PaddingRefused`."""
    length = int.from_bytes(padded[:8], "big")
    if len(padded) < 8 or length > min(len(padded) - 8, LARGEST_INTEGER):
        raise PaddingRefused("the stated length is beyond the bytes")
    if len(padded) != bucket(8 + length, floor):
        raise PaddingRefused("the total is not the bucket of the stated length")
    if padded[8 + length :].strip(b"\0"):
        raise PaddingRefused("a filler byte is not zero")
    return padded[8 : 8 + length]


def is_bucket(length: int, floor: int) -> bool:
    """Tell whether `pad` can make exactly this many bytes, within the largest size of its class."""
    largest = bucket(8 + (LARGEST_FILE if floor == FILE_FLOOR else LARGEST_PAYLOAD), floor)
    return floor <= length <= largest and bucket(length, floor) == length


def is_envelope_length(length: int) -> bool:
    """Tell whether an entry, a share or a hello can have this length."""
    return is_bucket(length - 81, ENTRY_FLOOR)


def is_file_length(length: int) -> bool:
    """Tell whether a sealed attachment can have this length."""
    body = length - 65
    chunks = -(-body // 65_552)
    padded = body - 16 * chunks
    return chunks > 0 and -(-padded // 65_536) == chunks and is_bucket(padded, FILE_FLOOR)


SLOT_LENGTH = 113
