# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people do on the screens, in their own words; a journey is made of these."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Self

from playwright.sync_api import Locator, Page, expect

from tests.journeys.second_key import digits_of, used_digits_are_long_ago
from tests.running import Running

ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"]

# Not wait_for_function: its polling is made from text, and the app's content policy forbids that.
IS_KEPT = """() => navigator.serviceWorker.controller !== null || new Promise((kept) => {
  navigator.serviceWorker.addEventListener('controllerchange', () => kept(true), { once: true });
})"""

LOOKS = """() => {
  const look = () => document.dispatchEvent(new Event('visibilitychange'));
  for (let half = 0; half < 40; half += 1) setTimeout(look, half * 500);
}"""


def words_in(items: Locator) -> list[str]:
    """The words of a list on the screen, in order."""
    return [word.strip() for word in items.all_inner_texts()]


@dataclass
class Person:
    """Somebody with one device in her hands."""

    page: Page
    url: str
    login: str
    password: str = ""
    recovery_code: str = ""
    totp_secret: str | None = None  # of a therapist's second factor, if the server requires one
    running: Running | None = None  # the server of her six digits, if they are given more than once
    said: list[str] = field(default_factory=list)  # what the browser's console complained about

    def __post_init__(self) -> None:
        """Listen to the console: an error there is an error of ours."""
        self.takes(self.page)

    def takes(self, page: Page) -> Self:
        """Go on with another page: the phone was started again."""
        self.page = page
        self.page.on("console", lambda told: self.complains(told.text) if told.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complains(str(error)))
        return self

    def token(self) -> str:
        """What this device's own requests carry: its login."""
        self.comes_back_to_the_page()
        asked = self.page.wait_for_event("request", lambda one: "authorization" in one.headers)
        return str(asked.headers["authorization"]).removeprefix("Bearer ")

    def is_told(self, path: str) -> Any:
        """What the server tells this device's login."""
        headers = {"Authorization": f"Bearer {self.token()}"}
        answer = self.page.request.get(self.url + path, headers=headers)
        assert answer.ok
        return answer.json()

    def complains(self, text: str) -> None:
        """Record console errors, except that a server is unreachable."""
        if "net::ERR_" not in text:
            self.said.append(text)

    def reads(self, words: str, *, exact: bool = False) -> str | re.Pattern[str]:  # noqa: ARG002
        """How these words stand on her screen: as they are, where the app speaks English."""
        return words

    def go(self, path: str) -> Self:
        """Open an address of the app as a person would: a fresh load."""
        self.page.goto(self.url + path)
        return self

    def press(self, name: str) -> Self:
        """Press a button or follow a link by its words."""
        page, read = self.page, self.reads(name)
        page.get_by_role("button", name=read).or_(page.get_by_role("link", name=read)).first.click()
        return self

    def sees(self, words: str) -> Self:
        """Wait until the words stand on the screen."""
        self.page.get_by_text(self.reads(words)).first.wait_for()
        return self

    def sees_heading(self, words: str) -> Self:
        """Wait until this is the heading of the page."""
        heading = self.page.get_by_role("heading", level=1)
        heading.filter(has_text=self.reads(words)).wait_for()
        expect(heading).to_have_text(self.reads(words, exact=True))
        return self

    def does_not_see(self, words: str) -> Self:
        """Expect these words nowhere on the screen."""
        expect(self.page.get_by_text(self.reads(words))).to_have_count(0)
        return self

    def fills(self, label: str, words: str) -> Self:
        """Type into the field with this label."""
        self.page.get_by_label(self.reads(label)).fill(words)
        return self

    def fills_the_password(self, words: str) -> Self:
        """Into the field of exactly this name; some screens have a second one beside it."""
        self.page.get_by_label(self.reads("Password", exact=True), exact=True).fill(words)
        return self

    def comes_back_to_the_page(self) -> Self:
        """Look at it again after looking elsewhere, and every half second: the app asks what is new.

        The other person's change is already saved on her phone; it may still have to be sent.
        """
        self.page.evaluate(LOOKS)
        return self

    def is_kept_offline(self) -> Self:
        """Wait until the service worker serves the app, so that it works offline."""
        self.page.evaluate(IS_KEPT)
        return self

    # --- an account -------------------------------------------------------------------

    def registers(self, *, online: bool = True, with_an_app: bool = True) -> Self:
        """From the name step to an open account: six words, the code, two groups typed back.

        :param with_an_app: a therapist chooses an authenticator app; else she stays before the choice.
        """
        self.sees_heading("Choose a name to sign in with").fills("Name", self.login).press("Continue")
        self.sees_heading("Your password: six words")
        shown = self.page.get_by_role("list", name="Your six words").get_by_role("listitem")
        expect(shown).to_have_count(6)
        self.password = " ".join(words_in(shown))
        self.press("I’ve saved them").sees_heading("Your recovery code")
        groups = words_in(self.page.get_by_role("list", name="Recovery code").get_by_role("listitem"))
        self.recovery_code = "-".join(groups)
        self.press("I’ve written it down").types_back(groups).press("Finish and unlock")
        return self.sets_up_an_app_if_asked() if online and with_an_app else self

    def sets_up_an_app_if_asked(self) -> Self:
        """A therapist, after her registration: the secret goes into an app, its digits come back."""
        heading = self.page.get_by_role("heading", level=1)
        expect(heading).not_to_have_text("Check what you wrote down")
        if heading.inner_text() != "Add a second step":
            return self
        self.press("Use an authenticator app").sees_heading("An authenticator app")
        self.page.get_by_text("I can’t scan it").click()
        groups = words_in(self.page.get_by_role("list", name="Secret, eight groups").get_by_role("listitem"))
        self.totp_secret = "".join(groups)
        return self.fills("Six-digit code", digits_of(self.totp_secret)).press("Done")

    def gives_the_second_key(self) -> Self:
        """Six digits, after the password."""
        assert self.totp_secret
        assert self.running
        self.sees_heading("Your authenticator code")
        used_digits_are_long_ago(self.running, self.login)
        self.fills("Six-digit code", digits_of(self.totp_secret))
        return self.press("Continue")

    def types_back(self, groups: list[str]) -> Self:
        """Type the two groups that are asked for."""
        self.sees_heading("Check what you wrote down")
        for place, ordinal in enumerate(ORDINALS):
            asked = self.page.get_by_label(f"The {ordinal} group")
            if asked.count():
                asked.fill(groups[place].lower())
        return self

    def signs_in(self) -> Self:
        """Sign in on a new device."""
        self.go("/sign-in").fills("Name", self.login)
        self.fills_the_password(self.password).press("Sign in")
        return self.gives_the_second_key() if self.totp_secret else self

    def unlocks(self) -> Self:
        """With the password, on her own device."""
        self.fills_the_password(self.password)
        self.page.get_by_role("button", name="Unlock", exact=True).click()
        return self

    # --- writing ----------------------------------------------------------------------

    def starts_to_write(self, words: str) -> Self:
        """Open a page and type; nothing is pressed after that."""
        self.go_inside("/write")
        paper = self.page.get_by_label("Your note")
        paper.click()
        paper.press_sequentially(words)
        return self

    def writes(self, words: str) -> Self:
        """A whole note, kept."""
        self.go_inside("/write")
        self.page.get_by_label("Your note").fill(words)
        return self.press("Done")

    def checks_in(self, mood: str, words: str = "") -> Self:
        """Mood, perhaps a few words, Keep."""
        self.go_inside("/check-in")
        self.page.get_by_role("radio", name=mood, exact=True).check()
        if words:
            self.page.get_by_label("A few words").fill(words)
        return self.press("Save")

    # --- sharing ----------------------------------------------------------------------

    def shares(self, words: str, name: str) -> Self:
        """Open the entry with these words, look at what will be seen, and share it."""
        self.go_inside("/journal")
        self.page.get_by_role("link").filter(has_text=words).first.click()
        self.press("Share").press(f"See what {name} will see")
        self.sees_heading(f"{name} will see exactly this").sees(words)
        return self.press("Share")

    def go_inside(self, path: str) -> Self:
        """Move within the open app without a reload, as its links do."""
        self.page.evaluate("(path) => { history.pushState(null, '', path); }", path)
        return self
