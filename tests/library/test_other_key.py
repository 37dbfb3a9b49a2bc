# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody Ana knows shows another key: both sets of words are shown; nothing happens until she agrees."""

from dataclasses import replace

import pytest

from interlude import Note, errors
from interlude.domain import Contact
from interlude.protocol import pairing


def kinds(client):
    return [entry.content for entry in client._journal.everything() if isinstance(entry.content, Contact)]


@pytest.fixture
def met_again(paired, theo):
    """Theo lost his keys and made new ones; Ana has his new invite."""
    ana, his = paired
    ana.share(ana.keep(Note("The door was blue.")), "Theo")
    his.rotate(theo.told.password)
    his.finish_rotation()
    return ana, his, his.invite().link


def test_a_therapist_with_another_key_is_noticed_and_nothing_is_sent(met_again, monkeypatch):
    ana, _his, link = met_again
    old = kinds(ana)
    monkeypatch.setattr(ana.connection, "post", lambda *_asked: pytest.fail("something was sent"))

    with pytest.raises(errors.KeyChanged) as changed:
        ana.accept_invite(link, "Ana R.", "Theo")

    change = changed.value.change
    assert change.person.name == "Theo"
    assert change.old_words == ana.comparison_words("Theo")
    assert len(change.new_words) == 8
    assert change.new_words != change.old_words
    assert kinds(ana) == old


def test_going_on_ends_the_old_pairing_and_asks_for_the_new_words(met_again):
    ana, his, link = met_again
    with pytest.raises(errors.KeyChanged) as changed:
        ana.accept_invite(link, "Ana R.", "Theo")

    contact = ana.accept_other_key(changed.value.change)
    his.confirm_pairings()

    assert [person.pairing_id for person in ana.people()] == [contact.pairing_id]
    assert not contact.words_compared
    assert ana.comparison_words("Theo") == changed.value.change.new_words == his.comparison_words("Ana R.")
    with pytest.raises(errors.CompareFirst):
        ana.share(ana.journal()[0], "Theo")
    assert ana.accept_invite(link, "Ana R.", "Theo") == contact  # the same link again changes nothing


def test_refusing_leaves_everything_as_it_was(met_again):
    ana, his, link = met_again
    old = kinds(ana)
    with pytest.raises(errors.KeyChanged) as changed:
        ana.accept_invite(link, "Ana R.", "Theo")

    ana.refuse_other_key(changed.value.change)

    assert kinds(ana) == old
    assert his.confirm_pairings() == []


def test_somebody_else_with_his_name_and_id_is_noticed(ana, theo):
    """Mallory runs the server and makes an invite in Theo's name, under a key of her own."""
    ana.client.accept_invite(theo.client.invite().link, "Ana R.", "Theo")
    invitation = pairing.read_link(theo.client.invite().link)
    other = replace(invitation, therapist=replace(invitation.therapist, public=b"\x09" * 32))

    with pytest.raises(errors.KeyChanged):
        ana.client.accept_invite(pairing.write_link(other, other.origin), "Ana R.", "Theo")


@pytest.fixture
def patient_again(paired, ana):
    """Ana made new keys, and accepted another invite of Theo's."""
    hers, his = paired
    hers.rotate(ana.told.password)
    hers.finish_rotation()
    hers.accept_invite(his.invite().link, "Ana R.", "Theo")
    return hers, his


def test_a_patient_with_another_key_is_not_confirmed_in_silence(patient_again):
    hers, his = patient_again

    assert his.confirm_pairings() == []
    (change,) = his.other_keys()
    assert change.person.name == "Ana R."
    assert change.new_words == hers.comparison_words("Theo") != change.old_words
    contact = his.accept_other_key(change)
    assert [person.pairing_id for person in his.people()] == [contact.pairing_id]
    assert his.other_keys() == []


def test_a_therapist_refuses_a_key_he_does_not_trust(patient_again):
    hers, his = patient_again
    old = kinds(his)
    (change,) = his.other_keys()

    his.refuse_other_key(change)

    assert his.other_keys() == his.confirm_pairings() == []
    assert kinds(his) == old
    assert hers.shares() == []
