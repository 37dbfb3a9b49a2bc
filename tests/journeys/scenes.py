# SPDX-License-Identifier: AGPL-3.0-or-later
"""Scenes several journeys begin with."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.journeys.people import Person, words_in
from tests.running import Running


def theo_registers(running: Running, page: Page) -> Person:
    """A therapist opens the operator's link and comes in."""
    theo = Person(page, running.url, "theo")
    theo.go("/enrol#" + running.enrolment()).registers()
    return theo.sees("Nobody is paired with you yet.")


def theo_invites(theo: Person) -> str:
    """He makes his first invite; gives its link."""
    return theo_makes_an_invite(theo.press("Send your first invite"))


def theo_makes_an_invite(theo: Person) -> str:
    """On the page of invites; gives the link."""
    theo.press("Create an")
    shown = theo.page.get_by_label("Or send this link")
    expect(shown).not_to_have_value("")
    return shown.input_value()


def ana_registers(running: Running, page: Page, invite: str) -> Person:
    """A patient opens the link on her phone, makes her journal and says what to call each other."""
    ana = Person(page, running.url, "ana")
    ana.page.goto(invite)
    host = urlsplit(running.url).netloc
    ana.sees_heading("You’re invited").sees(host).press("Start a journal").registers()
    ana.sees_heading("You and your therapist")
    ana.fills("What do you call your therapist?", "Dr. Theo").fills(
        "What should your therapist call you?", "Ana R."
    )
    return ana.press("Continue").sees_heading("Is it really Dr. Theo?")


def they_compare_words(ana: Person, theo: Person) -> None:
    """Both read the eight words aloud; both screens must show the same."""
    theo.sees("Ana R. has accepted your invite.").press("Compare the words")
    lists = [person.page.locator(".pairing-words li") for person in (ana, theo)]
    for shown in lists:
        expect(shown).to_have_count(8)
    assert words_in(lists[0]) == words_in(lists[1])
    for person in (ana, theo):
        person.press("They’re the same").sees("are paired")


def a_pair(running: Running, phone: Page, desk: Page) -> tuple[Person, Person]:
    """Ana on her phone and Theo at his desk, paired, words compared."""
    theo = theo_registers(running, desk)
    ana = ana_registers(running, phone, theo_invites(theo))
    they_compare_words(ana, theo)
    ana.press("To today").sees("Check in")
    return ana, theo
