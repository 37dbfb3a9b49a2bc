# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a screen in the pseudo-locale shows outside the brackets: words that no catalogue gave it.

`npm run build:pseudo` makes webapp/dist-pseudo; a server with INTERLUDE_WEBAPP set to that folder (or
``Settings(webapp=PSEUDO)``) serves it. Every message then stands in ⟦…⟧, accented and about 40 % longer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from playwright.sync_api import Page

from tests.running import ROOT

PSEUDO = ROOT / "webapp" / "dist-pseudo"

# Text that is seen or read aloud; a text in several elements is one again in innerText.
TEXTS = """() => {
  const named = [...document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')]
    .filter((e) => e.checkVisibility())
    .flatMap((e) => ['aria-label', 'title', 'placeholder', 'alt'].map((name) => e.getAttribute(name) ?? ''));
  return [document.body.innerText, document.title, ...named];
}"""

# Days, months and times of day come from the browser's own calendar, which has no pseudo-locale.
CALENDAR = re.compile(
    r"\b(mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|\b(january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[A-Za-z]{3,}")


def outside_brackets(text: str) -> str:
    """Leave out what stands in ⟦…⟧, also nested: a parameter may itself be a message."""
    depth, kept = 0, []
    for letter in text:
        depth += (letter == "⟦") - (letter == "⟧")
        kept.append(letter if depth == 0 and letter != "⟧" else " ")
    return "".join(kept)


def forgotten_words(page: Page, own: Iterable[str] = ()) -> list[str]:
    """Words on the screen that come from no catalogue.

    :param own: texts that are the people's own: notes, names, logins, the practice's numbers.
    """
    texts: list[str] = page.evaluate(TEXTS)
    return [word for text in texts for word in WORD.findall(_without(outside_brackets(text), own))]


def _without(text: str, own: Iterable[str]) -> str:
    for words in sorted(own, key=len, reverse=True):
        text = text.replace(words, " ")
    return CALENDAR.sub(" ", text)
