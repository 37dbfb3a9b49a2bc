# SPDX-License-Identifier: AGPL-3.0-or-later
"""The server lies about ways in and keys: nothing opens that is not Ana's, nothing of hers is handed out."""

import os
import uuid

import pytest

from interlude import Note, errors
from interlude.protocol import entries
from interlude.protocol.encoding import from_uuid_text, to_base64url
from tests.library.hostile.lying import (
    BOTH,
    DOOR,
    HANDS,
    answers,
    feed,
    json,
    lies,
    raw_of,
    refused,
    rows,
    texts,
    there,
    unharmed,
)


@pytest.fixture
def stranger(ana, on_a_line):
    """A computer nobody has signed in on: signs Ana in over a lie, and then honestly."""
    client, line = on_a_line()

    def signs_in(lie, *kinds):
        line.lie = lie
        refused(kinds, lambda: client.sign_in(ana.told.login, ana.told.password))
        assert client.connection.token is None
        refused(errors.Locked, client.journal)
        asked = list(line.asked)
        line.lie = there
        line.asked.clear()
        return asked

    yield signs_in
    line.lie = there
    assert texts(client.sign_in(ana.told.login, ana.told.password).journal()) == texts(ana.client.journal())


def slot(kind, change):
    """Change the slots of one kind."""
    return lies("GET /api/slots", rows("slots", lambda row: change(row) if row["type"] == kind else row))


def test_h24_slots_of_another_account_do_not_open_whole_or_in_parts(stranger, mallory):
    theirs = mallory.client.connection.get("/api/slots")["slots"]
    envelope = next(one["envelope"] for one in theirs if one["type"] == "password")

    stranger(lies("GET /api/slots", lambda _was: {"slots": theirs}), errors.WrongPassword)
    stranger(slot("password", lambda row: {**row, "envelope": envelope}), errors.WrongPassword)


def test_h25_a_slot_of_the_servers_own_making_opens_to_no_key_of_its_choosing(stranger):
    for made in (b"\x01" + os.urandom(112), b"\x01" + bytes(112), b""):
        stranger(
            slot("password", lambda row, raw=made: {**row, "envelope": to_base64url(raw)}),
            errors.WrongPassword,
        )


@pytest.mark.parametrize(
    "changed",
    [
        {"slot_id": str(uuid.UUID(int=7))},
        {"params": to_base64url(b"\x00\x01\x01\x00\x10" + bytes(16))},
        {"params": to_base64url(b"\x00\x01\x02\x00\x10" + bytes(16))},
        {"params": ""},
        {"type": "recovery"},
        {"type": "password2"},
    ],
)
def test_h26_a_password_slot_with_anything_exchanged_does_not_open(stranger, changed):
    stranger(slot("password", lambda row: {**row, **changed}), errors.WrongPassword, errors.ServerNonsense)


def test_h26_no_exchanged_slot_goes_into_an_archive(ana, kept, tmp_path):
    file = tmp_path / "journal.zip"
    for changed in ({"envelope": to_base64url(os.urandom(113))}, {"slot_id": str(uuid.UUID(int=7))}):
        ana.line.lie = slot("password", lambda row, changed=changed: {**row, **changed})
        refused(errors.ChangedElsewhere, lambda: ana.client.export(file))
        assert list(tmp_path.iterdir()) == []
    ana.line.lie = there

    assert ana.client.export(file) == len(kept)


@pytest.mark.parametrize("profile", [0, 2, "1", True, None, 1.5, [1]])
def test_h27_weaker_protection_is_not_had_and_nothing_of_the_password_leaves(stranger, profile):
    asked = stranger(
        lies("POST /api/prelogin", lambda was: {**was, "profile": profile}), errors.WeakerProtection
    )

    assert asked == ["POST /api/prelogin"]


@pytest.mark.parametrize("salt", ["", "AAAA", "A" * 21, "A" * 23, "not base64 at all!!!!!", None, 7])
def test_h28_a_salt_like_this_is_none(stranger, salt):
    asked = stranger(
        lies("POST /api/prelogin", lambda was: {**was, "salt16": salt}),
        errors.WeakerProtection,
        errors.ServerNonsense,
    )

    assert asked == ["POST /api/prelogin"]


def test_h28_a_salt_of_the_servers_choosing_gives_a_proof_that_fits_nothing(ana, stranger):
    stranger(lies("POST /api/prelogin", lambda was: {**was, "salt16": "A" * 22}), errors.WrongPassword)

    ana.line.lie = slot(
        "password", lambda row: {**row, "params": to_base64url(b"\x00\x01\x01\x00\x10" + bytes(16))}
    )
    before = len(ana.line.asked)
    refused(errors.WrongPassword, lambda: ana.client.change_password(ana.told.password))
    assert ana.line.asked[before:] == ["GET /api/slots"]  # no proof for that salt was sent


def test_h29_a_login_of_another_account_opens_nothing(stranger, mallory):
    other = mallory.client.me.account_id

    stranger(lies("POST /api/logins", lambda was: {**was, "account_id": other}), errors.WrongPassword)


def test_h29_and_nothing_of_hers_is_sent_into_it(ana, kept, mallory):
    given = {"account_id": mallory.client.me.account_id, "token": mallory.client.connection.token}
    hers = ana.client.connection.token
    ana.line.lie = lies("POST /api/logins", lambda was: {**was, **given})
    refused(errors.WrongPassword, lambda: ana.client.sign_in(ana.told.login, ana.told.password))
    assert ana.client.connection.token == hers

    ana.line.lie = lies("GET /api/account", lambda was: {**was, "account_id": given["account_id"]})
    refused(errors.NotSignedIn, ana.client.journal)
    unharmed(ana, DOOR, HANDS)


@pytest.mark.parametrize("token", ["", "short", "a\r\nX-Evil: 1234567890123", "ü" * 20, 7, None, "a" * 5000])
def test_h37_a_token_that_is_none_is_nonsense(stranger, token):
    stranger(lies("POST /api/logins", lambda was: {**was, "token": token}), errors.ServerNonsense)


def test_h16_a_retired_key_of_the_servers_making_is_none_of_hers(ana, kept, mallory):
    foreign = entries.seal_entry(
        mallory.client.me.keys,
        bytes(16),
        1,
        b'{"v":1,"kind":"retired_key","key":"' + b"A" * 43 + b'"}',
        os.urandom,
    )
    noise = to_base64url(b"\x01" + os.urandom(1104))
    real = ana.row(kept[0].entry_id)
    forged = [{**real, "entry_id": str(uuid.uuid4()), "envelope": noise}]
    forged += [{**real, "entry_id": str(uuid.UUID(int=0)), "envelope": to_base64url(foreign)}]

    ana.line.lie = feed("entries", forged, honest_too=True)
    ana.client.journal()

    assert ana.client.mirror.entry_keys.retired == []
    unharmed(ana, DOOR, HANDS)


def test_h16_a_key_she_destroyed_is_not_brought_back_by_handing_out_its_entry_again(ana, kept):
    old = ana.client.me.keys
    ana.client.rotate(ana.told.password)
    retired = [row for row in ana.rows("entries") if row["entry_id"] not in {one.entry_id for one in kept}]
    ana.client.finish_rotation()
    ana.client.end_rotation()
    entry_id = str(uuid.uuid4())
    raw = raw_of(ana, kept[0].entry_id).replace(DOOR.encode(), b"by a thief of the old key")
    forged = entries.seal_entry(old, from_uuid_text(entry_id), 1, raw, os.urandom)

    ana.line.lie = feed(
        "entries", [*retired, {**retired[0], "entry_id": entry_id, "envelope": to_base64url(forged)}]
    )
    ana.client.journal()

    assert len(retired) == 1
    assert ana.client.mirror.entry_keys.retired == []
    assert "thief" not in repr(ana.client.journal())
    unharmed(ana, DOOR, HANDS)


@pytest.fixture
def moved(ana, kept):
    """Ana made a new key; the server still has what opens to the old one, and shows that."""
    old_password = ana.told.password
    before = ana.client.connection.get("/api/slots")
    salt16 = ana.client.connection.post("/api/prelogin", {"login": ana.told.login})["salt16"]
    known, token = ana.client.me.keys, ana.client.connection.token
    ana.client.rotate(old_password)
    account_id = ana.client.me.account_id

    def lie(request, pass_on):
        if request.url.path == "/api/prelogin":
            return json({"profile": 1, "salt16": salt16})
        if request.url.path == "/api/logins":
            login = {"account_id": account_id, "role": "patient", "token": token, "needs": None}
            return json(login | {"login_id": str(uuid.uuid4())})
        if request.url.path == "/api/slots":
            return json(before)
        return pass_on()

    return known, old_password, lie


@pytest.mark.parametrize("ending", ["honest", "refused", "garbled"])
def test_h30_an_older_key_of_her_own_opens_nothing_where_the_newer_is_known(ana, moved, ending):
    known, old_password, lie = moved
    assert ana.client.me.keys.public != known.public

    def lie_to_the_end(request, pass_on):
        if request.method == "DELETE" and ending != "honest":
            return json({"code": "server_error"}, 500) if ending == "refused" else json("what?")
        return lie(request, pass_on)

    ana.line.lie = lie_to_the_end
    refused(errors.OwnKeyChanged, lambda: ana.client.sign_in(ana.told.login, old_password))

    assert ana.client.connection.token is None
    assert known.account_key not in held_by(ana.client)
    for deed in (ana.client.journal, lambda: ana.client.keep(Note("not under this")), lambda: ana.client.me):
        refused(errors.Locked, deed)


def test_h30_nor_where_the_feed_under_it_is_nonsense(ana, moved):
    _known, old_password, lie = moved
    ana.line.lie = lambda request, pass_on: (
        json({}) if request.url.path == "/api/entries" else lie(request, pass_on)
    )

    refused(errors.InterludeError, lambda: ana.client.sign_in(ana.told.login, old_password))

    refused(errors.Locked, ana.client.journal)
    assert ana.client.connection.token is None


@pytest.mark.parametrize("answer", [lambda: json({"code": "server_error"}, 500), lambda: json(["?"])])
def test_h30_signing_out_forgets_the_keys_whatever_the_server_answers(ana, kept, answer):
    key = ana.client.me.keys.account_key
    assert key in held_by(ana.client)
    ana.line.lie = answers("DELETE /api/logins/current", answer)

    refused(errors.InterludeError, ana.client.sign_out)

    assert ana.client.connection.token is None
    assert key not in held_by(ana.client)
    refused(errors.Locked, ana.client.journal)


def held_by(client):
    """Every account key a client can still reach."""
    journal = client.__dict__.get("_journal")
    kept = [] if journal is None else [journal.entry_keys.keys, *journal.entry_keys.retired]
    return {keys.account_key for keys in kept} | ({client.me.keys.account_key} if client._unlocked else set())


def test_h46_a_patient_told_that_a_second_step_is_missing_gives_nothing_for_it(ana, kept, on_a_line):
    client, line = on_a_line()
    evil = {"needs": "second_factor_setup", "secret": "A" * 32, "totp_secret": "A" * 32}
    line.lie = lies("POST /api/logins", lambda was: {**was, **evil})

    refused(errors.SecondFactorMissing, lambda: client.sign_in(ana.told.login, ana.told.password))
    refused(errors.Locked, client.journal)
    assert not [asked for asked in line.asked if "entries" in asked or "slots" in asked]

    line.lie = lies("POST /api/logins", lambda was: {**was, "needs": "second_factor", "secret": "A" * 32})
    refused(errors.SecondFactorNeeded, lambda: client.sign_in(ana.told.login, ana.told.password))
    refused(errors.Locked, client.journal)
    assert texts(ana.client.journal()) == BOTH


def test_h46_and_a_secret_is_made_here(theo):
    theo.line.lie = answers("PUT /api/second-factor/totp", lambda: json({"secret": "A" * 32}))
    sent = []

    def watched(request, pass_on):
        if request.url.path == "/api/second-factor/totp":
            sent.append(request.content)
            return json({"secret": "A" * 32})
        return pass_on()

    theo.line.lie = watched
    secret = theo.client.set_up_second_factor(theo.told.login, theo.told.password, second_factor=theo.codes)

    assert len(secret) == 32
    assert set(secret) != {"A"}
    assert secret.encode() in sent[0]
