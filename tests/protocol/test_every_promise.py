# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every sentence of PROTOCOL.md with a MUST, a "refuse" or a "never" names the tests that hold it."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
PROMISE = re.compile(r"\bMUST\b|\b[Rr]efus(?:e|es|ed|ing)\b|\b[Nn]ever\b")
PART = re.compile(r"\n(?=- |\* |\d+\. |\| )")
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z`*])")
OUTSIDE_THE_PROTOCOL = "as in RFC 2119"  # the sentence that says what MUST means


def sentences() -> list[str]:
    """Every such sentence, in the document's order, its white space made one."""
    parts = [part for block in re.split(r"\n\s*\n", protocol()) for part in PART.split(block)]
    found = [sentence for part in parts for sentence in SENTENCE.split(" ".join(part.split()))]
    return [one for one in found if PROMISE.search(one) and OUTSIDE_THE_PROTOCOL not in one]


def protocol() -> str:
    return (ROOT / "PROTOCOL.md").read_text(encoding="utf-8")


PROMISES: list[dict[str, list[str]]] = json.loads((HERE / "promises.json").read_text(encoding="utf-8"))
VECTORS = json.loads((HERE / "vectors.json").read_text(encoding="utf-8"))


def test_every_sentence_has_its_tests_and_every_entry_its_sentence() -> None:
    left = sentences()
    for promise in PROMISES:
        fitting = [one for one in left if promise["says"] in one]
        assert len(fitting) == 1, f"{promise['says']!r} stands in {len(fitting)} sentences"
        left.remove(fitting[0])
    assert left == []


NAMED = sorted({name for promise in PROMISES for name in promise["tests"]})


@pytest.mark.parametrize("name", NAMED)
def test_a_named_test_is_there_and_not_skipped(name: str) -> None:
    assert found(name), f"no such test: {name}"


def found(name: str) -> bool:
    """Look a test up: ``file.py::test_name``, ``file.test.ts > title``, or an example of both languages.

    Those are ``vectors > construct > why`` for a refusal and ``vectors+ > construct > name`` for the others.
    """
    if name.startswith("vectors > "):
        _, construct, why = name.split(" > ")
        return any(one["construct"] == construct and why in one["why"] for one in VECTORS["refusals"])
    if name.startswith("vectors+ > "):
        _, construct, example = name.split(" > ")
        return any(example == one["name"] for one in VECTORS["groups"][construct])
    if " > " in name:
        path, title = name.split(" > ", 1)
        written = (ROOT / path).read_text(encoding="utf-8")
        opening = r"\b(?:test|it)(?:\.each(?:<[^(]*>)?\([\s\S]*?\))?\(\s*(['\"`])"
        return re.search(opening + re.escape(title), written) is not None
    path, function = name.split("::")
    written = (ROOT / path).read_text(encoding="utf-8")
    return re.search(rf"^def {re.escape(function)}\(", written, re.MULTILINE) is not None


def test_each_promise_has_at_least_one() -> None:
    assert [promise["says"] for promise in PROMISES if not promise["tests"]] == []


def test_a_sentence_nobody_tests_would_be_seen() -> None:
    assert PROMISE.search("A client MUST sing.")
    assert not found("tests/protocol/test_every_promise.py::test_that_is_not_there")
    assert not found("webapp/src/crypto/vault/vault.test.ts > a title nobody wrote")
    assert not found("vectors > open > a reason nobody gave")
