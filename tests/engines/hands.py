# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person does and sees, in any engine: each step waits only until it can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from tests.engines.engines import until
from tests.engines.protocols import Driver
from tests.journeys.second_key import digits_of, used_digits_are_long_ago
from tests.journeys.world import Participant

# Finds what is visible and enabled: a control by its words, a field by its label, or words anywhere.
FIND = """
const [kind, words] = arguments;
const said = (one) => (one.getAttribute('aria-label') ?? one.textContent).replace(/\\s+/g, ' ').trim();
const shown = (one) => one.getClientRects().length > 0 && getComputedStyle(one).visibility === 'visible';
const ready = (one) => one !== null && one !== undefined && !one.matches(':disabled, [aria-disabled=true]');
const first = (found) => found.find((one) => ready(one)) ?? null;
const all = (selector) => [...document.querySelectorAll(selector)];
const ways = {
  control: () => first(all('button, a[href]').filter((one) => shown(one) && said(one).includes(words))),
  field: () => first([
    ...all('label').filter((one) => said(one).startsWith(words)).map((one) => one.control),
    ...all('input, textarea').filter((one) => one.getAttribute('aria-label') === words),
  ]),
  choice: () => first(all('label').filter((one) => shown(one) && said(one).startsWith(words))),
  words: () => all('body *').findLast((one) => shown(one) && one.textContent.includes(words)) ?? null,
  heading: () => all('h1').find((one) => shown(one) && said(one) === words) ?? null,
};
return ways[kind]();
"""

IS_KEPT = "return navigator.serviceWorker?.controller ? true : null"


@dataclass
class Hands:
    """Somebody with a browser of one engine."""

    driver: Driver
    who: Participant

    def finds(self, kind: str, words: str) -> Any:
        return until(
            lambda: self.driver.script(FIND, kind, words), f"{self.who.login} finds {kind} {words!r}"
        )

    def sees(self, words: str) -> Self:
        self.finds("words", words)
        return self

    def sees_heading(self, words: str) -> Self:
        self.finds("heading", words)
        return self

    def does_not_see(self, words: str) -> Self:
        until(
            lambda: self.driver.script(FIND, "words", words) is None or None,
            f"{self.who.login} sees no longer {words!r}",
        )
        return self

    def _acts(self, kind: str, words: str, act: Any) -> Self:
        """Find it and act on it; find it again if the page was re-rendered in between."""

        def acted() -> bool:
            act(self.driver.script(FIND, kind, words) or self.finds(kind, words))
            return True

        until(acted, f"{self.who.login} uses {kind} {words!r}")
        return self

    def press(self, words: str) -> Self:
        return self._acts("control", words, self.driver.click)

    def chooses(self, words: str) -> Self:
        return self._acts("choice", words, self.driver.click)

    def types(self, label: str, words: str) -> Self:
        return self._acts("field", label, lambda field: self.driver.type(field, words))

    def goes(self, path: str) -> Self:
        """A fresh load."""
        self.driver.go(self.who.url + path)
        return self

    def goes_inside(self, path: str) -> Self:
        """Within the open app, as its links do."""
        self.driver.script("history.pushState(null, '', arguments[0])", path)
        return self

    def signs_in(self) -> Self:
        """Sign in on a new device."""
        self.goes("/sign-in").types("Name", self.who.login).types("Password", self.who.password).press(
            "Sign in"
        )
        if self.who.totp_secret:
            self.sees_heading("Your authenticator code")
            used_digits_are_long_ago(self.who.running, self.who.login)
            self.types("Six-digit code", digits_of(self.who.totp_secret)).press("Continue")
        return self

    def is_kept_offline(self) -> Self:
        """Wait until the service worker serves the app, so that it works offline."""
        until(lambda: self.driver.script(IS_KEPT), "the service worker answers")
        return self

    def writes(self, words: str) -> Self:
        return self.goes_inside("/write").types("Your note", words).press("Done")
