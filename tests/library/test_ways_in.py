# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ana changes her password, her code and her name; old ones open nothing, and other phones are out."""

import pytest

from interlude import Client, Note, errors
from interlude.command_line import NO_PROBLEM, NOT_SIGNED_IN, main

CHOSEN = "the river under the house is mine"


@pytest.fixture
def stranger(server):
    with Client(server.url) as client:
        yield client


def signs_in(stranger, login, password):
    try:
        stranger.sign_in(login, password)
    except errors.WrongPassword:
        return False
    return True


def test_a_new_password_takes_the_place_of_the_old_one(ana, another_phone, stranger):
    kept, other = ana.client.keep(Note("The door was blue.")), another_phone(ana)

    new = ana.client.change_password(ana.told.password)

    assert len(new.split(" ")) == 6
    assert [entry.entry_id for entry in ana.client.journal()] == [kept.entry_id]
    with pytest.raises(errors.NotSignedIn):
        other.journal()
    assert not signs_in(stranger, ana.told.login, ana.told.password)
    assert signs_in(stranger, ana.told.login, new)
    assert [entry.entry_id for entry in stranger.journal()] == [kept.entry_id]


def test_the_recovery_code_is_a_proof_too_and_stays(ana, stranger):
    ana.client.change_password(ana.told.recovery_code, CHOSEN)

    stranger.recover(ana.told.login, ana.told.recovery_code)
    assert stranger.journal() == []


def test_a_wrong_proof_changes_nothing_and_never_leaves_the_computer(ana, mallory, stranger, monkeypatch):
    monkeypatch.setattr(ana.client.connection, "put", lambda *_asked: pytest.fail("something was sent"))

    for wrong in (mallory.told.password, mallory.told.recovery_code):
        with pytest.raises(errors.WrongPassword):
            ana.client.change_password(wrong)

    assert signs_in(stranger, ana.told.login, ana.told.password)


def test_an_easy_password_is_refused_before_anything_is_sent(ana):
    with pytest.raises(errors.WeakPassword):
        ana.client.change_password(ana.told.password, "password1234")


def test_a_new_code_takes_the_place_of_the_old_one(ana, stranger):
    code = ana.client.new_recovery_code(ana.told.password)

    with pytest.raises(errors.WrongPassword):
        stranger.recover(ana.told.login, ana.told.recovery_code)
    stranger.recover(ana.told.login, code)
    assert stranger.journal() == []


def test_another_name_signs_in_with_the_same_password(ana, mallory, stranger):
    login = f"{ana.told.login}-new"
    with pytest.raises(errors.Refused, match="taken"):
        ana.client.rename(mallory.told.login, ana.told.password)

    ana.client.rename(login, ana.told.password)

    assert not signs_in(stranger, ana.told.login, ana.told.password)
    assert signs_in(stranger, login, ana.told.password)
    assert ana.client.change_password(ana.told.password)


def test_a_lost_answer_to_a_new_password_locks_nobody_out(ana, monkeypatch, stranger):
    put = ana.client.connection.put

    def answer_lost(path, body):
        put(path, body)
        raise errors.ServerAway("The network is gone.")

    monkeypatch.setattr(ana.client.connection, "put", answer_lost)
    new = ana.client.change_password(ana.told.password)

    assert signs_in(stranger, ana.told.login, new)


def test_where_nobody_answers_any_more_the_new_password_is_told_all_the_same(ana, monkeypatch, stranger):
    put, get = ana.client.connection.put, ana.client.connection.get
    slots = get("/api/slots")

    def answer_lost(path, body):
        put(path, body)
        monkeypatch.setattr(ana.client.connection, "get", away)
        raise errors.ServerAway("The network is gone.")

    def away(*_asked, **_query):
        raise errors.ServerAway("The network is gone.")

    monkeypatch.setattr(
        ana.client.connection, "get", lambda path, **_: slots if "slots" in path else get(path)
    )
    monkeypatch.setattr(ana.client.connection, "put", answer_lost)
    with pytest.raises(errors.KeysUnsure) as unsure:
        ana.client.change_password(ana.told.password)

    assert signs_in(stranger, ana.told.login, unsure.value.password)
    assert unsure.value.password not in str(unsure.value) + repr(unsure.value)


def test_the_list_of_devices_and_signing_out_one_or_all_others(ana, another_phone):
    ours = ana.client.devices()
    first = another_phone(ana)
    (firsts,) = [one for one in ana.client.devices() if one not in ours]
    second = another_phone(ana)
    assert sorted(one.current for one in ana.client.devices()) == [False, False, True]
    ana.client.sign_out_device(firsts)

    with pytest.raises(errors.NotSignedIn):
        first.journal()
    assert second.journal() == []
    ana.client.sign_out_others()
    with pytest.raises(errors.NotSignedIn):
        second.journal()
    assert [one.current for one in ana.client.devices()] == [True]


def test_mallory_ends_no_login_of_anas(ana, mallory):
    with pytest.raises(errors.NotThere):
        mallory.client.sign_out_device(ana.client.devices()[0])


@pytest.fixture
def terminal(ana, server, tmp_path, monkeypatch, capsys):
    """Run commands as Ana: run(password, words …) → (exit code, out, err)."""

    def run(password, *words):
        monkeypatch.setenv("INTERLUDE_PASSWORD", password)
        code = main([*words, "--home", str(tmp_path)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    assert run(ana.told.password, "sign-in", ana.told.login, "--url", server.url)[0] == NO_PROBLEM
    return run


def told_in(out, name):
    return next(line.partition(": ")[2] for line in out.splitlines() if line.startswith(f"Your new {name}"))


def test_the_same_from_a_shell(ana, terminal):
    code, out, err = terminal(ana.told.password, "change-password")
    assert code == NO_PROBLEM, err
    new = told_in(out, "password")

    assert terminal(ana.told.password, "list")[0] == NOT_SIGNED_IN
    assert told_in(terminal(new, "new-code")[1], "recovery code").count("-") == 6
    assert terminal(new, "rename", f"{ana.told.login}-2")[0] == NO_PROBLEM
    code, out, _err = terminal(new, "devices")
    assert "Terminal (this one), last used" in out
    assert terminal(new, "sign-out-device")[0] == NO_PROBLEM
