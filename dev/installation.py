# SPDX-License-Identifier: AGPL-3.0-or-later
"""Install what Interlude needs and build the web app, all inside this folder.

Every step leaves a stamp (a digest of what it was made from), so a second start does only what
changed, needs no network and takes seconds.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterable
from pathlib import Path

from dev.processes import PYTHON, ROOT, VENV, WEBAPP, Stop, Tell, call, found, listen, npm, say

STAMPS = VENV / "stamps"
OLDEST_NODE = (24, 5)  # the first with Web Locks, which the tests share with the app
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WEBAPP_SOURCES = (
    "index.html",
    "package-lock.json",
    "tsconfig.json",
    "tsconfig.base.json",
    "tsconfig.page.json",
    "tsconfig.workers.json",
    "tsconfig.service-worker.json",
    "vite.config.ts",
    "scripts",
    "public",
    "src",
    "../interlude/payloads.schema.json",
)


def files_of(sources: Iterable[Path]) -> list[Path]:
    """All files below the sources, in one order; generated files are not sources."""
    files: list[Path] = []
    for source in sources:
        below = source.rglob("*") if source.is_dir() else [source]
        files += [file for file in below if file.is_file() and is_source(file)]
    return sorted(files)


def is_source(file: Path) -> bool:
    return not {"generated", "__pycache__"} & set(file.parts)


def digest_of(sources: Iterable[Path], *words: str) -> str:
    digest = hashlib.sha256("\0".join(words).encode())
    for file in files_of(sources):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def step(name: str, title: str, sources: Iterable[Path], action: Callable[[], None], *words: str) -> None:
    """Do it unless its stamp says that it was done from exactly these sources."""
    stamp, digest = STAMPS / name, digest_of(sources, *words)
    if stamp.exists() and stamp.read_text() == digest:
        return
    say(f"· {title} …")
    action()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest)


def make_environment(lock: str) -> None:
    """A virtual environment holding exactly what the lock file names, hash by hash."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    outdated = (STAMPS / "venv").exists()  # made by us, for another Python
    step("venv", "making .venv", [], lambda: venv.create(VENV, clear=outdated, with_pip=True), version)
    if lock == "run" and (STAMPS / "test").exists():
        lock = "test"  # the test lock holds everything of the run lock
    requirements = ROOT / "requirements" / f"{lock}.txt"
    step(lock, "installing Python packages (once)", [requirements], lambda: install(requirements), version)
    sources = [ROOT / "setup.cfg", ROOT / "pyproject.toml"]
    step("interlude", "installing Interlude itself", sources, install_ourselves)


def install(requirements: Path) -> None:
    call(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", requirements)


def install_ourselves() -> None:
    options = ["--quiet", "--no-deps", "--no-build-isolation"]
    listen(PYTHON, "-m", "pip", "install", *options, "-e", ".", tell=None)


def node_is_new_enough() -> bool:
    node = found("node")
    if not node or not found("npm"):
        return False
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    numbers = version.strip().lstrip("v").split(".")[:2]
    return all(n.isdigit() for n in numbers) and tuple(map(int, numbers)) >= OLDEST_NODE


def make_web_packages() -> None:
    """Node (the machine's, or one carried by a Python package) and the locked npm packages."""
    if not node_is_new_enough():
        say("· installing Node into .venv …")
        install(ROOT / "requirements" / "node.txt")
    lock = WEBAPP / "package-lock.json"
    step("npm", "installing web packages (once)", [lock], lambda: npm("ci", "--no-audit", "--no-fund"))


def build_webapp(tell: Tell | None = None) -> None:
    build("build", "building the web app", "dist", tell)


def build_pseudo_locale(tell: Tell | None = None) -> None:
    """The web app with longer, accented words, for the tests that look at every screen."""
    build("build:pseudo", "building the web app in the pseudo-locale", "dist-pseudo", tell)


def build(script: str, title: str, made: str, tell: Tell | None) -> None:
    sources = [(WEBAPP / name).resolve() for name in WEBAPP_SOURCES]
    stamp = script.replace(":", "-")
    if not (WEBAPP / made / "index.html").exists():
        (STAMPS / stamp).unlink(missing_ok=True)
    step(stamp, title, sources, lambda: npm("run", script, tell=tell))


def find_browser() -> str | None:
    """A Chromium: named in INTERLUDE_CHROMIUM, on the machine, or installed with apt where we may."""
    named = os.environ.get("INTERLUDE_CHROMIUM")
    browser = named or next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser or not shutil.which("apt-get") or getattr(os, "geteuid", lambda: 1)() != 0:
        return browser
    say("· installing Chromium with apt (once) …")
    quietly = {"DEBIAN_FRONTEND": "noninteractive"}
    with contextlib.suppress(Stop):
        listen("apt-get", "update", "-qq", env=quietly, tell=None)
        listen("apt-get", "install", "-y", "-qq", "chromium", env=quietly, tell=None)
    return shutil.which("chromium")


def needed_browser() -> str:
    """The browser.

    :raises Stop: when there is none
    """
    browser = find_browser()
    if not browser:
        raise Stop("This needs a Chromium; install one or name it in INTERLUDE_CHROMIUM.")
    return browser
