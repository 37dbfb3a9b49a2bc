# SPDX-License-Identifier: AGPL-3.0-or-later
"""The app in the pseudo-locale: what stands outside the brackets are words that no catalogue gave it.

`npm run build:pseudo` makes webapp/dist-pseudo, a server with INTERLUDE_WEBAPP set to that folder serves it.
Every message then stands in ⟦…⟧, accented and about 40 % longer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import get_args

from playwright.sync_api import Page

from interlude.payloads.appointment import Purpose
from interlude.payloads.check_in import SCALES
from tests.journeys.people import Person
from tests.running import ROOT

PSEUDO = ROOT / "webapp" / "dist-pseudo"
LOCALE = (ROOT / "webapp" / "scripts" / "pseudo-locale.mjs").read_text()
PLAIN, ACCENTED = re.findall(r"^const (?:PLAIN|ACCENTED) = .*?'(\w+)'", LOCALE, re.MULTILINE)
ACCENT = dict(zip(PLAIN, ACCENTED, strict=True))
VOWELS = "aeiouAEIOU"

# Text that is seen or read aloud; a text in several elements is one again in innerText.
TEXTS = """() => {
  const named = [...document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')]
    .filter((e) => e.checkVisibility())
    .flatMap((e) => ['aria-label', 'title', 'placeholder', 'alt'].map((name) => e.getAttribute(name) ?? ''));
  return [document.body.innerText, document.title, ...named];
}"""

# What chance made: passwords, codes, the words a pair compares.
RANDOM = ".six-words li, .code-groups li, .pairing-words li"

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
    random = [text.strip() for text in page.locator(RANDOM).all_inner_texts()]
    allowed = [*own, *random, *words_of_kinds()]
    return [word for text in texts for word in WORD.findall(_without(outside_brackets(text), allowed))]


@cache
def words_of_kinds() -> list[str]:
    """What is declared with a kind, and stored as it is shown: scales and their steps, feelings, purposes."""
    scales = [word for one in SCALES.values() for word in (one.label, one.low, one.high, *one.words)]
    check_in = (ROOT / "webapp" / "src" / "domain" / "check-in.ts").read_text()
    return [*scales, *re.findall(r"^  '(\w+)',$", check_in, re.MULTILINE), *get_args(Purpose)]


def _without(text: str, allowed: Iterable[str]) -> str:
    for words in sorted(set(allowed), key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(words)}(?!\w)", " ", text)
    return CALENDAR.sub(" ", text)


class Reader(Person):
    """Somebody who reads the pseudo-locale as if it were English."""

    def reads(self, words: str, *, exact: bool = False) -> re.Pattern[str]:
        """Accented and longer, with brackets anywhere; or plain, where the words are somebody's own."""
        spelled = r"[⟦⟧]*".join(_spelled(letter) for letter in words)
        whole = rf"^[\s⟦]*{spelled}[\s⟧]*$" if exact else spelled
        return re.compile(whole or ".", re.IGNORECASE)


def _spelled(letter: str) -> str:
    if letter.isspace():
        return r"\s+"
    accent = ACCENT.get(letter)
    if accent is None:
        return re.escape(letter)
    return f"[{letter}{accent}]{accent.lower()}*" if letter in VOWELS else f"[{letter}{accent}]"
