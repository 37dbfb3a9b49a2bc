# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accessibility checks: axe's findings, overflow, small targets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from playwright.sync_api import Page, ViewportSize

from tests.journeys.conftest import DESK, PHONE, SMALL_PHONE
from tests.running import ROOT

AXE = ROOT / "webapp" / "node_modules" / "axe-core" / "axe.min.js"
NARROW: ViewportSize = {"width": 320, "height": 640}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

RUN_AXE = """async (rules) => {
  const asked = { runOnly: { type: 'tag', values: rules }, resultTypes: ['violations'], preload: false };
  const { violations } = await axe.run(document, asked);
  return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary}`));
}"""

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .filter((e) => e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }))
  .map((e) => [e, (e.closest('label') ?? e).getBoundingClientRect()])
  .filter(([e, box]) => box.width > 0 && (box.height < 43.5 || box.width < 43.5))
  .filter(([e]) => !(e.tagName === 'A' && getComputedStyle(e).display === 'inline'))
  .map(([e, box]) => [e.tagName, (e.textContent || e.name || '').trim().slice(0, 30), box.width, box.height])
  .map((words) => words.join(' '))"""

# Words that stick out of their own box, or are cut at its edge; what is only read aloud has next to none.
CUT_OFF = """() => [...document.querySelectorAll('body *')]
  .filter((e) => e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }))
  .filter((e) => e.clientWidth > 1 && !e.closest('.only-read-aloud'))
  .filter((e) => [...e.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()))
  .filter((e) => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
  .map((e) => `${e.tagName.toLowerCase()}.${e.className}: ${e.textContent.trim().slice(0, 40)} `
    + `${e.scrollWidth - e.clientWidth} px, ${e.scrollHeight - e.clientHeight} px`)"""


@cache
def axe_source() -> str:
    """The checker itself; half a megabyte, so a document is given it once."""
    return AXE.read_text()


def axe_findings(page: Page) -> list[str]:
    """Everything axe has to say about the screen as it stands (WCAG 2.2 A and AA, and best practice).

    Without its preloading: that fetches style sheets for a rule that is experimental and off, and waits for
    films and sounds, of which there are none.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source())
    found: list[str] = page.evaluate(RUN_AXE, RULES)
    return found


def too_wide(page: Page) -> list[str]:
    """Sideways scrolling."""
    sideways: int = page.evaluate(SIDEWAYS)
    return [f"scrolls sideways by {sideways} px"] * (sideways > 0)


def faults_of_sight(page: Page) -> list[str]:
    """Sideways scrolling and targets of less than 44 px (words linked inside a sentence excepted)."""
    small: list[str] = page.evaluate(SMALL_TARGETS)
    return too_wide(page) + [f"small target: {words}" for words in small]


def cut_off(page: Page) -> list[str]:
    """Words that do not fit where they stand."""
    cut: list[str] = page.evaluate(CUT_OFF)
    return [f"does not fit: {words}" for words in cut]


def assert_anyone_can_use(page: Page) -> None:
    """No finding of axe, nothing wider than the screen, no target too small for a thumb."""
    found = axe_findings(page) + faults_of_sight(page)
    assert not found, "\n".join([page.url.partition("#")[0], *found])


@dataclass(frozen=True)
class Look:
    """One way a screen is looked at; what else may vary meanwhile (a locale) is one more field."""

    size: ViewportSize
    colours: Literal["light", "dark"] = "light"
    text: int | None = None  # px of an ordinary line where the reader chose another size
    width_only: bool = False  # nothing is asked but that one reads downwards only

    def __str__(self) -> str:
        text = f", text of {self.text} px" if self.text else ""
        return f"{self.size['width']} px wide, {self.colours}{text}"

    def faults(self, page: Page) -> list[str]:
        """The accessibility problems of the page in this view. The page is not reloaded."""
        page.set_viewport_size(self.size)
        page.emulate_media(color_scheme=self.colours)
        if self.text:
            page.evaluate(f"document.documentElement.style.fontSize = '{self.text}px'")
        found = too_wide(page) if self.width_only else axe_findings(page) + faults_of_sight(page)
        if self.text:
            page.evaluate("document.documentElement.style.fontSize = ''")
        return found


IN_A_HAND = (
    Look(SMALL_PHONE),
    Look(PHONE, "dark"),
    Look(NARROW, width_only=True),
    Look(SMALL_PHONE, text=32, width_only=True),
)
AT_A_DESK = (*IN_A_HAND, Look(DESK))


def assert_anyone_can_use_it(page: Page, looks: Iterable[Look]) -> None:
    """Check the current screen in each of these views, and report all problems together."""
    before = page.viewport_size
    found = [f"{look}: {fault}" for look in looks for fault in look.faults(page)]
    if before:
        page.set_viewport_size(before)
    assert not found, "\n".join([page.url.partition("#")[0], *found])
