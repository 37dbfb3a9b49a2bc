# SPDX-License-Identifier: AGPL-3.0-or-later
"""The server lies about pairings: nobody is met and nothing is ended by its word."""

import os
import uuid
from dataclasses import replace

from interlude import errors
from interlude.protocol import keys, pairing
from interlude.protocol.encoding import to_base64url
from tests.library.hostile.lying import answers, bent, json, lies, read, refused, rows, share, there

SOMEBODY = to_base64url(keys.account_keys(bytes(16), bytes(32)).public)


ACCEPTANCES = {
    "h01": [lambda row: {**row, "pk_patient": SOMEBODY}, lambda row: {**row, "pk_patient": "A" * 43}],
    "h02": [lambda row: {**row, "tag": to_base64url(os.urandom(32))}, lambda row: {**row, "tag": "AAAA"}],
    "h03": [lambda row: {**row, "hello": bent(row["hello"])}, lambda row: {**row, "hello": ""}],
    "h04": [
        lambda row: {**row, "patient_id": str(uuid.uuid4())},
        lambda row: {**row, "pairing_id": str(uuid.uuid4())},
        lambda row: {**row, "patient_id": row["therapist_id"], "therapist_id": row["patient_id"]},
    ],
    "h06": [lambda row: {**row, "patient_id": row["therapist_id"]}],
    "h49": [lambda row: {**row, "invite_id": str(uuid.uuid4())}],
}


def nobody_is_added_and_the_real_one_is_taken_afterwards(ana, theo, changes):
    ana.client.accept_invite(theo.client.invite().link, "Ana R.", "Theo")
    for change in changes:
        theo.line.lie = lies("GET /api/pairings", rows("pairings", change))
        before = len(theo.line.asked)
        assert theo.client.confirm_pairings() == theo.client.people() == theo.client.other_keys() == []
        assert not theo.line.asked_since(before, "DELETE")
        assert not theo.line.asked_since(before, "PUT")
    theo.line.lie = there
    assert [person.name for person in theo.client.confirm_pairings()] == ["Ana R."]
    assert theo.client.people()[0].public_key == ana.client.me.keys.public


def test_h01_an_acceptance_with_another_key_adds_nobody(ana, theo):
    nobody_is_added_and_the_real_one_is_taken_afterwards(ana, theo, ACCEPTANCES["h01"])


def test_h02_nor_one_with_another_tag(ana, theo):
    nobody_is_added_and_the_real_one_is_taken_afterwards(ana, theo, ACCEPTANCES["h02"])


def test_h03_nor_one_with_another_greeting(ana, theo):
    nobody_is_added_and_the_real_one_is_taken_afterwards(ana, theo, ACCEPTANCES["h03"])


def test_h04_nor_one_of_another_patient_pairing_or_role(ana, theo):
    nobody_is_added_and_the_real_one_is_taken_afterwards(ana, theo, ACCEPTANCES["h04"])


def test_h06_nor_the_therapist_himself(ana, theo):
    nobody_is_added_and_the_real_one_is_taken_afterwards(ana, theo, ACCEPTANCES["h06"])


def test_h49_nor_one_of_an_invite_nobody_here_made(ana, theo):
    nobody_is_added_and_the_real_one_is_taken_afterwards(ana, theo, ACCEPTANCES["h49"])


def test_h49_naming_another_invite_for_a_known_pairing_uses_that_one_up_for_nobody(met, mallory):
    _ana, theo = met
    waiting = theo.client.invite()
    changed = {"state": "accepted", "invite_id": waiting.invite_id}
    theo.line.lie = lies("GET /api/pairings", rows("pairings", lambda row: {**row, **changed}))
    theo.client.confirm_pairings()
    theo.line.lie = there

    mallory.client.accept_invite(waiting.link, "Mira", "Theo")

    assert [person.name for person in theo.client.confirm_pairings()] == ["Mira"]


def test_h06_nobody_accepts_an_invite_of_her_own_key(ana, theo):
    invitation = pairing.read_link(theo.client.invite().link)
    mine = keys.Party(ana.client.me.keys.account_id, ana.client.me.keys.public)
    for therapist in (mine, replace(invitation.therapist, public=bytes(32))):
        link = pairing.write_link(replace(invitation, therapist=therapist), invitation.origin)
        refused(errors.PairingRefused, lambda told=link: ana.client.accept_invite(told, "Ana R.", "Theo"))

    assert ana.client.people() == []


def test_h05_the_servers_word_neither_ends_nor_begins_a_pairing(met):
    ana, theo = met
    before = ana.client.people()

    def invented(was):
        made = [{**row, "state": "ended"} for row in was["pairings"]]
        return {"pairings": [*made, *({**row, "pairing_id": str(uuid.uuid4())} for row in was["pairings"])]}

    for who in met:
        who.line.lie = lies("GET /api/pairings", invented)
        assert theo.client.confirm_pairings() == []
    assert ana.client.people() == before
    refused_link = theo.client.invite().link
    for word in ("ended", None):  # nor does it where she answers another invite, and that one is refused
        ana.line.lie = playing(word)
        refused(errors.InterludeError, lambda: ana.client.accept_invite(refused_link, "Ana R.", "Theo"))
        assert ana.client.people() == before
    ana.line.lie = theo.line.lie = there
    assert ana.client.people() == before
    share(ana, "still paired")
    assert read(theo) == ["still paired"]


def playing(word):
    """The pairings are said to be ended, or withheld; whatever is accepted is refused."""

    def lie(request, pass_on):
        if request.url.path.endswith("/acceptance"):
            return json({"code": "invite_unusable"}, 404)
        if request.url.path != "/api/pairings":
            return pass_on()
        told = [{**row, "state": word} for row in pass_on().json()["pairings"]] if word else []
        return json({"pairings": told})

    return lie


def test_h12_nor_one_of_an_invite_an_acceptance_or_a_confirmation(ana, theo):
    theo.line.lie = answers("POST /api/invites", lambda: json({"invite_id": str(uuid.uuid4())}))
    refused(errors.ServerNonsense, theo.client.invite)
    theo.line.lie = there
    link = theo.client.invite().link
    ana.line.lie = lies("POST /api/invites", lambda told: {**told, "pairing_id": str(uuid.uuid4())})
    refused(errors.ServerNonsense, lambda: ana.client.accept_invite(link, "Ana R.", "Theo"))
    ana.line.lie = there
    ana.client.accept_invite(link, "Ana R.", "Theo")
    theo.line.lie = answers("POST /api/pairings", lambda: json({}))
    refused(errors.ServerNonsense, theo.client.confirm_pairings)
    theo.line.lie = there

    assert [person.name for person in theo.client.confirm_pairings()] == ["Ana R."]
    assert len(ana.client.people()) == 1


def test_h48_an_invite_that_leads_to_another_server_is_not_followed(ana, theo):
    invitation = pairing.read_link(theo.client.invite().link)
    elsewhere = pairing.write_link(replace(invitation, origin="https://elsewhere.example"), invitation.origin)
    before = len(ana.line.asked)

    refused(errors.UnfitServer, lambda: ana.client.accept_invite(elsewhere, "Ana R.", "Theo"))
    damaged = f"{pairing.write_link(invitation, invitation.origin)[:-4]}AAAA"
    refused(pairing.InviteRefused, lambda: ana.client.accept_invite(damaged, "Ana R.", "Theo"))

    assert not ana.line.asked_since(before, "POST")
    assert ana.client.people() == []
