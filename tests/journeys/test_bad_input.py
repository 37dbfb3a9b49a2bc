# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever goes wrong, each gets one plain sentence and a way on, and no word is lost."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from interlude import Note
from tests.journeys.conftest import PHONE, Device
from tests.journeys.people import Person
from tests.journeys.scenes import theo_makes_an_invite
from tests.journeys.watching import Answers, Asked
from tests.journeys.world import DR_THEO, Participant, World

DOOR = "The door was blue, and my mother's hands were on it."
AWAY = "You’re offline, or the server can’t be reached."
NONSENSE = "The server’s answer made no sense."
FULL = "device is full"


@pytest.fixture(scope="module")
def ana(world: World) -> Participant:
    """Ana has an account; each journey gives her another phone."""
    return world.register("ana")


@pytest.fixture(scope="module")
def theo(world: World) -> Participant:
    return world.register("theo", "therapist")


def visitor(world: World, device: Device, login: str = "visitor") -> Person:
    return Person(device(PHONE), world.url, login)


def paper_holds(person: Person, words: str) -> None:
    """What she wrote still stands in the editor."""
    expect(person.page.get_by_label("Your note")).to_have_value(words)


# --- links and codes ---------------------------------------------------------------------


def test_half_an_invite_says_so(world: World, device: Device, theo: Participant) -> None:
    link = theo.client.invite().link
    ana = visitor(world, device)
    ana.page.goto(link[: len(link) // 2 + 20])
    ana.sees_heading("This invite can’t be used").sees("This link isn’t complete. Copy all of it")

    ana.page.goto("about:blank")
    ana.page.goto(link)
    ana.sees_heading("You’re invited")
    assert ana.said == []


def test_an_invite_with_one_wrong_letter_is_refused_by_its_checksum(
    world: World, device: Device, theo: Participant
) -> None:
    link = theo.client.invite().link
    other = "A" if link[-8] != "A" else "B"
    ana = visitor(world, device)
    asked = Asked(ana.page.context)
    ana.page.goto(link[:-8] + other + link[-7:])
    ana.sees_heading("This invite can’t be used").sees("This link isn’t complete")
    assert not [url for url in asked.of_the_api() if "invite" in url]


def test_a_mistyped_recovery_code_is_told_without_asking_anybody(
    world: World, device: Device, ana: Participant
) -> None:
    wrong = ana.recovery_code[:-1] + ("2" if ana.recovery_code[-1] != "2" else "3")
    person = visitor(world, device, ana.login).go("/recover")
    person.sees_heading("Use your recovery code").is_kept_offline()
    person.page.wait_for_load_state("networkidle")
    asked = Asked(person.page.context)
    person.fills("Name", ana.login).fills("Recovery code", wrong).press("Continue")

    person.sees("One of these letters is mistyped.")
    assert asked.of_the_api() == []
    expect(person.page.get_by_label("Recovery code")).to_have_value(wrong)


def test_a_recovery_code_of_another_account_is_told(world: World, device: Device, ana: Participant) -> None:
    other = world.register("mira")
    person = visitor(world, device, ana.login).go("/recover")
    person.fills("Name", ana.login).fills("Recovery code", other.recovery_code).press("Continue")
    person.sees("That name and this recovery code don’t match")


# --- passwords and names -----------------------------------------------------------------


def test_a_wrong_password_at_sign_in_and_at_unlock(world: World, device: Device, ana: Participant) -> None:
    person = ana.holds(device(PHONE)).go("/sign-in").fills("Name", ana.login)
    password = person.page.get_by_label("Password", exact=True)
    password.fill("not this one")
    person.press("Sign in").sees("That name and password don’t match.")
    expect(person.page.get_by_label("Name")).to_have_value(ana.login)
    password.fill(ana.password)
    person.press("Sign in").sees("Check in")

    person.go("/").sees_heading("Your journal is locked")
    password.fill("nor this one")
    person.press("Unlock").sees("That isn’t the password. Nothing is lost")
    person.unlocks().sees("Check in")


def test_a_taken_name_leads_back_to_choosing_another(world: World, device: Device, ana: Participant) -> None:
    person = visitor(world, device, ana.login).go("/start").registers()
    person.sees_heading("Choose a name to sign in with").sees(f"Someone already uses the name {ana.login}.")
    person.login = f"{ana.login}-again"
    person.registers().sees("Check in")


# --- a server that is away ---------------------------------------------------------------


def test_a_server_away_while_registering(world: World, device: Device) -> None:
    person = visitor(world, device, f"late-{uuid.uuid4().hex[:6]}").go("/start")
    person.sees_heading("Choose a name to sign in with")
    line = Answers(person.page).away()
    person.registers(online=False).sees(AWAY)
    line.honest_again()
    person.press("Finish and unlock").sees("Check in")


def test_a_server_away_while_signing_in(world: World, device: Device, ana: Participant) -> None:
    person = ana.holds(device(PHONE)).go("/sign-in").sees_heading("Sign in")
    line = Answers(person.page).away()
    person.fills("Name", ana.login)
    person.page.get_by_label("Password", exact=True).fill(ana.password)
    person.press("Sign in").sees(AWAY)
    line.honest_again()
    person.press("Sign in").sees("Check in")


def test_a_server_away_while_inviting_and_accepting(world: World, device: Device, theo: Participant) -> None:
    his = theo.signs_in_on(device(PHONE)).go_inside("/invite")
    line = Answers(his.page).away()
    his.press("Create an").sees(AWAY)
    line.honest_again()
    link = theo_makes_an_invite(his)

    jonas = world.register("jonas").signs_in_on(device(PHONE)).go_inside("/pair")
    jonas.fills("Or paste the link", link).press("Use this link").sees_heading("You and your therapist")
    line = Answers(jonas.page).away()
    jonas.fills("What do you call your therapist?", DR_THEO).fills(
        "What should your therapist call you?", "Jonas"
    )
    jonas.press("Continue")
    line.honest_again()
    his.sees("Jonas has accepted your invite.")


# --- a server that answers nonsense ------------------------------------------------------


@dataclass(frozen=True)
class Lie:
    """What every endpoint answers, and the sentence for it."""

    called: str
    body: str
    status: int = 200
    mime: str = "application/json"
    sentence: str = NONSENSE

    def __str__(self) -> str:
        return self.called


LIES = [
    Lie("a hotel's page", "<!doctype html><title>Hotel network</title>", mime="text/html"),
    Lie("garbage", "\x00\x01 {{{ }"),
    Lie("another shape", "[]"),
    Lie("silence", "", 204),
    Lie("a broken gateway", "<h1>Bad gateway</h1>", 502, "text/html"),
    Lie(
        "a fault",
        '{"code": "server_error"}',
        500,
        "application/problem+json",
        "Something is wrong on the server",
    ),
]


@pytest.fixture(scope="module")
def writer(ana: Participant, kept_device: Device) -> Person:
    """Ana with one phone through all the lies; every time the words arrive in the end."""
    return ana.signs_in_on(kept_device(PHONE))


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_nonsense_while_writing_costs_no_word(writer: Person, ana: Participant, lie: Lie) -> None:
    words = f"{DOOR} {uuid.uuid4()}"
    line = Answers(writer.page).say(lie.body, lie.status, lie.mime)
    writer.writes(words).sees("On this phone, only you can read it").sees(lie.sentence)
    line.honest_again()
    writer.press("Try now").sees("Everything is stored, sealed.")
    assert words in ana.notes()


def test_a_server_that_takes_her_for_somebody_else_gets_nothing(writer: Person, ana: Participant) -> None:
    words = f"{DOOR} {uuid.uuid4()}"
    sent: list[str] = []
    writer.sees("Everything is stored, sealed.")  # a sync that began before the lie may still end well
    line = Answers(writer.page).say_another_account(str(uuid.uuid4()))
    writer.page.on(
        "request", lambda asked: sent.append(asked.url) if asked.method in ("PUT", "POST") else None
    )
    writer.writes(words).sees_heading("Your journal is locked").sees("This device was signed out.")
    assert sent == []
    line.honest_again()
    writer.unlocks().sees("Everything is stored, sealed.")
    assert words in ana.notes()


# --- clocks, logins, lengths, disks ------------------------------------------------------


@pytest.mark.parametrize("years", [-9, 9])
def test_a_clock_years_off_still_keeps_and_exchanges(world: World, device: Device, years: int) -> None:
    mira = world.register("mira")
    mira.client.keep(Note("Written in time."))
    page = device(PHONE)
    page.clock.install(time=datetime.now(UTC) + timedelta(days=365 * years))
    person = mira.signs_in_on(page).writes("Written years away.").sees("Check in")
    person.go_inside("/journal").sees("Written years away.").sees("Written in time.")
    person.does_not_see("On this phone, only you can read it")
    assert mira.notes() == ["Written in time.", "Written years away."]
    assert person.said == []


def test_a_login_ended_elsewhere_costs_nothing(world: World, device: Device) -> None:
    mira = world.register("mira")
    person = mira.signs_in_on(device(PHONE)).writes("Before.").sees("Everything is stored, sealed.")
    end_other_logins(mira)

    person.writes("After.").sees_heading("Your journal is locked").sees("This device was signed out.")
    person.does_not_see("Before.").unlocks().sees("Everything is stored, sealed.")
    assert mira.notes() == ["After.", "Before."]


def end_other_logins(who: Participant) -> None:
    """As she would from another device, by its list of devices."""
    for login in who.client.connection.get("/api/logins")["logins"]:
        if not login["current"]:
            who.client.connection.delete(f"/api/logins/{login['login_id']}")


@pytest.mark.parametrize(("length", "notes"), [(200_000, 1), (250_000, 2)])
def test_a_very_long_note_is_kept_whole(world: World, device: Device, length: int, notes: int) -> None:
    mira = world.register("mira")
    words = ("The water came back. " * (length // 21 + 1))[:length]
    person = mira.signs_in_on(device(PHONE)).go_inside("/write")
    person.page.get_by_label("Your note").fill(words)
    person.sees("Saved on this phone ✓")
    if notes > 1:
        person.sees("A note holds up to 200,000 characters, and this one is longer.")
    person.press("Done").sees("Everything is stored, sealed.")

    kept = mira.notes()
    assert len(kept) == notes
    assert sorted("".join(kept)) == sorted(words)
    assert words[:100_000] in max(kept, key=len)


def test_a_full_disk_leaves_the_words_in_the_editor(world: World, device: Device) -> None:
    mira = world.register("mira")
    page = device(PHONE)
    has_room_for(page, world.url, 150_000)
    words = ("The water came back. " * 9000)[:180_000]
    person = mira.signs_in_on(page).go_inside("/write")
    page.get_by_label("Your note").fill(words)
    person.sees(FULL).press("Done").sees(FULL)
    paper_holds(person, words)
    person.press("Back").sees("This device is full.")


def has_room_for(page: Page, url: str, size: int) -> None:
    """Limit the storage before the first load, because a browser caches its estimate of free space."""
    page.route("**/sw.js", lambda route: route.abort())  # the app's cached files would use it up
    page.context.new_cdp_session(page).send(
        "Storage.overrideQuotaForOrigin", {"origin": url, "quotaSize": size}
    )
