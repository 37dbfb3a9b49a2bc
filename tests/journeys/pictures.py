# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the README's four pictures again, from real screens over a fresh demo: ``dev.py pictures``."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.conftest import PHONE, QUIET, chromium_path
from tests.journeys.people import Person
from tests.running import ROOT, Running

PICTURES = ROOT / "docs" / "pictures"
LARGEST = 100_000  # bytes
SMALL_DESK = {"width": 1040, "height": 640}
WORDS = "The door was blue, and my mother's hands were on it. It was raining, very softly."
MOST = 700  # milliseconds until a screen has come to rest


def demo(running: Running) -> dict[str, dict[str, str]]:
    """Make the demo people; gives them by login."""
    where = ["--url", running.url, "--data", str(running.data)]
    token = f"--enrolment={running.flask('enrol-therapist')}"
    subprocess.run([sys.executable, "-m", "interlude.demo", *where, token], cwd=ROOT, check=True)
    people = json.loads((running.data / "demo.json").read_text())["people"]
    return {person["login"]: person for person in people}


def take(page: Page, name: str) -> None:
    """One picture, as small as the README promises."""
    page.wait_for_timeout(MOST)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, animations="disabled")
    assert path.stat().st_size <= LARGEST, f"{path.name} has {path.stat().st_size} bytes"


def signed_in(browser: Browser, size: object, running: Running, person: dict[str, str]) -> Person:
    """A device of this person, signed in."""
    context = browser.new_context(viewport=size, locale="en-GB")  # type: ignore[arg-type]
    return Person(context.new_page(), running.url, person["login"], person["password"]).signs_in()


def of_the_patient(ana: Person) -> None:
    """Today, writing, and the page before sharing."""
    ana.sees("Check in").sees("Everything is stored")
    take(ana.page, "today")
    ana.starts_to_write(WORDS).sees("Saved on this phone ✓")
    take(ana.page, "write")
    ana.go_inside("/journal")
    ana.page.locator(".entry-line:not(.clay-line)").nth(1).click()
    ana.press("Share").press("See what Dr. Lin will see").sees_heading("Dr. Lin will see exactly this")
    take(ana.page, "share")


def of_the_therapist(lin: Person) -> None:
    """The brief, from its top."""
    lin.press("Ana R.").sees("Shared since")
    take(lin.page, "brief")


def main() -> None:
    """A fresh server, its demo, four pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        Running(Path(folder) / "data") as running,
        sync_playwright() as started,
    ):
        people = demo(running)
        browser = started.chromium.launch(executable_path=chromium_path(), args=QUIET)
        of_the_patient(signed_in(browser, PHONE, running, people["ana"]))
        of_the_therapist(signed_in(browser, SMALL_DESK, running, people["dr-lin"]))
        browser.close()


if __name__ == "__main__":
    main()
