# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tests of the search for planted words: it must find them in every encoding it covers."""

import base64
import gzip
import zlib
from pathlib import Path

import pytest

from tests.drills.planted import found_in, marked_words, search

WORD = "quillonperdita"
SENTENCE = f"the door was {WORD} and my mother stood there"


@pytest.mark.parametrize(
    "disguised",
    [
        SENTENCE.encode(),
        SENTENCE.upper().encode(),
        SENTENCE.encode("utf-16-le"),
        SENTENCE.encode("utf-16-be"),
        base64.b64encode(SENTENCE.encode()),
        base64.urlsafe_b64encode(b"x" + SENTENCE.encode()),
        base64.b64encode(b"xy" + SENTENCE.encode("utf-16-le")),
        SENTENCE.encode().hex().encode(),
        b"before" + gzip.compress(SENTENCE.encode()) + b"after",
        b"before" + zlib.compress(SENTENCE.encode()) + b"after",
    ],
    ids=["plain", "capitals", "utf-16-le", "utf-16-be", "base64", "base64url", "both", "hex", "gzip", "zlib"],
)
def test_a_planted_word_is_found_in_every_disguise(disguised: bytes) -> None:
    assert found_in(b"noise " + disguised + b" noise", [WORD]) == {WORD}


def test_a_word_that_is_not_there_is_not_found() -> None:
    assert found_in(SENTENCE.encode(), ["quillonperdito"]) == set()


def test_the_search_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "wal").write_bytes(b"\0" * 100 + SENTENCE.encode())

    assert search([tmp_path], [WORD, *marked_words(3)]) == {WORD: {tmp_path / "below" / "wal"}}
