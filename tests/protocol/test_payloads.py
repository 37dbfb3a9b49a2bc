# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same payloads are accepted and refused in Python and in the web app (payloads.json)."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, get_args

import pytest
from marshmallow import ValidationError

from interlude import domain, payloads, schema, strict_json
from interlude.payloads.declaration import SHARED, Kind, added, declared
from interlude.payloads.fields import Scale, Text, Whole
from interlude.payloads.written import Written

CASES = json.loads(Path(__file__).with_name("payloads.json").read_text(encoding="utf-8"))
ACCEPTED = [case for case in CASES if case["accepted"]]
READERS = {"entry": payloads.read_entry, "share": payloads.read_share, "hello": payloads.read_hello}


def raw(case):
    if "json" in case:
        return case["json"].encode("utf-8")
    fill = case.get("fill")
    long = {fill["field"]: fill["unit"] * fill["count"]} if fill else {}
    return json.dumps(case["payload"] | long).encode("utf-8")


def added_to(kind):
    return {one.wire_name for one in payloads.KINDS[kind].fields if one.added}


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
        again = strict_json.read(written)
        assert again.keys() >= case["payload"].keys()
        # The examples lack what was added later, and what was not answered is written as null.
        assert {again[name] for name in again.keys() - case["payload"].keys()} <= {None}
        assert again.keys() - case["payload"].keys() <= added_to(case["payload"]["kind"])


def test_names_of_the_examples_are_unique():
    assert len({case["name"] for case in CASES}) == len(CASES) >= 60


def test_bytes_that_are_not_utf8_are_refused():
    for bad in (b"\xff{}", b'{"a":"\xed\xa0\x80"}', "{}".encode("utf-16"), b'{"a":"\xc0\xaf"}'):
        with pytest.raises(strict_json.NotStrictJSON):
            strict_json.read(bad)


def test_what_is_made_of_the_declared_kinds_is_committed():
    assert schema.PATH.read_text(encoding="utf-8") == schema.text()
    assert schema.READER.read_text(encoding="utf-8") == schema.reader_text()


@dataclass(frozen=True, slots=True)
class Trial(Written):
    """A kind whose second field came later."""

    text: Annotated[str, Text(0, 9), SHARED]
    appetite: Annotated[int | None, Scale("Appetite", ends=("none", "hearty")), SHARED, added("9.0")] = None
    secret: Annotated[int | None, Whole(0, 9), added("9.0")] = None


TRIAL = Kind("trial", Trial, shareable=True)
OLD_TRIAL = {
    "written_at": "2026-01-01T00:00:00Z",
    "edited_at": None,
    "zone": "U",
    "attachments": [],
    "text": "x",
}


def test_an_added_field_that_is_absent_was_not_answered():
    read = TRIAL.schema.read(OLD_TRIAL)

    assert (read.appetite, read.text) == (None, "x")
    assert TRIAL.schema.write(read) == {**OLD_TRIAL, "appetite": None, "secret": None}
    assert TRIAL.schema.read({**OLD_TRIAL, "appetite": 5}).appetite == 5
    with pytest.raises(ValidationError, match="appetite"):
        TRIAL.schema.read({**OLD_TRIAL, "appetite": 6})


def test_a_share_carries_what_is_declared_so_and_nothing_else():
    assert TRIAL.shared_fields == (*OLD_TRIAL, "appetite")
    for kind in payloads.KINDS.values():
        kept_back = [one for one in kind.fields if kind.shareable and one.wire_name not in kind.shared_fields]
        assert all(one.added for one in kept_back), "a share of it could not be read"


def test_an_added_field_must_be_none_where_it_is_absent():
    @dataclass(frozen=True)
    class Wrong:
        number: Annotated[int, Whole(0, 9), added("9.0")] = 0

    with pytest.raises(TypeError, match="number"):
        declared(Wrong)


def test_every_kind_of_content_is_registered():
    assert {kind.makes for kind in payloads.ENTRIES.values()} == set(get_args(domain.Content))
    assert {kind.makes for kind in payloads.SHAREABLE.values()} == set(get_args(domain.Shareable))


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
