# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words planted to be searched for, and the search: plain, UTF-16, base64, hex, URL-coded, gzip."""

from __future__ import annotations

import base64
import secrets
import string
import zlib
from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path
from urllib.parse import quote

GZIP_MAGIC = b"\x1f\x8b\x08"
ZLIB_MAGICS = (b"\x78\x01", b"\x78\x9c", b"\x78\xda")
SHORTEST_MARK = 8  # letters; base64 of fewer could occur by chance
MOST_UNPACKED = 32 * 1024 * 1024  # bytes


def letters(count: int) -> str:
    """So many random letters."""
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(count))


def marked_words(count: int) -> list[str]:
    """Words that occur nowhere by chance; all begin with the same twelve letters.

    The common prefix keeps the search fast: bytes without the prefix hold no word.
    """
    mark = letters(12)
    return [mark + letters(6) for _ in range(count)]


def base64_cores(data: bytes) -> Iterator[bytes]:
    """The part of the base64 text of ``data`` that is the same wherever it stands in a longer text."""
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + data)
        start = -(-offset * 8 // 6)
        end = (offset + len(data)) * 8 // 6
        yield whole[start:end]
        yield whole[start:end].translate(bytes.maketrans(b"+/", b"-_"))


def disguises(word: str) -> set[bytes]:
    """Every spelling of a word the search knows."""
    plain = word.encode()
    wide = [word.encode("utf-16-le"), word.encode("utf-16-be")]
    spelled = {plain, *wide, plain.hex().encode(), plain.hex().upper().encode(), quote(word).encode()}
    for data in (plain, *wide):
        spelled |= set(base64_cores(data))
    return spelled


def places(data: bytes, magic: bytes) -> Iterator[int]:
    """Every offset of ``magic``."""
    at = data.find(magic)
    while at >= 0:
        yield at
        at = data.find(magic, at + 1)


def unpacked(data: bytes) -> Iterator[bytes]:
    """The contents of all gzip and zlib streams anywhere in the bytes."""
    for magic in (GZIP_MAGIC, *ZLIB_MAGICS):
        for at in places(data, magic):
            try:
                inner = zlib.decompressobj(47).decompress(data[at:], MOST_UNPACKED)
            except zlib.error:
                continue
            if inner:
                yield inner


def layers_of(data: bytes) -> list[bytes]:
    """The bytes, what is packed in them, and both again in lower case."""
    layers = [data, *unpacked(data)]
    return layers + [layer.lower() for layer in layers]


def stands_in(layers: list[bytes], word: str) -> bool:
    """Whether any layer holds the word in any encoding."""
    return any(spelling in layer for spelling in disguises(word) for layer in layers)


def common_beginning(words: list[str]) -> str:
    """The letters all words begin with."""
    columns = zip(*words, strict=False)
    return "".join(column[0] for column in takewhile(lambda column: len(set(column)) == 1, columns))


def found_in(data: bytes, words: Iterable[str]) -> set[str]:
    """The planted words found in the bytes, in any encoding, compressed or not."""
    wanted, layers = list(words), layers_of(data)
    mark = common_beginning(wanted)
    if len(mark) >= SHORTEST_MARK and not stands_in(layers, mark):
        return set()
    return {word for word in wanted if stands_in(layers, word)}


def search(roots: Iterable[Path], words: Iterable[str]) -> dict[str, set[Path]]:
    """Where planted words were found: word → files. Expected to be empty."""
    wanted, hits = list(words), dict[str, set[Path]]()
    for root in roots:
        for file in [root] if root.is_file() else sorted(root.rglob("*")):
            if file.is_file():
                for word in found_in(file.read_bytes(), wanted):
                    hits.setdefault(word, set()).add(file)
    return hits
