"""Story S4: the therapist changes. A sees nothing any more, and B gets what is chosen."""

from __future__ import annotations

from playwright.sync_api import expect

from interlude import Note
from tests.journeys.conftest import DESK, PHONE, Device
from tests.journeys.seeing import assert_anyone_can_use
from tests.journeys.village import ANA_R, DR_THEO, Village

DR_MIRA = "Dr. Mira"
READ, UNREAD, KEPT_BACK = "The door was blue.", "My sister came.", "Not for anybody new."


def test_ana_goes_from_one_therapist_to_another(village: Village, device: Device) -> None:
    ana_before, theo_before = village.pair()
    mira_before = village.newcomer("mira", "therapist")
    for text in (READ, UNREAD, KEPT_BACK):
        ana_before.client.share(ana_before.client.keep(Note(text)), DR_THEO)
    theo = theo_before.signs_in_on(device(DESK))
    theo.press(ANA_R).sees(READ)
    expect(theo.page.locator(".shared-copy")).to_have_count(3)
    ana = ana_before.signs_in_on(device(PHONE))

    ana.go_inside("/pair").press("End the pairing with").sees(f"End the pairing with {DR_THEO}?")
    ana.sees("things you share")
    assert_anyone_can_use(ana.page)
    ana.press("End it").sees("what was read was read.")
    theo.comes_back_to_the_page()
    theo.does_not_see(READ).does_not_see(UNREAD)

    mira = mira_before.signs_in_on(device(DESK))
    mira.press("Invite the first").press("Make an")
    link = mira.page.get_by_label("Or send this link")
    expect(link).not_to_have_value("")
    ana.fills("Or paste the link", link.input_value()).press("Use this link")
    ana.fills("What do you call her or him?", DR_MIRA).fills("How should she or he see you?", ANA_R).press(
        "Go on"
    )
    ana.sees_heading(f"Is it really {DR_MIRA}?")
    mira.sees(f"{ANA_R} has accepted an invite of yours.").press("Compare the words")
    shown = [person.page.locator(".pairing-words li") for person in (ana, mira)]
    for words in shown:
        expect(words).to_have_count(8)
    assert shown[0].all_inner_texts() == shown[1].all_inner_texts()
    for person in (ana, mira):
        person.press("They are the same").sees("are paired")

    ana.press("Share again what somebody could read before").sees_heading(f"Share again with {DR_MIRA}?")
    assert_anyone_can_use(ana.page)
    for text in (READ, UNREAD):
        ana.page.get_by_role("checkbox", name=text).check()
    ana.press(f"See what {DR_MIRA} will see").sees_heading(f"{DR_MIRA} will see exactly this")
    ana.sees(READ).sees(UNREAD).does_not_see(KEPT_BACK)
    assert_anyone_can_use(ana.page)
    ana.press("Share these 2").sees_heading("Share").sees(f"Shared with {DR_MIRA}")
    mira.go_inside("/").press(ANA_R).sees(READ).sees(UNREAD)
    mira.does_not_see(KEPT_BACK)
    assert ana.said == []
    assert mira.said == []
