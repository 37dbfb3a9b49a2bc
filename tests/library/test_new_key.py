# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody may know Ana's password: a new key, everything sealed again, and nothing lost on the way."""

from datetime import timedelta

import pytest

from interlude import Client, Note, domain, errors, payloads, times
from interlude.command_line import NO_PROBLEM, NOT_SIGNED_IN, REFUSED, main
from interlude.protocol import entries, keys, pairing
from interlude.protocol.encoding import from_uuid_text, to_base64url, to_uuid_text

RIVER = "the river under the house is mine"


def texts(client):
    return sorted(entry.content.text for entry in client.journal() if isinstance(entry.content, Note))


def under(keys, client):
    """The entries of an account that open with these keys, and with no other."""
    opened = set()
    for row in client._journal.kept():
        try:
            entries.open_entry(keys, from_uuid_text(row.row.entry_id), row.row.revision, row.row.envelope)
        except ValueError:
            continue
        opened.add(row.row.entry_id)
    return opened


@pytest.fixture
def written(ana):
    """Ana wrote 130 notes, and deleted one."""
    ana.client.keep_many(Note(f"note {number}") for number in range(130))
    ana.client.delete(ana.client.keep(Note("not this one")))
    return ana


def test_the_old_password_code_and_phone_are_out_and_every_word_is_there(written, another_phone, server):
    before, other, held = written.client.me.keys, another_phone(written), texts(written.client)

    told = written.client.rotate(written.told.password)

    assert written.client.me.keys.public != before.public
    assert texts(written.client) == held  # before anything is sealed again
    with pytest.raises(errors.NotSignedIn):
        other.journal()
    with Client(server.url) as stranger:
        for wrong in (
            (stranger.sign_in, written.told.password),
            (stranger.recover, written.told.recovery_code),
        ):
            with pytest.raises(errors.WrongPassword):
                wrong[0](written.told.login, wrong[1])
        assert texts(stranger.sign_in(told.login, told.password)) == held


def test_everything_is_sealed_again_and_the_old_key_opens_nothing_then(written, server):
    before = written.client.me.keys
    steps = []
    told = written.client.rotate(written.told.password)

    assert written.client.finish_rotation(lambda done, of: steps.append((done, of))) == 131
    assert steps == [(100, 131), (131, 131)]
    assert written.client.finish_rotation() == 0
    assert under(before, written.client) == set()
    written.client.end_rotation()

    with Client(server.url) as fresh:
        assert len(texts(fresh.sign_in(told.login, told.password))) == 130
        assert fresh._journal.entry_keys.retired == []


def test_an_interruption_is_gone_on_with_from_another_device(written, server, monkeypatch):
    told = written.client.rotate(written.told.password)
    post, sent = written.client.connection.post, []

    def once(path, body=None):
        sent.append(path)
        if len(sent) > 1:
            raise errors.ServerAway("The network is gone.")
        return post(path, body)

    monkeypatch.setattr(written.client.connection, "post", once)
    with pytest.raises(errors.ServerAway):
        written.client.finish_rotation()

    with Client(server.url) as other:
        other.sign_in(told.login, told.password)
        assert len(texts(other)) == 130
        with pytest.raises(errors.ChangedElsewhere, match="31 entries"):
            other.end_rotation()
        assert other.finish_rotation() == 31
        other.end_rotation()
        assert len(texts(other)) == 130


def test_what_is_put_there_under_the_old_key_afterwards_is_not_believed(written, server):
    old = written.client.me.keys
    written.client.rotate(written.told.password)
    written.client.finish_rotation()
    written.client.end_rotation()

    entry_id = written.client._rand(16)
    forged = entries.seal_entry(old, entry_id, 1, b'{"v":1,"kind":"retired_key"}', written.client._rand)
    put_raw(written.client, entry_id, forged)

    assert len(texts(written.client)) == 130
    assert [type(entry.content) for entry in written.client.journal()].count(domain.Unreadable) == 1


def test_a_retired_key_is_believed_only_under_the_new_key(ana, mallory):
    """A thief of the old password cannot bring in a key of his own."""
    old, client = ana.client.me.keys, ana.client
    client.rotate(ana.told.password)
    client.finish_rotation()
    payload = b'{"v":1,"kind":"retired_key","key":"' + b"A" * 43 + b'"}'
    entry_id = client._rand(16)
    put_raw(client, entry_id, entries.seal_entry(old, entry_id, 1, payload, client._rand))

    client.journal()

    assert [keys.public for keys in client._journal.entry_keys.retired] == [old.public]


def put_raw(client, entry_id, envelope):
    body = {"revision": 1, "envelope": to_base64url(envelope), "deleted": False, "attachment_ids": []}
    client.connection.put(f"/api/entries/{to_uuid_text(entry_id)}", body)


def test_while_a_move_lasts_a_contact_under_the_old_key_has_ended(ana, paired):
    hers, _his = paired

    hers.rotate(ana.told.password)

    assert hers.people() == []
    with pytest.raises(errors.UnknownPerson):
        hers.share(hers.keep(Note("The door was blue.")), "Theo")


def test_and_an_invite_under_the_old_key_is_none(theo, mallory):
    """Mallory has Theo's old key and the server's help, and makes an invite in his name."""
    his = theo.client
    old = his.me.keys
    his.rotate(theo.told.password)
    therapist = keys.Party(his.me.keys.account_id, his.me.keys.public)
    made = pairing.make_invitation(therapist, his.connection.origin, his._rand)
    until = times.now().replace(microsecond=0) + timedelta(days=3)
    invite = domain.Invite(to_uuid_text(made.invite_id), made.secret, until)
    entry_id = his._rand(16)
    put_raw(his, entry_id, entries.seal_entry(old, entry_id, 1, payloads.write_entry(invite), his._rand))
    his.connection.post("/api/invites", {"invite_id": invite.invite_id, "expires_at": times.write(until)})

    mallory.client.accept_invite(pairing.write_link(made, made.origin), "Ana R.", "Theo")

    assert his.confirm_pairings() == his.other_keys() == his.people() == []


def test_pairings_are_over_and_are_made_again_by_an_invite(ana, theo, paired):
    ana.client.share(ana.client.keep(Note("The door was blue.")), "Theo")
    ana.client.rotate(ana.told.password)
    ana.client.finish_rotation()

    assert ana.client.people() == []
    assert theo.client.shares() == []
    ana.client.accept_invite(theo.client.invite().link, "Ana R.", "Theo")

    assert theo.client.confirm_pairings() == []  # she is known, and has another key
    (change,) = theo.client.other_keys()
    theo.client.accept_other_key(change)
    assert ana.client.comparison_words("Theo") == theo.client.comparison_words("Ana R.") == change.new_words


def test_a_second_new_key_loses_nothing_of_the_first(written, server):
    first = written.client.rotate(written.told.password)
    second = written.client.rotate(first.password)

    with Client(server.url) as fresh:
        assert len(texts(fresh.sign_in(second.login, second.password))) == 130
        assert len(fresh._journal.entry_keys.retired) == 2
        fresh.finish_rotation()
        fresh.end_rotation()
        assert len(texts(fresh)) == 130


def test_what_goes_along_is_the_earlier_key_byte_for_byte_before_the_one_left_behind(ana, monkeypatch):
    put, sent = ana.client.connection.put, []

    def heard(path, body):
        sent.append(body)
        return put(path, body)

    first = ana.client.rotate(ana.told.password)
    (left,) = [kept for kept in pulled(ana.client) if isinstance(kept.what.content, domain.RetiredKey)]
    monkeypatch.setattr(ana.client.connection, "put", heard)
    ana.client.rotate(first.password)

    carried, behind = sent[0]["entries"]
    assert (carried["entry_id"], carried["revision"], carried["replaces"]) == (left.row.entry_id, 2, 1)
    assert (behind["revision"], behind["replaces"]) == (1, 0)
    now = {kept.row.entry_id: kept for kept in pulled(ana.client)}
    assert now[left.row.entry_id].what.raw == left.what.raw
    assert not now[left.row.entry_id].what.under_retired


def test_a_crash_before_the_answer_to_the_second_leaves_nothing_closed(written, server, monkeypatch):
    """The request arrives, and neither its answer nor that of the question after it does."""
    first = written.client.rotate(written.told.password)
    connection = written.client.connection
    put = connection.put

    def away(*_asked, **_more):
        raise errors.ServerAway("The network is gone.")

    def cut_off(path, body):
        put(path, body)
        monkeypatch.setattr(connection, "get", away)
        away()

    monkeypatch.setattr(connection, "put", cut_off)
    with pytest.raises(errors.KeysUnsure) as unsure:
        written.client.rotate(first.password)

    with Client(server.url) as fresh:
        assert len(texts(fresh.sign_in(first.login, unsure.value.password))) == 130
        assert fresh.finish_rotation() == 131


def test_a_key_that_only_a_retired_key_opens_does_not_go_along(ana):
    """A thief of the old password could have put it there."""
    old, client = ana.client.me.keys, ana.client
    first = client.rotate(ana.told.password)
    entry_id = client._rand(16)
    payload = b'{"v":1,"kind":"retired_key","key":"' + b"A" * 43 + b'"}'
    put_raw(client, entry_id, entries.seal_entry(old, entry_id, 1, payload, client._rand))

    client.rotate(first.password)

    client.journal()
    assert len(client._journal.entry_keys.retired) == 2


def test_more_than_four_keys_at_once_are_refused_until_the_earlier_ones_are_ended(ana):
    password = ana.told.password
    ana.client.keep(Note(RIVER))
    for _time in range(4):
        password = ana.client.rotate(password).password
    with pytest.raises(errors.ChangedElsewhere, match="isn't finished"):
        ana.client.rotate(password)

    assert texts(ana.client) == [RIVER]
    ana.client.finish_rotation()
    ana.client.end_rotation()
    ana.client.rotate(password)
    assert texts(ana.client) == [RIVER]


def pulled(client):
    client.journal()
    return client._journal.kept()


def test_a_computer_that_knew_the_old_key_takes_the_new_one_only_with_the_old_one_beside_it(ana, server):
    known = ana.client.me.keys.public
    told = ana.client.rotate(ana.told.password)

    with Client(server.url) as other:
        other.sign_in(told.login, told.password).require_known_key(known)
        other.finish_rotation()
        other.end_rotation()
        with pytest.raises(errors.OwnKeyChanged):
            other.require_known_key(known)
        with pytest.raises(errors.Locked):
            other.journal()


def test_an_account_that_was_exchanged_is_noticed(ana, mallory):
    with pytest.raises(errors.OwnKeyChanged):
        ana.client.require_known_key(mallory.client.me.keys.public)


def test_a_lost_answer_is_settled(ana, monkeypatch, server):
    put = ana.client.connection.put

    def answer_lost(path, body):
        put(path, body)
        raise errors.ServerAway("The network is gone.")

    monkeypatch.setattr(ana.client.connection, "put", answer_lost)
    told = ana.client.rotate(ana.told.password)

    with Client(server.url) as other:
        other.sign_in(told.login, told.password)


def test_the_same_from_a_shell(written, server, tmp_path, monkeypatch, capsys):
    def run(password, *words):
        monkeypatch.setenv("INTERLUDE_PASSWORD", password)
        return main([*words, "--home", str(tmp_path)]), capsys.readouterr()

    url = ("--url", server.url)
    run(written.told.password, "sign-in", written.told.login, *url)
    code, printed = run(written.told.password, "new-key")

    assert code == NO_PROBLEM
    assert "131 of 131 sealed with the new key" in printed.err
    password = next(line for line in printed.out.splitlines() if "Your new" in line).partition(": ")[2]
    assert run(password, "finish-new-key")[0] == NO_PROBLEM
    assert run(password, "end-new-key")[0] == NO_PROBLEM
    assert run(written.told.password, "list")[0] == NOT_SIGNED_IN
    # Another new key, ended elsewhere, is not taken for the same account in silence.
    with Client(server.url) as elsewhere:
        elsewhere.sign_in(written.told.login, password).rotate(password, RIVER)
        elsewhere.finish_rotation()
        elsewhere.end_rotation()
    code, printed = run(RIVER, "sign-in", written.told.login, *url)
    assert code == REFUSED
    assert "another key" in printed.err
