# SPDX-License-Identifier: AGPL-3.0-or-later
"""What two devices make of two versions of an entry is the same in both languages (merges.json)."""

import json

import pytest

from interlude.merging import canonical, merge
from tests.protocol.make_merges import PAIRS, PATH, written_out

EXAMPLES = json.loads(PATH.read_text(encoding="utf-8"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
def test_both_orders_make_what_is_written_down(example):
    one, other, expected = (written_out(example["one"]), written_out(example["other"]), example["together"])

    assert canonical(merge(one, other)) == canonical(expected)
    if {one["kind"], other["kind"]} != {"deleted"}:
        assert canonical(merge(other, one)) == canonical(expected)


def test_every_pair_is_written_down():
    assert [example["name"] for example in EXAMPLES] == [name for name, _one, _other in PAIRS]


def test_no_word_of_a_note_is_lost():
    for example in EXAMPLES:
        one, other, together = example["one"], example["other"], example["together"]
        if together and one["kind"] == other["kind"] == "note":
            assert one["text"] in together["text"]
            assert other["text"] in together["text"]
