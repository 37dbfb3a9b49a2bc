"""A real Chromium, a real server, and devices for the people of the journeys."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.running import Running

PHONE = {"width": 390, "height": 844}
SMALL_PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
# Nothing in a journey may reach out: no updates, no safe-browsing lists, no search for other hosts.
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
SLOWEST = 20_000  # milliseconds until a step of a journey counts as not happening

Device = Callable[..., Page]
expect.set_options(timeout=SLOWEST)


def chromium_path() -> str:
    """The browser ``dev.py test`` found, or one on the path."""
    named = os.environ.get("INTERLUDE_CHROMIUM") or shutil.which("chromium")
    assert named, "name a Chromium in INTERLUDE_CHROMIUM"
    return named


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    started = playwright.chromium.launch(executable_path=chromium_path(), args=QUIET)
    yield started
    started.close()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A fresh Interlude over an empty database."""
    with Running(tmp_path / "data") as started:
        yield started


@pytest.fixture
def device(browser: Browser) -> Iterator[Device]:
    """A maker of devices: each call is another phone (or desk) with storage of its own."""
    made: list[BrowserContext] = []

    def make(size: dict[str, int] = PHONE, *, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            has_touch=size is not DESK,
            color_scheme="dark" if dark else "light",
            locale="en-GB",
            timezone_id="Europe/Vienna",
        )
        context.set_default_timeout(SLOWEST)
        made.append(context)
        return context.new_page()

    yield make
    for context in made:
        context.close()
