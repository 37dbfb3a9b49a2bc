# SPDX-License-Identifier: AGPL-3.0-or-later
"""A phone whose camera sees what stands on another screen: Chromium's fake video device, fed from a file."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, expect

from tests.journeys.conftest import QUIET, chromium_path

WIDTH, HEIGHT = 640, 480
BLACK, WHITE, NO_COLOUR = b"\x10", b"\xeb", b"\x80"
RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\d+z")


class Camera:
    """What one phone's camera sees. It begins with white paper."""

    def __init__(self, file: Path) -> None:
        """``file`` is what Chromium plays as the camera's picture, again and again."""
        self.file = file
        self._sees([WHITE * WIDTH] * HEIGHT)

    def phone(self, playwright: Playwright) -> Browser:
        """Start a browser with this camera; its questions for the camera are answered with yes."""
        eyes = [
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={self.file}",
        ]
        return playwright.chromium.launch(executable_path=chromium_path(), args=[*QUIET, *eyes])

    def looks_at(self, page: Page) -> None:
        """Point it at the QR code on this page, by copying the modules drawn there."""
        ink = page.locator(".qr-code-ink")
        expect(ink).to_have_count(1)
        side = int((page.locator("svg.qr-code").get_attribute("viewBox") or "").split()[-1])
        modules = [[False] * side for _ in range(side)]
        for x, y, length in (map(int, run) for run in RUN.findall(ink.get_attribute("d") or "")):
            modules[y][x : x + length] = [True] * length
        self._sees(enlarged(modules))

    def _sees(self, rows: list[bytes]) -> None:
        """Write a short film of one picture: YUV4MPEG2, 4:2:0."""
        picture = b"".join(rows) + NO_COLOUR * (WIDTH * HEIGHT // 2)
        head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420mpeg2\n".encode()
        self.file.write_bytes(head + (b"FRAME\n" + picture) * 5)


def enlarged(modules: list[list[bool]]) -> list[bytes]:
    """A QR code in the middle of white paper, each module as many pixels as there is room for."""
    size = HEIGHT // len(modules)
    left = (WIDTH - size * len(modules)) // 2
    right = WIDTH - left - size * len(modules)
    rows = []
    for row in modules:
        line = b"".join((BLACK if dark else WHITE) * size for dark in row)
        rows += [WHITE * left + line + WHITE * right] * size
    return rows + [WHITE * WIDTH] * (HEIGHT - len(rows))
