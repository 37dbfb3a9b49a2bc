# SPDX-License-Identifier: AGPL-3.0-or-later
"""Someone may know the password: a new key, the other phone comes along, pairings are made again."""

from __future__ import annotations

from playwright.sync_api import expect

from interlude import Note
from tests.journeys.conftest import DESK, PHONE, Device
from tests.journeys.people import Person, words_in
from tests.journeys.scenes import theo_makes_an_invite
from tests.journeys.seeing import assert_anyone_can_use
from tests.journeys.world import DR_THEO, Participant, World

DOOR = "The door was blue, and my mother's hands were on it."
TRAM = "Written on the tablet, on the tram."


def a_pair_with_a_shared_note(world: World) -> tuple[Participant, Participant]:
    """Ana and Theo, who can read her one note."""
    ana, theo = world.pair()
    ana.client.share(ana.client.keep(Note(DOOR)), DR_THEO)
    return ana, theo


def both_sign_in(pair: tuple[Participant, Participant], device: Device) -> tuple[Person, Person]:
    """Ana on her phone, where the note is known to be shared, and Theo at his desk."""
    ana, theo = pair[0].signs_in_on(device(PHONE)), pair[1].signs_in_on(device(DESK))
    ana.go_inside("/journal").sees(DOOR).sees("Shared with Dr. Theo")
    return ana, theo


def makes_a_new_key(person: Person) -> None:
    """From the page of what happens to the progress, everything typed as a person would."""
    before = person.password
    person.go_inside("/you").press("Someone may know my password")
    person.sees_heading("Someone may know my password or my code")
    assert_anyone_can_use(person.page)
    person.press("Continue").sees_heading("A new password")
    shown = person.page.get_by_role("list", name="Your six words").get_by_role("listitem")
    expect(shown).to_have_count(6)
    person.password = " ".join(words_in(shown))
    person.press("I’ve saved them").sees_heading("Your new recovery code")
    groups = words_in(person.page.get_by_role("list", name="Recovery code").get_by_role("listitem"))
    person.recovery_code = "-".join(groups)
    person.press("I’ve written it down").types_back(groups).press("Continue")
    person.sees_heading("Your current password")
    assert_anyone_can_use(person.page)
    person.page.get_by_label("Current password").fill(before)
    person.press("Create the new key")


def test_a_new_key_signs_the_other_phone_out_and_loses_nothing(world: World, device: Device) -> None:
    neighbours = a_pair_with_a_shared_note(world)
    ana, theo = both_sign_in(neighbours, device)
    tablet = neighbours[0].signs_in_on(device(PHONE)).is_kept_offline()
    tablet.page.context.set_offline(True)
    tablet.writes(TRAM).sees("On this phone, only you can read it")
    old_words, old_code = ana.password, ana.recovery_code

    makes_a_new_key(ana)
    ana.sees_heading("Everything is sealed again").sees("Pair again with Dr. Theo.")
    assert_anyone_can_use(ana.page)
    assert ana.password != old_words
    assert ana.recovery_code != old_code
    ana.go_inside("/journal").sees(DOOR)
    expect(ana.page.locator(".saved-shared")).to_have_count(0)
    theo.comes_back_to_the_page().go_inside("/").sees("Ended")
    theo.does_not_see(DOOR)

    tablet.page.context.set_offline(False)
    tablet.go("/")
    tablet.password = ana.password
    tablet.unlocks().go_inside("/journal").sees(TRAM).sees(DOOR)
    expect(tablet.page.get_by_text("Stored, only you can read it").first).to_be_visible()
    ana.comes_back_to_the_page().sees(TRAM)

    ana.go_inside("/you/new-key").sees_heading("Everything is sealed again")
    ana.press("I’m done on all my devices").sees("Destroy the old key?").press("Destroy it")
    ana.sees_heading("Someone may know my password or my code")
    ana.go("/").unlocks().go_inside("/journal").sees(TRAM).sees(DOOR)
    stranger = Person(device(PHONE), world.url, ana.login, old_words).signs_in()
    stranger.sees("That name and password don’t match")
    assert ana.said == []


def test_the_pairing_is_made_again_with_both_words_in_sight(world: World, device: Device) -> None:
    ana, theo = both_sign_in(a_pair_with_a_shared_note(world), device)
    makes_a_new_key(ana)
    ana.sees_heading("Everything is sealed again")

    link = theo_makes_an_invite(theo.go_inside("/invite"))
    ana.go_inside("/pair").fills("Or paste the link", link).press("Use this link")
    ana.sees_heading("You and your therapist")
    ana.fills("What do you call your therapist?", "Dr. Theo").fills(
        "What should your therapist call you?", "Ana R."
    )
    ana.press("Continue").sees_heading("Is it really Dr. Theo?")
    theo.sees("with a different key than before").press("See the words")
    theo.sees_heading("Ana R. has a different key now").sees("Before").sees("New")
    expect(theo.page.locator(".pairing-words")).to_have_count(2)
    assert_anyone_can_use(theo.page)
    new = theo.page.get_by_role("heading", name="New").locator("..").get_by_role("listitem")
    assert words_in(new) == words_in(ana.page.locator(".pairing-words li"))
    focused = theo.page.evaluate("document.activeElement.tagName")
    assert focused == "H1"  # no button waits for a careless Enter
    theo.press("The words on the other screen match the new ones").sees_heading(
        "You and Ana R. are paired again"
    )
    ana.press("They’re the same").sees_heading("You and Dr. Theo are paired")

    ana.press("Share again what someone else could read").sees_heading("Share again with Dr. Theo?")
    ana.page.get_by_role("checkbox").check()
    ana.press("See what Dr. Theo will see").sees_heading("Dr. Theo will see exactly this").sees(DOOR)
    ana.press("Share").sees_heading("Share").sees("Shared with Dr. Theo")
    theo.go_inside("/").press("Ana R.").sees(DOOR)
    assert ana.said == []
    assert theo.said == []


def test_a_therapist_who_lost_her_keys_is_met_with_old_and_new_words_and_no_button_waits(
    world: World, device: Device
) -> None:
    ana, theo = both_sign_in(a_pair_with_a_shared_note(world), device)
    old = words_looked_up(ana)
    makes_a_new_key(theo)
    theo.sees_heading("Everything is sealed again")

    link = theo_makes_an_invite(theo.go_inside("/invite"))
    ana.go_inside("/pair").fills("Or paste the link", link).press("Use this link")
    ana.sees_heading("You and your therapist")
    ana.fills("What do you call your therapist?", "Dr. Theo").fills(
        "What should your therapist call you?", "Ana R."
    )
    ana.press("Continue").sees_heading("Dr. Theo has a different key now")
    ana.sees("It also happens when someone is pretending.").sees(
        "Nothing has been shared and nothing has changed yet."
    )
    assert_anyone_can_use(ana.page)
    expect(ana.page.get_by_role("navigation", name="Places")).to_have_count(0)  # nothing but this question
    shown = {
        title: words_in(ana.page.get_by_role("heading", name=title).locator("..").get_by_role("listitem"))
        for title in ("Before", "New")
    }
    assert shown["Before"] == old != shown["New"]
    assert ana.page.evaluate("document.activeElement.tagName") == "H1"
    ana.page.keyboard.press("Enter")
    ana.sees_heading("Dr. Theo has a different key now")  # a careless Enter decides nothing

    theo.sees("Ana R. has accepted your invite.").press("Compare the words")
    expect(theo.page.locator(".pairing-words li")).to_have_count(8)
    assert words_in(theo.page.locator(".pairing-words li")) == shown["New"]
    ana.press("The words on the other screen match the new ones").sees_heading(
        "You and Dr. Theo are paired again"
    )
    assert_anyone_can_use(ana.page)
    theo.press("They’re the same").sees("are paired")
    theo.go_inside("/").press("Ana R.").does_not_see(DOOR)

    ana.press("Choose what to share again").sees_heading("Share again with Dr. Theo?")
    ana.page.get_by_role("checkbox").check()
    ana.press("See what Dr. Theo will see").sees(DOOR).press("Share").sees("Shared with Dr. Theo")
    theo.comes_back_to_the_page().sees(DOOR)
    assert ana.said == []


def words_looked_up(ana: Person) -> list[str]:
    """The eight words of her one pairing, on its own page."""
    told = ana.is_told("/api/pairings")["pairings"]
    ana.go_inside(f"/pair/{told[0]['pairing_id']}/words")
    ana.page.get_by_text("The eight words, in case you’re asked for them").click()
    shown = ana.page.locator(".pairing-words li")
    expect(shown).to_have_count(8)
    return words_in(shown)
