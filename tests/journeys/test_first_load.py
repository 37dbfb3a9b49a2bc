# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first minute: little to fetch, nobody else is asked, and the app can be kept like any other."""

from __future__ import annotations

import json
import re
import struct
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import PHONE, Battery, Device
from tests.journeys.people import Person
from tests.journeys.watching import Asked, Scripts
from tests.journeys.world import World

MOST = 120 * 1024  # bytes of script, compressed
PNG = b"\x89PNG\r\n\x1a\n"


def is_settled(page: Page) -> None:
    """Its worker runs and nothing more is being fetched."""
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize(
    ("path", "heading"), [("/", "Interlude"), ("/start", "Choose a name to sign in with")]
)
def test_a_first_screen_needs_little_script(world: World, device: Device, path: str, heading: str) -> None:
    page = device(PHONE)
    scripts = Scripts(page)
    Person(page, world.url, "ana").go(path).sees_heading(heading)
    is_settled(page)

    assert any("worker" in answer.url for answer in scripts.answers), "the worker was not weighed"
    assert scripts.weigh() <= MOST


def test_nobody_else_is_asked_while_ana_registers_and_writes(world: World, device: Device) -> None:
    page = device(PHONE)
    asked = Asked(page.context)
    ana = Person(page, world.url, "ana-alone").go("/start").registers().sees("Check in")
    ana.writes("The door was blue.").sees("Stored, only you can read it")
    ana.checks_in("good", "slept").sees("Stored, only you can read it")
    is_settled(page)

    assert len(asked.of_the_api()) > 5
    assert asked.elsewhere(world.url) == []
    assert ana.said == []


def manifest_of(page: Page, url: str) -> dict[str, Any]:
    """What the page's own link to the manifest leads to."""
    href = page.locator("link[rel=manifest]").get_attribute("href")
    answer = page.request.get(f"{url}{href}")
    assert "manifest+json" in answer.headers["content-type"]
    return dict(answer.json())


def size_of(picture: bytes) -> str:
    """Of a PNG, as a manifest writes it; "any" for an SVG."""
    if picture.startswith(PNG):
        width, height = struct.unpack(">II", picture[16:24])
        return f"{width}x{height}"
    assert b"<svg" in picture[:400]
    return "any"


def test_the_app_says_how_it_is_installed(world: World, device: Device) -> None:
    page = device(PHONE)
    Person(page, world.url, "ana").go("/").sees_heading("Interlude")
    manifest = manifest_of(page, world.url)

    assert manifest["name"] == "Interlude"
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/", "/", "standalone")
    shown = manifest["icons"] + [icon for shortcut in manifest["shortcuts"] for icon in shortcut["icons"]]
    for icon in shown:
        answer = page.request.get(world.url + icon["src"])
        assert answer.headers["content-type"].startswith(icon["type"])
        assert size_of(answer.body()) == icon["sizes"]
    sizes = {(icon["sizes"], icon.get("purpose", "any")) for icon in manifest["icons"]}
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= sizes
    touch = page.locator("link[rel=apple-touch-icon]").get_attribute("href")
    assert size_of(page.request.get(f"{world.url}{touch}").body()) == "180x180"


def test_a_browser_finds_nothing_against_installing_it(world: World, battery: Battery) -> None:
    page = battery.start()
    Person(page, world.url, "ana").go("/").sees_heading("Interlude").is_kept_offline()
    errors = page.context.new_cdp_session(page).send("Page.getInstallabilityErrors")["installabilityErrors"]

    assert errors == [], json.dumps(errors)


def test_the_kept_app_opens_without_a_network(world: World, device: Device) -> None:
    page = device(PHONE)
    ana = Person(page, world.url, "ana").go("/").sees_heading("Interlude").is_kept_offline()
    worker = page.evaluate("navigator.serviceWorker.controller.scriptURL")
    assert re.fullmatch(re.escape(world.url) + r"/sw\.js", worker)

    page.context.set_offline(True)
    ana.go("/").sees_heading("Interlude").press("Help now").sees("0800 111 222")
    ana.go("/sign-in").sees_heading("Sign in")
    ana.go("/start").sees_heading("Choose a name to sign in with")
