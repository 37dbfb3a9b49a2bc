# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much sooner the newest entry is read than the whole journal has come: a new phone, in a real browser.

``python -m bench.new_phone`` fills a journal, signs in on phones that know nothing of it, one after the
other, and takes two times of each: until the newest entry stands on the screen, and until all are here.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from interlude import Note
from tests.journeys.conftest import PHONE, QUIET, chromium_path
from tests.journeys.world import Participant, World, open_practice
from tests.running import Running

NEWEST = "The door was blue."
TEXT = "It keeps coming back to the water, and to the light on it. " * 20  # about 1,200 letters
AT_ONCE = 1_000  # kept in one call of the library, in transactions of 100


def fill(ana: Participant, entries: int) -> None:
    """So many notes, the newest last."""
    for first in range(1, entries, AT_ONCE):
        ana.client.keep_many(Note(f"{TEXT}{n}") for n in range(first, min(first + AT_ONCE, entries)))
    ana.client.keep(Note(NEWEST))


def measured(browser: Browser, ana: Participant) -> tuple[float, float]:
    """Seconds from *Sign in* to the newest entry, and to the whole journal."""
    context = browser.new_context(viewport=PHONE, locale="en-GB")
    phone = ana.holds(context.new_page())
    phone.go("/sign-in").fills("Name", ana.login)
    phone.page.get_by_label("Password", exact=True).fill(ana.password)
    started = time.perf_counter()
    phone.press("Sign in").sees(NEWEST)
    newest = time.perf_counter() - started
    phone.does_not_see("on their way")
    whole = time.perf_counter() - started
    context.close()
    return newest, whole


def main() -> None:
    """Start a server and a browser, measure, stop both."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--entries", type=int, default=2_000)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
        data = Path(folder)
        open_practice(data)
        with Running(data) as running, World(running) as world:
            ana = world.register("ana")
            fill(ana, given.entries)
            browser = started.chromium.launch(executable_path=chromium_path(), args=QUIET)
            rounds = [measured(browser, ana) for _ in range(given.rounds)]
            browser.close()
    newest, whole = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(one / other for other, one in rounds)
    print(f"{given.entries} entries: the newest after {newest:.1f} s, all after {whole:.1f} s, {ratio:.1f} x")


if __name__ == "__main__":
    main()
