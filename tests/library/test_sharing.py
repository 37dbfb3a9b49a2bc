# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ana shares what she chose, Theo reads that and nothing else, Mallory nothing at all."""

import os
from dataclasses import replace
from datetime import timedelta

import pytest

from interlude import Appointment, CheckIn, Client, Note, errors, times
from interlude.protocol import pairing


def test_a_shared_note_is_read_by_the_therapist(paired):
    ana, theo = paired
    kept = ana.keep(Note("The door was blue."))
    ana.keep(Note("Only for me."))

    ana.share(kept, "Theo")

    assert [share.content for share in theo.shares_of("Ana R.")] == [kept.content]


def test_both_see_the_same_eight_words(paired):
    ana, theo = paired

    assert ana.comparison_words("Theo") == theo.comparison_words("Ana R.")
    assert len(ana.comparison_words("Theo")) == 8


def test_nothing_is_shared_before_the_words_are_compared(ana, theo):
    ana.client.accept_invite(theo.client.invite().link, "Ana R.", "Theo")
    kept = ana.client.keep(Note("Too early."))

    with pytest.raises(errors.CompareFirst):
        ana.client.share(kept, "Theo")


def test_an_excerpt_is_the_marked_passage_and_no_more(paired):
    ana, theo = paired
    kept = ana.keep(Note("My sister came. The door was blue. I left."))

    ana.share(kept, "Theo", excerpt="The door was blue.")

    (share,) = theo.shares()
    assert share.content.text == "The door was blue."
    assert share.shared.excerpt
    with pytest.raises(errors.PairingRefused):
        ana.share(kept, "Theo", excerpt="words nobody wrote")


def test_an_edit_is_not_seen_until_it_is_shared_again(paired):
    ana, theo = paired
    kept = ana.keep(Note("The door was blue."))
    ana.share(kept, "Theo")
    edited = ana.edit(kept, text="The door was green.")
    assert [share.content.text for share in theo.shares()] == ["The door was blue."]

    again = ana.share(edited, "Theo")

    assert [share.content.text for share in theo.shares()] == ["The door was green."]
    assert again.revision == 2


def test_what_is_unshared_is_gone_and_ana_knows_it_was_opened(paired):
    ana, theo = paired
    ana.share(ana.keep(CheckIn(mood=4)), "Theo")
    theo.mark_opened(theo.shares()[0])
    (mine,) = ana.shares()
    assert mine.by_me
    assert mine.opened_at is not None

    ana.unshare(mine)

    assert theo.shares() == ana.shares() == []


def test_what_is_shared_anew_has_not_been_opened_by_having_opened_the_earlier_copy(paired):
    ana, theo = paired
    kept = ana.keep(Note("The door was blue."))
    ana.share(kept, "Theo")
    theo.mark_opened(theo.shares()[0])
    assert ana.shares()[0].is_opened

    ana.share(ana.edit(kept, text="The door was green."), "Theo")

    assert not ana.shares()[0].is_opened
    assert not theo.shares()[0].is_opened
    theo.mark_opened(theo.shares()[0])
    assert ana.shares()[0].is_opened


def test_sharing_again_after_unsharing_is_a_new_share(paired):
    ana, theo = paired
    kept = ana.keep(Note("The door was blue."))
    first = ana.share(kept, "Theo")
    ana.unshare(first)

    second = ana.share(kept, "Theo")

    assert second.share_id != first.share_id
    assert len(theo.shares()) == 1


def test_a_share_is_over_by_the_readers_own_clock(paired, monkeypatch):
    ana, theo = paired
    ana.share(ana.keep(Note("Until tomorrow.")), "Theo", expires_at=times.now() + timedelta(days=1))
    assert len(theo.shares()) == 1

    tomorrow = times.now() + timedelta(days=1, seconds=1)
    monkeypatch.setattr(times, "now", lambda: tomorrow)

    assert theo.shares() == []


def test_an_appointment_goes_the_other_way(paired):
    ana, theo = paired
    starts_at = times.now().replace(microsecond=0) + timedelta(days=1)
    pairing_id = theo.people()[0].pairing_id
    kept = theo.keep(Appointment(pairing_id, "integration", starts_at, minutes=50))

    theo.share(kept, "Ana R.")

    assert ana.appointments("Theo") == theo.appointments("Ana R.") == [kept.content]


def test_an_ended_pairing_shows_nothing_any_more(paired):
    ana, theo = paired
    kept = ana.keep(Note("The door was blue."))
    ana.share(kept, "Theo")
    ana.share(ana.keep(Note("He did not read this.")), "Theo")
    theo.mark_opened(next(share for share in theo.shares() if share.content == kept.content))

    ended = ana.end_pairing("Theo")

    assert {share.content.text: share.opened_at is not None for share in ended} == {
        "The door was blue.": True,
        "He did not read this.": False,
    }
    assert theo.shares() == []
    assert ana.people() == []
    with pytest.raises(errors.UnknownPerson):
        ana.share(kept, "Theo")


def test_mallory_gets_nothing_of_a_pairing_that_is_not_hers(paired, mallory):
    ana, _theo = paired
    shared = ana.share(ana.keep(Note("The door was blue.")), "Theo")

    assert mallory.client.shares() == []
    with pytest.raises(errors.NotThere):
        mallory.client.unshare(shared)
    with pytest.raises(errors.NotThere):
        mallory.client.mark_opened(shared)


def test_a_used_invite_is_of_no_use_to_mallory(ana, theo, mallory):
    link = theo.client.invite().link
    ana.client.accept_invite(link, "Ana R.", "Theo")

    with pytest.raises(errors.Refused) as refused:
        mallory.client.accept_invite(link, "Ana R.", "Theo")

    assert refused.value.code == "invite_unusable"
    assert mallory.client.people() == []


def test_an_invite_taken_back_pairs_nobody(ana, theo):
    invitation = theo.client.invite()

    for _ in range(2):  # the first answer may have been lost
        theo.client.take_back_invite(invitation.invite_id)

    with pytest.raises(errors.Refused) as refused:
        ana.client.accept_invite(invitation.link, "Ana R.", "Theo")
    assert refused.value.code == "invite_unusable"


def test_a_lost_answer_to_an_acceptance_is_found_again(ana, theo):
    link = theo.client.invite().link
    first = ana.client.accept_invite(link, "Ana R.", "Theo")

    assert ana.client.accept_invite(link, "Ana R.", "Theo") == first
    assert len(ana.client.people()) == 1


def test_an_acceptance_the_server_never_heard_of_can_be_made_again(ana, theo, monkeypatch):
    link = theo.client.invite().link
    with monkeypatch.context() as offline:
        offline.setattr(ana.client.connection, "post", away_for(ana.client.connection.post, "/acceptance"))
        with pytest.raises(errors.ServerAway):
            ana.client.accept_invite(link, "Ana R.", "Theo")

    ana.client.accept_invite(link, "Ana R.", "Theo")

    assert len(ana.client.people()) == len(theo.client.confirm_pairings()) == 1


def away_for(post, door):
    def posting(path, body=None):
        if path.endswith(door):
            raise errors.ServerAway("The network is gone.")
        return post(path, body)

    return posting


def test_a_second_invite_of_the_same_therapist_is_refused_until_the_first_pairing_ended(paired):
    ana, theo = paired
    with pytest.raises(errors.PairingRefused):
        ana.accept_invite(theo.invite().link, "Ana R.", "Theo")
    theo.end_pairing("Ana R.")

    ana.accept_invite(theo.invite().link, "Ana R.", "Theo")

    assert [person.name for person in theo.confirm_pairings()] == ["Ana R."]


def test_an_ended_pairing_is_not_confirmed_again(ana, theo):
    ana.client.accept_invite(theo.client.invite().link, "Ana R.", "Theo")
    theo.client.confirm_pairings()
    theo.client.end_pairing("Ana R.")

    assert theo.client.confirm_pairings() == theo.client.people() == []


def test_an_acceptance_without_the_secret_is_never_confirmed(theo, mallory):
    invitation = pairing.read_link(theo.client.invite().link)
    guessed = replace(invitation, secret=bytes(16))
    link = pairing.write_link(guessed, guessed.origin)

    mallory.client.accept_invite(link, "Ana R.", "Theo")

    assert theo.client.confirm_pairings() == []
    assert theo.client.people() == []


def test_an_invite_of_another_server_is_not_taken(ana, theo):
    invitation = replace(pairing.read_link(theo.client.invite().link), origin="https://elsewhere.example")

    with pytest.raises(errors.UnfitServer):
        ana.client.accept_invite(pairing.write_link(invitation, "https://elsewhere.example"), "Ana", "Theo")


def test_half_a_link_is_one_clear_sentence(ana, theo):
    link = theo.client.invite().link

    with pytest.raises(pairing.InviteRefused, match=r"damaged|whole|not an invite"):
        ana.client.accept_invite(link[: len(link) // 2], "Ana", "Theo")


def test_a_patient_registers_by_an_invite(theo, server):
    link = theo.client.invite().link
    with Client(server.url) as mira:
        mira.register("mira-by-invite", enrolment=link)
        mira.accept_invite(link, "Mira", "Theo")

    assert [person.name for person in theo.client.confirm_pairings()] == ["Mira"]


def test_another_epoch_brings_back_neither_an_older_revision_nor_a_withdrawn_copy(paired, monkeypatch):
    ana, theo = paired
    kept, other = ana.keep(Note("The door was blue.")), ana.keep(Note("Taken back."))
    ana.share(kept, "Theo")
    withdrawn = ana.share(other, "Theo")
    assert len(theo.shares()) == 2
    ask = theo.connection.get
    replayed = ask("/api/shares", after=0, limit=1000)
    ana.share(ana.edit(kept, text="The door was green."), "Theo")
    ana.unshare(withdrawn)
    assert [share.content.text for share in theo.shares()] == ["The door was green."]

    def lying(path, **query):
        answer = replayed if path == "/api/shares" else ask(path, **query)
        return {**answer, "epoch": "00000000-0000-4000-8000-000000000000"}

    monkeypatch.setattr(theo.connection, "get", lying)
    assert [share.content for share in theo.shares()] == []


def test_two_passages_of_one_note_are_two_shares(paired):
    ana, theo = paired
    kept = ana.keep(Note("My sister came. The door was blue. I left."))

    ana.share(kept, "Theo", excerpt="My sister came.")
    ana.share(kept, "Theo", excerpt="The door was blue.")
    ana.share(kept, "Theo")

    texts = {share.content.text for share in theo.shares()}
    assert texts == {"My sister came.", "The door was blue.", kept.content.text}


def test_a_field_this_version_does_not_know_is_not_shared_unseen(paired):
    ana, theo = paired
    ana.share(ana.keep(Note("The door was blue.", extra={"weather": "rain"})), "Theo")

    assert [share.content.extra for share in theo.shares()] == [{}]


def test_an_acceptance_kept_by_two_devices_is_one_person(paired):
    _ana, theo = paired
    theo.keep(replace(theo.people()[0], words_compared=False))

    assert [(person.name, person.words_compared) for person in theo.people()] == [("Ana R.", True)]


def test_a_pairing_id_is_drawn_after_the_link_was_read_and_anew_each_time(server, register):
    drawn = []

    def watched(size):
        drawn.append(size)
        return os.urandom(size)

    theo = register("theo", role="therapist").client
    with Client(server.url, rand=watched) as bea:
        bea.register(f"bea{os.urandom(4).hex()}")
        drawn.clear()
        with pytest.raises(ValueError, match="link"):
            bea.accept_invite("https://example.org/i#AQ", "Bea", "Theo")
        assert drawn == []

        first = bea.accept_invite(theo.invite().link, "Bea", "Theo")
        assert drawn[0] == 16
        bea.end_pairing(first)
        second = bea.accept_invite(theo.invite().link, "Bea", "Theo")

    assert first.pairing_id != second.pairing_id
