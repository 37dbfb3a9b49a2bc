"""Draw the app's PNG icons from its SVG marks: ``python webapp/scripts/make-icons.py``.

Needs Playwright and a Chromium; run by hand after the mark changes, the pictures are committed.
"""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ICONS = Path(__file__).parent.parent / "public" / "icons"
SIZES = [("mark", 192), ("mark", 512), ("mark-full", 512), ("mark-full", 180)]


def draw(page: Page, name: str, size: int) -> None:
    """Render one mark at one size, with a transparent ground outside it."""
    page.set_viewport_size({"width": size, "height": size})
    svg = (ICONS / f"{name}.svg").read_text()
    page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:100vw}}</style>{svg}")
    page.screenshot(path=ICONS / f"{name}-{size}.png", omit_background=True)


def main() -> None:
    """Draw every size the manifest names."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        page = browser.new_page()
        for name, size in SIZES:
            draw(page, name, size)
        browser.close()


if __name__ == "__main__":
    main()
