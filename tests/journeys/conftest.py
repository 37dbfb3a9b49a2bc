# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real Chromium, a real server, and devices for the people of the journeys."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Page,
    Playwright,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.journeys.world import World, open_practice
from tests.running import Running

PHONE: ViewportSize = {"width": 390, "height": 844}
SMALL_PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}
# No journey may connect to the internet: no updates, no safe-browsing lists, no host discovery.
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
SLOWEST = 30_000  # milliseconds until a step of a journey fails

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
    """A fresh Interlude over an empty database, joined by invitation."""
    with Running(tmp_path / "data") as started:
        yield started


@pytest.fixture
def own_village(tmp_path: Path) -> Iterator[World]:
    """A server that one journey may kill or search."""
    with a_practice(tmp_path / "data") as place:
        yield place


class Battery:
    """A phone whose storage survives a crash: a browser with a profile folder of its own."""

    def __init__(self, playwright: Playwright, profile: Path) -> None:
        self.playwright, self.profile = playwright, profile
        self.context: BrowserContext | None = None

    def start(self) -> Page:
        """Switch the phone on, with whatever its storage holds."""
        self.context = self.playwright.chromium.launch_persistent_context(
            self.profile, executable_path=chromium_path(), args=QUIET, viewport=PHONE, locale="en-GB"
        )
        self.context.set_default_timeout(SLOWEST)
        return self.context.pages[0]

    def dies(self) -> None:
        """Kill every process of this browser at once: nothing gets a chance to tidy up."""
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if str(self.profile).encode() in (process / "cmdline").read_bytes():
                    os.kill(int(process.name), signal.SIGKILL)
        self.ends()

    def ends(self) -> None:
        """Close the browser if it still runs."""
        if self.context:
            with suppress(Error):
                self.context.close()


@pytest.fixture
def battery(playwright: Playwright, tmp_path: Path) -> Iterator[Battery]:
    """A phone that can be killed and started again."""
    phone = Battery(playwright, tmp_path / "phone")
    yield phone
    phone.ends()


@contextmanager
def a_practice(data: Path, env: dict[str, str] | None = None) -> Iterator[World]:
    """A server over this folder, at a practice where anybody may begin a journal."""
    data.mkdir(exist_ok=True)
    open_practice(data)
    with Running(data, env=env) as started, World(started) as place:
        yield place


@contextmanager
def devices_of(browser: Browser) -> Iterator[Device]:
    """A maker of devices: each call is another phone (or desk) with storage of its own."""
    made: list[BrowserContext] = []

    def make(size: ViewportSize = PHONE, *, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport=size,
            has_touch=size is not DESK,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/Vienna",
        )
        context.set_default_timeout(SLOWEST)
        made.append(context)
        return context.new_page()

    yield make
    for context in made:
        context.close()


@pytest.fixture
def device(browser: Browser) -> Iterator[Device]:
    """Devices for one journey."""
    with devices_of(browser) as make:
        yield make


@pytest.fixture(scope="module")
def kept_device(browser: Browser) -> Iterator[Device]:
    """Devices shared by the journeys of a module."""
    with devices_of(browser) as make:
        yield make


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One server for each worker, shared by journeys that use different accounts.

    A journey that stops, kills or searches its server uses ``running`` or ``own_village``.
    """
    with a_practice(tmp_path_factory.mktemp("world")) as place:
        yield place
