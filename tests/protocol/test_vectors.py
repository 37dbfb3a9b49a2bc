# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every byte of vectors.json, computed again; every refusal, refused."""

import json
from pathlib import Path

import pytest

from interlude.protocol import known_answers
from tests.protocol import recompute

DOCUMENT = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))
VECTORS = [(construct, vector) for construct, group in DOCUMENT["groups"].items() for vector in group]
REFUSALS = DOCUMENT["refusals"]


def test_every_construct_has_vectors():
    assert set(DOCUMENT["groups"]) == set(recompute.GROUPS)
    assert {refusal["construct"] for refusal in REFUSALS} == set(recompute.REFUSALS)


@pytest.mark.parametrize(("construct", "vector"), VECTORS, ids=[f"{c}: {v['name']}" for c, v in VECTORS])
def test_a_vector_comes_out_the_same(construct, vector):
    assert recompute.compute(construct, vector["input"], vector.get("seed")) == vector["output"]


OPENING = [(construct, vector) for construct, vector in VECTORS if construct in recompute.OPENINGS]


@pytest.mark.parametrize(("construct", "vector"), OPENING, ids=[f"{c}: {v['name']}" for c, v in OPENING])
def test_what_was_sealed_opens_again(construct, vector):
    field, opened = recompute.OPENINGS[construct]
    made = recompute.outputs(construct, vector["input"], vector.get("seed"))
    as_hex = {name: value.hex() if isinstance(value, bytes) else value for name, value in made.items()}

    assert opened(recompute.Input(vector["input"] | as_hex)) == recompute.raw(vector["input"][field])


@pytest.mark.parametrize("refusal", REFUSALS, ids=[f"{r['construct']}: {r['name']}" for r in REFUSALS])
def test_a_refusal_is_refused(refusal):
    with pytest.raises(ValueError):  # noqa: PT011 (each construct has its own kind of ValueError)
        recompute.REFUSALS[refusal["construct"]](
            recompute.Input(refusal["input"]), DOCUMENT["groups"]["file"]
        )


@pytest.mark.parametrize("refusal", REFUSALS, ids=[f"{r['construct']}: {r['name']}" for r in REFUSALS])
def test_nothing_that_fails_to_open_says_why(refusal):
    if not refusal["construct"].startswith("open"):
        return
    with pytest.raises(ValueError, match=r"^This envelope does not open\.$"):
        recompute.REFUSALS[refusal["construct"]](
            recompute.Input(refusal["input"]), DOCUMENT["groups"]["file"]
        )


CODES = DOCUMENT["groups"]["recovery_code"]


@pytest.mark.parametrize("vector", CODES, ids=[vector["name"] for vector in CODES])
def test_a_code_is_read_as_people_type_it(vector):
    for typed in vector["input"].get("also_read_text", ()):
        assert recompute.recovery_code.read(typed).hex() == vector["input"]["code"]


def test_the_rfcs_known_answers_come_out():
    known_answers.check_known_answers()


def test_a_wrong_known_answer_is_noticed(monkeypatch):
    known_answers.check_known_answers.cache_clear()
    monkeypatch.setattr(known_answers.primitives, "x25519", lambda *_: bytes(32))
    with pytest.raises(known_answers.WrongAnswer, match="X25519"):
        known_answers.check_known_answers()
    monkeypatch.undo()
    known_answers.check_known_answers()


ACCEPTANCES = DOCUMENT["groups"]["acceptance"]


@pytest.mark.parametrize("vector", ACCEPTANCES, ids=[vector["name"] for vector in ACCEPTANCES])
def test_the_therapist_opens_the_hello(vector):
    _field, opened = recompute.OPENINGS["hello"]

    assert opened(recompute.Input(vector["input"] | vector["output"])) == recompute.raw(
        vector["input"]["payload"]
    )


@pytest.mark.parametrize("vector", DOCUMENT["groups"]["invite"], ids=lambda vector: vector["name"])
def test_a_link_reads_back(vector):
    read = recompute.pairing.read_link(vector["output"]["link"])

    assert read.origin == vector["input"]["origin"]
    assert read.secret.hex() == vector["output"]["secret"]
    assert read.therapist == recompute.Input(vector["input"]).party("therapist")
