# SPDX-License-Identifier: AGPL-3.0-or-later
"""Story S4: the therapist changes. A sees nothing any more, and B reads what is chosen for her."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from interlude import Note
from interlude.domain import Appointment
from tests.journeys.cameras import Camera
from tests.journeys.conftest import DESK, PHONE, Device, devices_of
from tests.journeys.people import Person, words_in
from tests.journeys.seeing import assert_anyone_can_use
from tests.journeys.world import ANA_R, DR_THEO, Participant, World

DR_MIRA = "Dr. Mira"
READ, KEPT_BACK, UNREAD = "The door was blue.", "Not for anybody new.", "My sister came."
ALL = (READ, KEPT_BACK, UNREAD)
OVER = "This pairing has ended. What was shared through it is no longer here."

# The number of shares whose bytes this device still holds, in any database of the app.
COPIES_KEPT = """async () => {
  const rows = [];
  for (const { name } of await indexedDB.databases()) {
    const asked = indexedDB.open(name);
    const db = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
    if (db.objectStoreNames.contains('shares')) {
      const all = db.transaction('shares').objectStore('shares').getAll();
      rows.push(...await new Promise((done) => { all.onsuccess = () => done(all.result); }));
    }
    db.close();
  }
  return rows.filter((row) => row.envelope !== null).length;
}"""


@pytest.fixture
def camera(tmp_path: Path) -> Camera:
    """The camera of Ana's phone."""
    return Camera(tmp_path / "camera.y4m")


@pytest.fixture
def with_camera(playwright: Playwright, camera: Camera) -> Iterator[Device]:
    """Phones that have it."""
    browser = camera.phone(playwright)
    with devices_of(browser) as make:
        yield make
    browser.close()


def shares(ana: Participant, *texts: str) -> None:
    """Notes, and a copy of each for Theo."""
    for text in texts:
        ana.client.share(ana.client.keep(Note(text)), DR_THEO)


def reads(theo: Person, *texts: str) -> Person:
    """Theo opens Ana's page; resolves when the server was told that he saw each of these."""
    opened: list[str] = []
    theo.page.on("response", lambda told: opened.append(told.url) if told.url.endswith("/opened") else None)
    theo.press(ANA_R)
    for text in texts:
        theo.sees(text)
    while len(opened) < len(texts):
        theo.page.wait_for_event("response")
    return theo


def has_nothing_of_hers(theo: Person) -> None:
    """Not on the screen, not on the device, and not from any endpoint his login may call."""
    for text in ALL:
        theo.does_not_see(text)
    assert theo.page.evaluate(COPIES_KEPT) == 0
    for path in ("/api/entries?limit=1000", "/api/ledger"):
        assert theo.is_told(path)
    told = theo.is_told("/api/shares?limit=1000")["shares"]
    assert len(told) == len(ALL)
    assert [row["envelope"] for row in told] == [None] * len(ALL)
    pairings = theo.is_told("/api/pairings")["pairings"]
    assert [row["state"] for row in pairings] == ["ended"]


def test_ana_goes_from_one_therapist_to_another(
    world: World, device: Device, with_camera: Device, camera: Camera
) -> None:
    ana_before, theo_before = world.pair()
    mira_before = world.register("mira", "therapist")
    shares(ana_before, READ, KEPT_BACK)
    theo = reads(theo_before.signs_in_on(device(DESK)).is_kept_offline(), READ, KEPT_BACK)
    theo.page.context.set_offline(True)
    shares(ana_before, UNREAD)  # he is on the train: it waits for him at the server
    ana = ana_before.signs_in_on(with_camera(PHONE))

    # What the question says is what is true, in numbers.
    ana.go_inside("/pair").press("End the pairing with").sees(f"End the pairing with {DR_THEO}?")
    ana.sees(f"{DR_THEO} has opened 2 of the 3 things you share. What was read was read.")
    assert_anyone_can_use(ana.page)
    ana.press("End pairing").sees("Opened 2 of 3. What was read was read.").sees(
        "Can’t see anything of yours any more."
    )
    assert_anyone_can_use(ana.page)
    ana.go_inside("/").sees("Everything is stored, sealed.").sees(f"Your pairing with {DR_THEO} has ended")

    # Theo's computer is online again; it could not have heard of it before.
    theo.sees(READ).does_not_see(UNREAD)
    theo.page.context.set_offline(False)
    theo.comes_back_to_the_page().sees(OVER)
    has_nothing_of_hers(theo)
    theo.page.reload()
    theo.unlocks().sees(OVER)
    assert_anyone_can_use(theo.page)
    has_nothing_of_hers(theo)
    assert [share.content for share in theo_before.client.shares()] == []

    # Ana scans the code on Mira's screen, and that counts as compared.
    mira = mira_before.signs_in_on(device(DESK))
    mira.press("Send your first invite").press("Create an")
    camera.looks_at(mira.page)
    ana.go_inside("/pair").press("Scan the code").sees_heading("You and your therapist")
    ana.fills("What do you call your therapist?", DR_MIRA).fills(
        "What should your therapist call you?", ANA_R
    )
    ana.press("Continue").sees_heading(f"You and {DR_MIRA} are paired")
    assert_anyone_can_use(ana.page)
    ana.page.get_by_text("The eight words, in case you’re asked for them").click()
    mira.sees(f"{ANA_R} has accepted your invite.").press("Compare the words")
    shown = [person.page.locator(".pairing-words li") for person in (ana, mira)]
    for words in shown:
        expect(words).to_have_count(8)
    assert words_in(shown[0]) == words_in(shown[1])
    mira.press("They’re the same").sees("are paired")
    mira.go_inside("/").press(ANA_R).sees("isn’t sharing anything with you at the moment")

    # Chosen one by one, looked at, shared again.
    ana.press("Share again what someone else could read").sees_heading(f"Share again with {DR_MIRA}?")
    assert_anyone_can_use(ana.page)
    for text in (READ, UNREAD):
        ana.page.get_by_role("checkbox", name=text).check()
    ana.press(f"See what {DR_MIRA} will see").sees_heading(f"{DR_MIRA} will see exactly this")
    ana.sees(READ).sees(UNREAD).does_not_see(KEPT_BACK)
    assert_anyone_can_use(ana.page)
    ana.press("Share these 2").sees_heading("Share").sees(f"Shared with {DR_MIRA}")
    mira.comes_back_to_the_page().sees(READ).sees(UNREAD).does_not_see(KEPT_BACK)
    expect(mira.page.locator(".shared-copy")).to_have_count(2)
    received = [share.content for share in mira_before.client.shares()]
    assert sorted(content.text for content in received if isinstance(content, Note)) == sorted((READ, UNREAD))
    has_nothing_of_hers(theo.comes_back_to_the_page())
    for person in (ana, mira, theo):
        assert person.said == []


def test_a_code_that_is_no_invite_is_said_to_be_none_and_the_link_still_works(
    world: World, device: Device, with_camera: Device, camera: Camera
) -> None:
    theo = world.register("theo", "therapist").signs_in_on(device(DESK))
    ana = world.register("ana").signs_in_on(with_camera(PHONE))
    theo.go_inside("/you/ways-in/second-key").press("Set up a").sees_heading("An authenticator app")
    camera.looks_at(theo.page)  # the wrong code: the one of his second key
    ana.go_inside("/pair").press("Scan the code").sees("This link isn’t complete")
    assert_anyone_can_use(ana.page)

    theo.go_inside("/invite").press("Create an")
    link = theo.page.get_by_label("Or send this link")
    expect(link).not_to_have_value("")
    ana.fills("Or paste the link", link.input_value()).press("Use this link")
    ana.fills("What do you call your therapist?", DR_THEO).fills(
        "What should your therapist call you?", ANA_R
    )
    ana.press("Continue").sees_heading(
        f"Is it really {DR_THEO}?"
    )  # a link may have been forwarded: words first
    assert ana.said == []


def test_theo_ends_it_and_ana_keeps_her_journal(world: World, device: Device) -> None:
    ana_before, theo_before = world.pair()
    shares(ana_before, READ)
    pairing = theo_before.client.people()[0].pairing_id
    planned = Appointment(pairing_id=pairing, purpose="integration", starts_at=world.tomorrow(), minutes=50)
    theo_before.client.share(theo_before.client.keep(planned), ANA_R)
    theo = reads(theo_before.signs_in_on(device(DESK)), READ)
    ana = ana_before.signs_in_on(device(PHONE)).sees(f"with {DR_THEO}")

    theo.press("Appointments").press(f"End the pairing with {ANA_R}")
    theo.sees(f"What {ANA_R} shared with you will no longer be here")
    assert_anyone_can_use(theo.page)
    theo.press("End pairing").sees("Ended").does_not_see(READ)

    ana.comes_back_to_the_page().sees(f"Your pairing with {DR_THEO} has ended, and")
    assert_anyone_can_use(ana.page)
    ana.does_not_see("integration")
    ana.go_inside("/pair").sees(
        "Can’t see anything of yours any more. Opened 1 of 1. What was read was read."
    )
    ana.go_inside("/share").sees("Nobody else can read your journal.").does_not_see("Sharing now")
    ana.go_inside("/journal").sees(READ).sees("Stored, only you can read it").does_not_see("Shared with")
    assert ana_before.notes() == [READ]
    assert theo_before.client.shares() == []
    assert ana.said + theo.said == []
