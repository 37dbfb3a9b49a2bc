"""The same payloads are accepted and refused in Python and in the web app (payloads.json)."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from interlude import domain, payloads, schema, strict_json

CASES = json.loads(Path(__file__).with_name("payloads.json").read_text(encoding="utf-8"))
ACCEPTED = [case for case in CASES if case["accepted"]]
READERS = {"entry": payloads.read_entry, "share": payloads.read_share, "hello": payloads.read_hello}


def raw(case):
    if "json" in case:
        return case["json"].encode("utf-8")
    fill = case.get("fill")
    long = {fill["field"]: fill["unit"] * fill["count"]} if fill else {}
    return json.dumps(case["payload"] | long).encode("utf-8")


def reading(made):
    return {domain.Newer: "newer", domain.Unreadable: "unreadable"}.get(type(made), "known")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_every_example_reads_as_written_beside_it(case):
    made = READERS[case["where"]](raw(case))

    assert reading(made) == case["reading"]
    assert case["accepted"] == (case["reading"] == "known")


@pytest.mark.parametrize("case", ACCEPTED, ids=[case["name"] for case in ACCEPTED])
def test_what_is_accepted_comes_back_the_same_after_writing(case):
    made = READERS[case["where"]](raw(case))
    written = payloads.write_share(made) if case["where"] == "share" else payloads.write_entry(made)

    assert READERS[case["where"]](written) == made
    if "payload" in case:
        assert strict_json.read(written).keys() == case["payload"].keys()


def test_names_of_the_examples_are_unique():
    assert len({case["name"] for case in CASES}) == len(CASES) >= 60


def test_bytes_that_are_not_utf8_are_refused():
    for bad in (b"\xff{}", b'{"a":"\xed\xa0\x80"}', "{}".encode("utf-16"), b'{"a":"\xc0\xaf"}'):
        with pytest.raises(strict_json.NotStrictJSON):
            strict_json.read(bad)


def test_the_committed_json_schema_is_the_generated_one():
    assert schema.PATH.read_text(encoding="utf-8") == schema.text()


def test_a_field_of_a_later_version_survives_an_edit():
    read = payloads.read_entry(b'{"v":1,"kind":"deleted","why":{"said":[1]}}')

    assert strict_json.read(payloads.write_entry(read))["why"] == {"said": [1]}


def test_a_mood_of_six_is_refused_before_it_is_sealed():
    with pytest.raises(ValueError, match="mood"):
        payloads.write_entry(domain.CheckIn(mood=6))


def test_a_time_without_a_zone_is_refused_before_it_is_sealed():
    with pytest.raises(ValueError, match="time zone"):
        payloads.write_entry(domain.Note("x", written_at=datetime(2026, 1, 1)))  # noqa: DTZ001


def test_a_share_cannot_smuggle_its_surroundings_in_an_unknown_field():
    note = domain.Note(
        "x", written_at=datetime(2026, 1, 1, tzinfo=UTC), extra={"excerpt": True, "kind": "contact"}
    )
    source = domain.Source("4d1fa5fb-a850-b439-1e28-562dfeb97498", 1)

    read = payloads.read_share(payloads.write_share(domain.Shared(note, source)))

    assert isinstance(read, domain.Shared)
    assert read.excerpt is False
