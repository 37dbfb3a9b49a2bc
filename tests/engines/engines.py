# SPDX-License-Identifier: AGPL-3.0-or-later
"""How each browser engine is started, as Debian packages it, at the size of a phone or a desk."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from dev.engines import FIREFOX, WEBKIT, Engine
from tests.engines.protocols import CommandError, Driver, HttpDriver, Marionette
from tests.running import end, free_port

SYSTEM_PYTHON = "/usr/bin/python3"  # the one that has the GTK bindings
WINDOW = Path(__file__).with_name("webkit_window.py")
WITHIN = 60.0  # seconds until what is waited for counts as not happening
Size = tuple[int, int]
Result = TypeVar("Result")

# No journey may connect to the internet: no updates, no block lists, no host discovery.
FIREFOX_PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.region.network.url": "",
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.server": "",
    "ui.prefersReducedMotion": 1,
}
# WebKit paints without a graphics card; a name of its own keeps it off the accessibility bus there may be.
WEBKIT_ENVIRONMENT = {
    "GDK_BACKEND": "x11",
    "LIBGL_ALWAYS_SOFTWARE": "1",
    "NO_AT_BRIDGE": "1",
    "WEBKIT_DISABLE_DMABUF_RENDERER": "1",
}


def until(happens: Callable[[], Result | None], what: str) -> Result:
    """Call until the result is not None; a refused command or connection is tried again.

    :raises AssertionError: after a minute
    """
    ends, last = time.monotonic() + WITHIN, "nothing"
    while time.monotonic() < ends:
        try:
            if (found := happens()) is not None:
                return found
        except (CommandError, OSError) as refused:
            last = str(refused)
        time.sleep(0.03)
    raise AssertionError(f"{what}: not within {WITHIN:.0f} s; at last: {last}")


def start(engine: Engine, size: Size) -> AbstractContextManager[Driver]:
    """A browser with storage of its own."""
    return STARTS[engine.name](size)


@contextmanager
def program(*command: str | Path, env: dict[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """Run a background process, and end it with all its children when the block ends."""
    started = subprocess.Popen(
        [*map(str, command)],
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield started
    finally:
        end(started, signal.SIGKILL)


@contextmanager
def quitting(driver: Driver) -> Iterator[Driver]:
    """The browser is told to close, so that it does not leave processes behind."""
    try:
        yield driver
    finally:
        with suppress(CommandError, OSError):
            driver.quit()


@contextmanager
def firefox(size: Size) -> Iterator[Driver]:
    """Firefox without a screen."""
    port = free_port()
    told = {**FIREFOX_PREFERENCES, "marionette.port": port}
    with ExitStack() as held:
        # Its last processes may still write there while it is emptied.
        folder = tempfile.TemporaryDirectory(prefix="interlude-firefox-", ignore_cleanup_errors=True)
        profile = Path(held.enter_context(folder))
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in told.items()]
        (profile / "user.js").write_text("".join(lines))
        # System access lets Marionette make the page as narrow as a phone.
        options = ["--headless", "--no-remote", "--marionette", "--remote-allow-system-access"]
        held.enter_context(
            program("firefox-esr", *options, "--width=1400", "--height=1100", "--profile", profile)
        )
        driver = until(lambda: Marionette(port, size), "Firefox starts")
        yield held.enter_context(quitting(driver))


@contextmanager
def webkit(size: Size) -> Iterator[Driver]:
    """WebKitGTK, in a window of our own on a screen of its own."""
    with ExitStack() as held:
        screen = held.enter_context(
            program("Xvfb", "-displayfd", "1", "-screen", "0", "1400x1100x24", "-nolisten", "tcp")
        )
        assert screen.stdout
        display = f":{screen.stdout.readline().decode().strip()}"
        port = free_port()
        held.enter_context(
            program("WebKitWebDriver", f"--port={port}", env={**WEBKIT_ENVIRONMENT, "DISPLAY": display})
        )
        window = {"binary": SYSTEM_PYTHON, "args": [str(WINDOW), "x".join(map(str, size))]}
        asked = {"webkitgtk:browserOptions": window}
        driver = until(lambda: HttpDriver(f"http://127.0.0.1:{port}", asked), "WebKit starts")
        yield held.enter_context(quitting(driver))


STARTS = {FIREFOX.name: firefox, WEBKIT.name: webkit}
