# SPDX-License-Identifier: AGPL-3.0-or-later
"""A therapist plans an appointment, and her login ends while she does: nothing typed is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, expect

from interlude.domain import Appointment
from tests.journeys.conftest import DESK, Device
from tests.journeys.people import Person
from tests.journeys.seeing import assert_anyone_can_use
from tests.journeys.world import ANA_R, DR_THEO, Participant, World

DAY, HOUR, MINUTES = "2031-03-14", "16:45", "75"
TWELVE_HOURS, HALF_AN_HOUR = 12 * 60, 31  # minutes
AS_LEFT = "Your unsaved changes are still here"

# Moves the page's clock forward, as if nobody had used it for so long.
NOBODY_TOUCHES_IT = """(minutes) => {
  const wall = Date.now.bind(Date);
  Date.now = () => wall() + minutes * 60_000;
}"""


@dataclass
class Desk:
    """Theo at his desk, with Ana's appointments before him."""

    theo: Person
    participant: Participant
    ana: Participant
    world: World

    def field(self, label: str) -> Locator:
        return self.theo.page.get_by_label(label, exact=True)

    def types(self) -> None:
        """Fill in the whole form, typing its last digit by key."""
        self.theo.page.get_by_role("radio", name="Booster").check()
        self.theo.fills("Day", DAY).fills("Time", HOUR)
        self.field("Minutes").fill(MINUTES[:-1])
        self.field("Minutes").press_sequentially(MINUTES[-1])

    def stands_as_typed(self) -> None:
        """Every field holds what was typed, and a notice says that it was kept."""
        expect(self.theo.page.get_by_role("radio", name="Booster")).to_be_checked()
        for label, typed in (("Day", DAY), ("Time", HOUR), ("Minutes", MINUTES)):
            expect(self.field(label)).to_have_value(typed)
        self.theo.sees(AS_LEFT)
        assert_anyone_can_use(self.theo.page)

    def hears_that_his_login_is_over(self) -> None:
        """The next time it asks the server, the app locks, and shows nothing of Ana any more."""
        self.theo.comes_back_to_the_page().sees_heading("Locked").does_not_see(ANA_R)
        assert_anyone_can_use(self.theo.page)

    def planned(self) -> list[tuple[str, datetime, int | None]]:
        """The appointments Ana sees."""
        return [(one.purpose, one.starts_at, one.minutes) for one in self.ana.client.appointments(DR_THEO)]


@pytest.fixture
def desk(world: World, device: Device) -> Desk:
    ana, participant = world.pair()
    theo = participant.signs_in_on(device(DESK))
    theo.press(ANA_R).press("Appointments").sees_heading(f"Appointments with {ANA_R}")
    return Desk(theo, participant, ana, world)


def in_vienna() -> datetime:
    """The moment typed, on his desk's clock."""
    return datetime(2031, 3, 14, 15, 45, tzinfo=UTC)


def test_twelve_hours_are_over_while_he_types(desk: Desk) -> None:
    desk.types()
    desk.world.running.minutes_pass(TWELVE_HOURS, desk.theo.login)
    desk.hears_that_his_login_is_over()

    desk.theo.unlocks().gives_the_second_key()
    desk.stands_as_typed()
    desk.theo.press("Add appointment").sees(
        f"Added. {ANA_R} sees it the next time you’re both online."
    ).does_not_see(AS_LEFT)
    expect(desk.field("Day")).to_have_value("")
    desk.theo.go_inside("/you").sees("Everything is stored, sealed.")
    assert desk.planned() == [("booster", in_vienna(), int(MINUTES))]
    assert [told for told in desk.theo.said if "401" not in told and "403" not in told] == []


def test_signed_out_from_another_device_while_he_changes_one(desk: Desk) -> None:
    pairing = desk.participant.client.people()[0].pairing_id
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
    before = Appointment(pairing_id=pairing, purpose="integration", starts_at=soon, minutes=50)
    desk.participant.client.share(desk.participant.client.keep(before), ANA_R)
    desk.theo.comes_back_to_the_page()
    desk.theo.page.get_by_role("button", name=re.compile("^Change")).click()
    desk.theo.sees("Change this appointment")
    desk.types()
    desk.participant.client.sign_out_others()
    desk.hears_that_his_login_is_over()

    desk.theo.unlocks().gives_the_second_key().sees("Change this appointment")
    desk.stands_as_typed()
    desk.theo.press("Save the change").sees(f"Changed. {ANA_R} sees it the next time you’re both online.")
    desk.theo.go_inside("/you").sees("Everything is stored, sealed.")
    assert desk.planned() == [("booster", in_vienna(), int(MINUTES))]


def test_half_an_hour_at_the_window_and_the_password_alone_goes_on(desk: Desk) -> None:
    desk.types()
    desk.world.running.minutes_pass(HALF_AN_HOUR, desk.theo.login)
    desk.theo.page.evaluate(NOBODY_TOUCHES_IT, HALF_AN_HOUR)
    desk.theo.sees_heading("Locked").does_not_see(ANA_R)

    desk.theo.unlocks().sees_heading(f"Appointments with {ANA_R}")
    desk.stands_as_typed()
    desk.theo.press("Add appointment").sees(f"Added. {ANA_R} sees it the next time you’re both online.")
    desk.theo.go_inside("/you").sees("Everything is stored, sealed.").does_not_see("Your authenticator code")
    assert desk.planned() == [("booster", in_vienna(), int(MINUTES))]


def test_what_he_does_not_want_any_more_is_gone(desk: Desk) -> None:
    desk.types()
    desk.theo.sees("Saved on this device ✓").page.reload()
    desk.theo.unlocks()
    desk.stands_as_typed()
    desk.theo.press("Start over").does_not_see(AS_LEFT)
    expect(desk.field("Day")).to_have_value("")
    desk.theo.page.reload()
    desk.theo.unlocks().sees("Add an appointment").does_not_see(AS_LEFT)
    assert desk.planned() == []


def test_another_persons_form_stays_empty(desk: Desk) -> None:
    jonas = desk.world.register("jonas")
    jonas.client.accept_invite(desk.participant.client.invite().link, "Jonas", DR_THEO)
    desk.participant.client.confirm_pairings()
    desk.participant.client.mark_compared("Jonas")
    desk.types()
    desk.theo.sees("Saved on this device ✓").comes_back_to_the_page().go_inside("/").press("Jonas").press(
        "Appointments"
    )
    desk.theo.sees_heading("Appointments with Jonas").sees("Add an appointment").does_not_see(AS_LEFT)
    expect(desk.field("Day")).to_have_value("")
    desk.theo.go_inside("/").press(ANA_R).press("Appointments").sees_heading(f"Appointments with {ANA_R}")
    desk.stands_as_typed()
