# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a revision says of its ancestors, and what follows, is the same in both languages (ancestry.json)."""

import json

import pytest

from interlude import Note, payloads, strict_json
from interlude.journal.descent import Version, reconcile
from interlude.journal.sealing import descending, encode
from interlude.protocol import ancestry
from interlude.protocol.ancestry import Ancestry
from interlude.protocol.padding import ENTRY_FLOOR, pad
from tests.protocol.make_ancestry import PATH, document

EXAMPLES = json.loads(PATH.read_text(encoding="utf-8"))


def version(said):
    return Version(said["revision"], bytes.fromhex(said["envelope"]), ancestry.read(said["ancestors"]))


def named(case):
    return case["name"]


def test_the_file_is_what_the_code_makes():
    assert json.loads(json.dumps(document())) == EXAMPLES


@pytest.mark.parametrize("case", EXAMPLES["written"], ids=named)
def test_what_is_written_reads_back(case):
    parents = [Ancestry(tuple(one["marks"]), one["is_complete"]) for one in case["parents"]]
    known = {mark for one in parents for mark in one.marks}

    read = ancestry.read(ancestry.write(parents))

    assert ancestry.write(parents) == case["ancestors"]
    assert set(read.marks) <= known
    assert read.is_complete == (set(read.marks) == known and all(one.is_complete for one in parents))


@pytest.mark.parametrize("said", EXAMPLES["unknown"], ids=repr)
def test_what_is_in_no_such_form_says_nothing(said):
    assert ancestry.read(said) is None


@pytest.mark.parametrize("case", EXAMPLES["verdicts"], ids=named)
def test_what_a_row_is_beside_ours(case):
    assert reconcile(version(case["ours"]), case["stored"], version(case["theirs"])) == case["verdict"]


def test_the_length_of_what_is_sealed_says_nothing_of_how_often_it_was_edited():
    """However many ancestors: the same words make the same length, in every class of padding."""
    for words in ("", "x" * 400, "x" * 600):
        history, lengths = [], set()
        for revision in range(1, 50):
            sealed = descending(encode(Note(words)), history)
            lengths.add(len(pad(sealed.raw, ENTRY_FLOOR)))
            history = [Version(revision, bytes([1, revision]) + bytes(40), sealed.ancestry)]
        assert len(lengths) == 1


def test_the_name_is_no_field_of_any_kind():
    for kind in payloads.ENTRIES.values():
        assert ancestry.NAME not in {field.wire_name for field in kind.fields}


def test_an_entry_that_is_read_and_written_again_does_not_carry_an_old_list_on():
    raw = descending(encode(Note("the door")), [Version(1, bytes([1]) * 40, None)]).raw

    assert ancestry.NAME in strict_json.read(raw)
    assert ancestry.NAME not in strict_json.read(payloads.write_entry(payloads.read_entry(raw)))
