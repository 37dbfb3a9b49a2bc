# SPDX-License-Identifier: AGPL-3.0-or-later
"""The brief holds what was shared, newest first, and nothing that could steer a terminal."""

from datetime import UTC, datetime, timedelta

import pytest

from interlude import Appointment, CheckIn, Contact, Note, Share, brief
from interlude.domain import Newer, Shared, Source, Unreadable

PAIRING = "4d1fa5fb-a850-b439-1e28-562dfeb97498"
ANA = Contact(PAIRING, PAIRING, bytes(32), "patient", "Ana R.", words_compared=True)
NIGHT = datetime(2026, 10, 2, 21, 40, tzinfo=UTC)


def shared(content, **around):
    return Share(PAIRING, ANA, by_me=False, revision=1, shared=Shared(content, Source(PAIRING, 1), **around))


def note(text, **changes):
    return Note(text, **{"written_at": NIGHT, "zone": "Europe/Vienna", **changes})


def test_a_note_stands_under_the_hour_it_was_there():
    made = brief.compose(ANA, [shared(note("The door was blue."))], [], NIGHT)

    assert "Friday 2 October 2026, 23:40 (a note)\n    The door was blue." in made


def test_a_passage_says_that_it_is_one():
    assert "(a passage)" in brief.compose(ANA, [shared(note("blue"), excerpt=True)], [], NIGHT)


def test_moods_are_words_and_numbers():
    said = CheckIn(mood=2, sleep=1, feelings=("tender",), written_at=NIGHT, zone="Europe/Vienna")

    made = brief.compose(ANA, [shared(said)], [], NIGHT)

    assert "(mood low)\n    tender" in made
    assert "02 Oct 23:40  ●●○○○  2  -  -  1  -" in made


def test_the_next_appointment_is_named_and_a_cancelled_one_is_not():
    def planned(days, **changes):
        starts_at = NIGHT + timedelta(days=days)
        return Appointment(PAIRING, "integration", starts_at, 50, zone="UTC", **changes)

    made = brief.compose(ANA, [], [planned(9), planned(1, cancelled=True), planned(2)], NIGHT)

    assert "Next: integration, Sunday 4 October 2026, 21:40, 50 minutes" in made
    assert "Nothing is shared with you now." in made


def test_nothing_in_a_note_steers_the_terminal():
    made = brief.compose(ANA, [shared(note("\x1b[2Jgone\x07\u202e\nnext\r line"))], [], NIGHT)

    assert not set(made) & set("\x1b\x07\u202e\r")
    assert "[2Jgone" in made


def test_what_cannot_be_read_is_said_and_not_hidden():
    newer = Share(PAIRING, ANA, by_me=False, revision=1, shared=Newer(b"{}"))
    damaged = Share(PAIRING, ANA, by_me=False, revision=1, shared=Unreadable(b""))

    made = brief.compose(ANA, [newer, damaged], [], NIGHT)

    assert "Written with a later version of Interlude." in made
    assert "This can't be opened." in made


def test_an_unknown_zone_falls_back_to_utc():
    said = Note("x", written_at=NIGHT, zone="Mars/Olympus")

    assert "21:40" in brief.compose(ANA, [shared(said)], [], NIGHT)


@pytest.mark.parametrize(
    ("written_at", "zone"),
    [
        (datetime(9999, 12, 31, 23, tzinfo=UTC), "Pacific/Kiritimati"),
        (datetime(1, 1, 1, tzinfo=UTC), "America/Los_Angeles"),
    ],
)
def test_no_date_that_mallory_writes_keeps_theo_from_the_others(written_at, zone):
    odd = [note("never", written_at=written_at, zone=zone), CheckIn(mood=2, written_at=written_at, zone=zone)]

    made = brief.compose(ANA, [shared(content) for content in [*odd, note("The door was blue.")]], [], NIGHT)

    assert "The door was blue." in made
