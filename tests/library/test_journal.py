# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ana keeps a journal from Python; two of her devices stay in step and lose no word."""

from datetime import UTC, datetime, timedelta

import pytest

from interlude import CheckIn, Client, Note, errors, payloads
from interlude.domain import Deleted, Newer, Unreadable
from interlude.protocol import entries
from interlude.protocol.encoding import from_uuid_text, to_base64url, to_uuid_text


def texts(client):
    return [entry.content.text for entry in client.journal()]


def test_a_kept_note_is_read_back_on_another_device(ana, another_phone):
    kept = ana.client.keep(Note("The door was blue, and my mother's hands \U0001f319"))

    read = another_phone(ana).journal()

    assert [(entry.entry_id, entry.content) for entry in read] == [(kept.entry_id, kept.content)]


def test_a_check_in_comes_back_as_it_was_given(ana):
    said = CheckIn(mood=2, sleep=1, feelings=("tender", "far away"), words="Slept in pieces.")
    ana.client.keep(said)

    assert [entry.content for entry in ana.client.journal()] == [said]


def test_the_journal_is_newest_writing_first_whatever_was_kept_first(ana):
    noon = datetime(2026, 10, 3, 12, tzinfo=UTC)
    hours = (2, 0, 1)
    ana.client.keep_many([Note(f"{hour}", written_at=noon + timedelta(hours=hour)) for hour in hours])

    assert texts(ana.client) == ["2", "1", "0"]


def test_two_hundred_and_fifty_are_kept_and_followed(ana, another_phone):
    ana.client.keep_many(Note(f"number {number}") for number in range(250))

    other = another_phone(ana)

    assert len(other.journal()) == 250
    ana.client.keep(Note("one more"))
    assert len(other.journal()) == 251


def test_the_last_words_of_many_are_where_a_new_phone_begins_to_read(ana):
    noon = datetime(2026, 11, 2, 12, tzinfo=UTC)
    notes = [Note(f"{day}", written_at=noon + timedelta(days=day)) for day in range(150)]

    kept = ana.client.keep_many(reversed(notes))

    page = ana.client.connection.get("/api/entries", before=0, limit=50)["entries"]
    by_id = {entry.entry_id: entry.content.text for entry in kept}
    assert [by_id[row["entry_id"]] for row in page] == [f"{day}" for day in range(149, 99, -1)]
    assert [entry.content.text for entry in kept] == [note.text for note in reversed(notes)]


def test_an_edit_has_its_time_and_the_next_revision(ana):
    kept = ana.client.keep(Note("The door was blue."))

    edited = ana.client.edit(kept, text="The door was green.")

    assert (edited.revision, edited.content.text) == (2, "The door was green.")
    assert edited.content.edited_at is not None
    assert edited.content.written_at == kept.content.written_at


def test_two_devices_edit_the_same_note_and_both_texts_are_kept(ana, another_phone):
    kept = ana.client.keep(Note("The door."))
    other = another_phone(ana)
    (seen,) = other.journal()
    ana.client.edit(kept, text="The door was blue.")

    joined = other.edit(seen, text="The door was open.")

    assert joined.content.text == "The door was blue.\n\n· · ·\n\nThe door was open."
    assert texts(ana.client) == [joined.content.text]


def test_an_edit_of_an_older_reading_drops_no_word_that_came_since(ana, another_phone):
    kept = ana.client.keep(Note("The door."))
    other = another_phone(ana)
    (seen,) = other.journal()
    ana.client.edit(kept, text="The door was blue.")
    other.journal()  # knows of it, and still edits what was read before

    joined = other.edit(seen, text="The door was open.")

    assert joined.content.text == "The door was blue.\n\n· · ·\n\nThe door was open."
    with pytest.raises(errors.ChangedElsewhere):
        other.delete(seen)


def test_a_deleted_entry_is_gone_on_both_devices(ana, another_phone):
    kept = ana.client.keep(Note("Not this."))
    other = another_phone(ana)
    other.journal()

    ana.client.delete(kept)

    assert ana.client.journal() == other.journal() == []
    with pytest.raises(errors.NotThere):
        ana.client.edit(kept, text="again")


def test_deleting_what_another_device_just_changed_drops_no_word(ana, another_phone, monkeypatch):
    kept = ana.client.keep(Note("The door."))
    other = another_phone(ana)
    other.journal()
    ana.client.edit(kept, text="The door, and who stood in it.")
    monkeypatch.setattr(other._journal, "pull", lambda: None)  # offline until the very write

    with pytest.raises(errors.ChangedElsewhere):
        other.delete(kept.entry_id)

    assert texts(ana.client) == ["The door, and who stood in it."]


def test_an_edit_wins_over_a_deletion_elsewhere(ana, another_phone, monkeypatch):
    kept = ana.client.keep(Note("The door."))
    other = another_phone(ana)
    other.journal()
    ana.client.delete(kept)
    monkeypatch.setattr(other._journal, "pull", lambda: None)

    other.edit(kept.entry_id, text="The door, still.")

    assert texts(ana.client) == ["The door, still."]


def put_raw(client, payload, *, deleted=False, revision=1):
    entry_id = client._rand(16)
    sealed = entries.seal_entry(client.me.keys, entry_id, revision, payload, client._rand)
    body = {"revision": revision, "envelope": to_base64url(sealed), "deleted": deleted, "attachment_ids": []}
    client.connection.put(f"/api/entries/{to_uuid_text(entry_id)}", body)


def test_a_kind_of_a_later_version_is_kept_and_shown_as_such(ana, another_phone):
    raw = b'{"v":2,"kind":"dream","shape":[1,2]}'
    put_raw(ana.client, raw)

    (entry,) = another_phone(ana).journal()

    assert entry.content == Newer(raw)
    with pytest.raises(errors.ChangedElsewhere):
        ana.client.edit(entry, text="x")


def test_what_does_not_read_is_shown_as_unreadable(ana, another_phone):
    put_raw(ana.client, b'{"v":1,"kind":"note"}')

    (entry,) = another_phone(ana).journal()

    assert entry.content == Unreadable(b'{"v":1,"kind":"note"}')


def test_a_row_the_server_marks_deleted_is_damaged_not_deleted(ana, another_phone):
    put_raw(ana.client, payloads.write_entry(Note("still here")), deleted=True)

    (entry,) = another_phone(ana).journal()

    assert isinstance(entry.content, Unreadable)


def test_a_deletion_is_believed_even_where_the_server_hides_it(ana, another_phone):
    put_raw(ana.client, payloads.write_entry(Deleted()), deleted=False)

    assert another_phone(ana).journal() == []


def test_a_wrong_password_and_an_unknown_login_sound_the_same(ana, server):
    with Client(server.url) as client:
        with pytest.raises(errors.WrongPassword) as wrong:
            client.sign_in(ana.told.login, "open the blue door please now")
        with pytest.raises(errors.WrongPassword) as unknown:
            client.sign_in("nobody-of-this-name", "open the blue door please now")

    assert str(wrong.value) == str(unknown.value)


def test_a_login_name_is_taken_once(ana, server):
    with Client(server.url) as client, pytest.raises(errors.Refused) as refused:
        client.register(ana.told.login)

    assert refused.value.code == "login_taken"


def test_after_signing_out_nothing_is_read(ana):
    ana.client.sign_out()

    with pytest.raises(errors.Locked):
        ana.client.journal()


def test_an_easy_password_is_not_taken(server):
    with Client(server.url) as client, pytest.raises(errors.WeakPassword):
        client.register("somebody-new", "password1234")


def test_mallory_reads_nothing_of_anas(ana, mallory):
    kept = ana.client.keep(Note("The door was blue."))

    assert mallory.client.journal() == []
    with pytest.raises(errors.NotThere):
        mallory.client.edit(kept.entry_id, text="mine now")


def test_a_row_that_does_not_open_never_takes_the_place_of_one_that_does(ana, another_phone):
    kept = ana.client.keep(Note("The door was blue."))
    other = another_phone(ana)
    other.journal()
    entry_id = from_uuid_text(kept.entry_id)
    sealed = entries.seal_entry(ana.client.me.keys, entry_id, 7, b"{}", ana.client._rand)  # as revision 7
    body = {"revision": 2, "envelope": to_base64url(sealed), "deleted": False, "attachment_ids": []}
    ana.client.connection.put(f"/api/entries/{kept.entry_id}", body)

    assert texts(other) == texts(other) == ["The door was blue."]


def test_a_merge_is_marked_and_keeps_the_fields_of_a_later_version(ana, another_phone):
    kept = ana.client.keep(Note("The door.", extra={"weather": "rain"}))
    other = another_phone(ana)
    (seen,) = other.journal()
    ana.client.edit(kept, text="The door was blue.")

    joined = other.edit(seen, text="The door was open.")

    assert joined.content.extra == {"weather": "rain", "merged": True}
