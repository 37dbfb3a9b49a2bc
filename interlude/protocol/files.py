# SPDX-License-Identifier: Apache-2.0
"""PROTOCOL §9: attachments, the STREAM construction over 64 KiB chunks."""

from dataclasses import dataclass, field

from interlude.protocol.encoding import labelled
from interlude.protocol.envelope import VERSION, OpenRefused, committed_key, derive
from interlude.protocol.padding import FILE_FLOOR, PaddingRefused, is_file_length, pad, unpad
from interlude.protocol.primitives import Forged, decrypt, encrypt, equal, sha256
from interlude.protocol.randomness import RandomSource

CHUNK = 65_536
SEALED_CHUNK = CHUNK + 16


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A sealed attachment, and what the payload that names it must carry."""

    attachment_id: bytes
    key: bytes = field(repr=False)
    hash: bytes
    sealed: bytes = field(repr=False)


def seal_file(account_id: bytes, content: bytes, rand: RandomSource) -> SealedFile:
    """Seal a file of at most 100 MiB. Draws FK, the attachment id, then the salt."""
    key, attachment_id, salt = rand(32), rand(16), rand(32)
    encryption_key, commitment = derive(key, salt, _context(account_id, attachment_id))
    padded = pad(content, FILE_FLOOR)
    starts = range(0, len(padded), CHUNK)
    chunks = (
        encrypt(
            encryption_key, _nonce(index, last=start + CHUNK >= len(padded)), padded[start : start + CHUNK]
        )
        for index, start in enumerate(starts)
    )
    sealed = VERSION + salt + commitment + b"".join(chunks)
    return SealedFile(attachment_id, key, sha256(sealed), sealed)


def open_file(
    key: bytes, expected_hash: bytes, account_id: bytes, attachment_id: bytes, sealed: bytes
) -> bytes:
    """Return the file, whole or not at all: `OpenRefused` if any byte or the hash is another.

    `account_id` is the uploader's; `expected_hash` stands in the payload that names the file.
    """
    if not is_file_length(len(sealed)) or not equal(sha256(sealed), expected_hash):
        raise OpenRefused
    return open_chunks(key, account_id, attachment_id, sealed)


def open_chunks(key: bytes, account_id: bytes, attachment_id: bytes, sealed: bytes) -> bytes:
    """Open without the hash; for `open_file`, and for the vectors that reach past it."""
    if not is_file_length(len(sealed)):
        raise OpenRefused
    encryption_key = committed_key(key, _context(account_id, attachment_id), sealed)
    body = sealed[65:]
    starts = range(0, len(body), SEALED_CHUNK)
    try:
        chunks = [
            decrypt(
                encryption_key,
                _nonce(index, last=start + SEALED_CHUNK >= len(body)),
                body[start : start + SEALED_CHUNK],
            )
            for index, start in enumerate(starts)
        ]
        return unpad(b"".join(chunks), FILE_FLOOR)
    except (Forged, PaddingRefused) as error:
        raise OpenRefused from error


def _context(account_id: bytes, attachment_id: bytes) -> bytes:
    return labelled("seal/file", account_id, attachment_id)


def _nonce(index: int, *, last: bool) -> bytes:
    return index.to_bytes(11, "big") + (b"\x01" if last else b"\x00")
