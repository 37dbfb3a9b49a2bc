# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ana lost her password and has the recovery code at hand."""

import pytest

from interlude import Client, Note, errors
from interlude.protocol.recovery_code import MistypedCode


@pytest.fixture
def stranger(server):
    with Client(server.url) as client:
        yield client


def test_the_recovery_code_brings_the_journal_back(ana, stranger):
    kept = ana.client.keep(Note("The door was blue."))

    told = stranger.recover(ana.told.login, ana.told.recovery_code.lower().replace("-", " "))

    assert [entry.entry_id for entry in stranger.journal()] == [kept.entry_id]
    assert told.password != ana.told.password
    assert told.recovery_code != ana.told.recovery_code


def test_the_old_password_the_old_code_and_the_other_phone_are_out(ana, stranger, server):
    told = stranger.recover(ana.told.login, ana.told.recovery_code)

    with pytest.raises(errors.NotSignedIn):
        ana.client.journal()
    with Client(server.url) as other:
        with pytest.raises(errors.WrongPassword):
            other.sign_in(ana.told.login, ana.told.password)
        with pytest.raises(errors.WrongPassword):
            other.recover(ana.told.login, ana.told.recovery_code)
        other.sign_in(ana.told.login, told.password)


def test_a_mistyped_code_asks_nobody(ana, server):
    asked = []
    client = Client(server.url)
    client.connection.post = lambda *words: asked.append(words)

    with pytest.raises(MistypedCode):
        client.recover(ana.told.login, ana.told.recovery_code[:-1])

    assert asked == []


def test_mallorys_code_does_not_open_anas_account(ana, mallory, stranger):
    with pytest.raises(errors.WrongPassword):
        stranger.recover(ana.told.login, mallory.told.recovery_code)


def test_a_lost_answer_to_the_new_keys_locks_nobody_out(ana, stranger, server):
    put = stranger.connection.put

    def answer_lost(path, body):
        put(path, body)
        raise errors.ServerAway("The network is gone.")

    stranger.connection.put = answer_lost
    told = stranger.recover(ana.told.login, ana.told.recovery_code)

    with Client(server.url) as other:
        other.sign_in(ana.told.login, told.password)
