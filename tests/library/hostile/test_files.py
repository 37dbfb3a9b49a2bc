# SPDX-License-Identifier: AGPL-3.0-or-later
"""The server hands out files that were cut, reordered or exchanged: nothing of them is shown."""

import os

import pytest

from interlude.protocol import files
from interlude.protocol.envelope import OpenRefused
from interlude.protocol.primitives import sha256

ANA, OTHER = bytes(16), b"\x01" * 16
CONTENT = bytes(number * 7 % 256 for number in range(200_000))
MADE = files.seal_file(ANA, CONTENT, os.urandom)
HEAD, BODY = MADE.sealed[:65], MADE.sealed[65:]
CHUNKS = [BODY[start : start + files.SEALED_CHUNK] for start in range(0, len(BODY), files.SEALED_CHUNK)]


def refused(harmed):
    """It does not open; nor where the hash is its own: whoever was given the key could name that."""
    for named in (MADE.hash, sha256(harmed)):
        with pytest.raises(OpenRefused):
            files.open_file(MADE.key, named, ANA, MADE.attachment_id, harmed)


def test_the_file_as_it_was_opens():
    assert files.open_file(MADE.key, MADE.hash, ANA, MADE.attachment_id, MADE.sealed) == CONTENT
    assert len(CHUNKS) == 4


def test_h40_chunks_exchanged_or_repeated_do_not_open():
    first, second, *rest = CHUNKS
    refused(HEAD + b"".join([second, first, *rest]))
    refused(HEAD + b"".join([first, first, *rest]))
    refused(HEAD + b"".join(reversed(CHUNKS)))


def test_h41_a_file_cut_or_extended_does_not_open():
    refused(HEAD + b"".join(CHUNKS[:2]))
    refused(HEAD + b"".join(CHUNKS[:-1]))
    refused(MADE.sealed[:-1])
    refused(HEAD)
    refused(b"")
    refused(MADE.sealed + CHUNKS[0])
    refused(MADE.sealed + b"\x00")


def test_h42_another_file_does_not_open():
    other = files.seal_file(ANA, bytes(200_000), os.urandom)
    again = files.seal_file(ANA, CONTENT[::-1], iter_of(MADE.key, MADE.attachment_id, os.urandom(32)))
    asked = [
        (MADE.key, MADE.hash, ANA, MADE.attachment_id, other.sealed),
        (MADE.key, MADE.hash, ANA, other.attachment_id, MADE.sealed),
        (MADE.key, MADE.hash, OTHER, MADE.attachment_id, MADE.sealed),
        (other.key, MADE.hash, ANA, MADE.attachment_id, MADE.sealed),
        (MADE.key, MADE.hash, ANA, MADE.attachment_id, again.sealed),  # made by whoever was given the key
    ]
    assert (again.key, again.attachment_id) == (MADE.key, MADE.attachment_id)
    for key, named, account_id, attachment_id, sealed in asked:
        with pytest.raises(OpenRefused):
            files.open_file(key, named, account_id, attachment_id, sealed)


def iter_of(*drawn):
    """A source of randomness that hands out these, in their order."""
    left = iter(drawn)
    return lambda _size: next(left)


def test_h53_a_file_of_another_version_does_not_open():
    for version in (0, 2, 255):
        refused(bytes([version]) + MADE.sealed[1:])
