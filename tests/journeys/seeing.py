"""What a person or her screen reader would trip over: axe's findings, overflow, small targets."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.running import ROOT

AXE = ROOT / "webapp" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

RUN_AXE = """async (rules) => {
  const { violations } = await axe.run(document, { runOnly: { type: 'tag', values: rules } });
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


def axe_findings(page: Page) -> list[str]:
    """Everything axe has to say about the screen as it stands (WCAG 2.2 A and AA, and best practice)."""
    page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(RUN_AXE, RULES)
    return found


def faults_of_sight(page: Page) -> list[str]:
    """Sideways scrolling and targets of less than 44 px (words linked inside a sentence excepted)."""
    sideways: int = page.evaluate(SIDEWAYS)
    small: list[str] = page.evaluate(SMALL_TARGETS)
    return [f"scrolls sideways by {sideways} px"] * (sideways > 0) + small


def assert_anyone_can_use(page: Page) -> None:
    """No finding of axe, nothing wider than the screen, no target too small for a thumb."""
    found = axe_findings(page) + faults_of_sight(page)
    assert not found, "\n".join([page.url.partition("#")[0], *found])
