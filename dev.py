#!/usr/bin/env python3
"""Run and test Interlude on a fresh machine: ``python3 dev.py run`` and ``python3 dev.py test``.

Standard library only. Every step leaves a stamp (a digest of what it was made from), so
a second start does only what changed, needs no network and takes seconds.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
WEBAPP = ROOT / "webapp"
VENV = ROOT / ".venv"
STAMPS = VENV / "stamps"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = (24, 5)  # the first with Web Locks, which the tests share with the app
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WEBAPP_SOURCES = (
    "index.html",
    "package-lock.json",
    "tsconfig.json",
    "vite.config.ts",
    "scripts",
    "public",
    "src",
    "../interlude/payloads.schema.json",
)
SERVER_STARTS_WITHIN = 30  # seconds
LAST_LINES = 60  # of a failed command, shown once more at the end


class Stop(Exception):
    """Something this machine lacks or a step that failed, as one sentence for a person."""

    def __init__(self, sentence: str, last_words: str = "") -> None:
        """``last_words`` are the last lines of what failed, to be read again at the very end."""
        super().__init__(sentence)
        self.last_words = last_words or sentence


def say(text: str) -> None:
    print(text, flush=True)


def call(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run a command to its end, with this terminal as its own.

    :raises Stop: when it fails
    """
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, env=environment(env), check=False)
    if done.returncode:
        raise Stop(ended(words, done.returncode))


def listen_to(
    *command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None, quiet: bool = False
) -> None:
    """Run a command to its end, showing what it prints; a quiet one only shows when it fails.

    :raises Stop: when it fails, with the last lines it printed
    """
    words = [str(word) for word in command]
    printed: deque[str] = deque(maxlen=LAST_LINES)
    with subprocess.Popen(
        words,
        cwd=cwd,
        env=environment({"PYTHONUNBUFFERED": "1", **(env or {})}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            printed.append(line)
            if not quiet:
                print(line, end="", flush=True)
    if process.returncode:
        last = "".join(printed)
        sentence = ended(words, process.returncode)
        raise Stop(last + sentence if quiet else sentence, last_words=last)


def ended(words: list[str], code: int) -> str:
    return f"'{' '.join(words)}' ended with {code}."


def environment(extra: dict[str, str] | None = None) -> dict[str, str]:
    """Our own tools first on the path, no installer chatter."""
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **(extra or {})}


# --- steps that leave a stamp -------------------------------------------------------------


def files_of(sources: Iterable[Path]) -> list[Path]:
    """All files below the sources, in one order; made files are not sources."""
    found: list[Path] = []
    for source in sources:
        below = source.rglob("*") if source.is_dir() else [source]
        found += [file for file in below if file.is_file() and "generated" not in file.parts]
    return sorted(found)


def digest_of(sources: Iterable[Path], *words: str) -> str:
    digest = hashlib.sha256("\0".join(words).encode())
    for file in files_of(sources):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def step(name: str, title: str, sources: Iterable[Path], deed: Callable[[], None], *words: str) -> None:
    """Do the deed unless its stamp says it was done from exactly these sources."""
    stamp, digest = STAMPS / name, digest_of(sources, *words)
    if stamp.exists() and stamp.read_text() == digest:
        return
    say(f"· {title} …")
    deed()
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
    listen_to(
        PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "-e", ".", quiet=True
    )


def node_is_new_enough() -> bool:
    node = shutil.which("node", path=environment()["PATH"])
    if not node or not shutil.which("npm", path=environment()["PATH"]):
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    numbers = answer.strip().lstrip("v").split(".")[:2]
    return all(n.isdigit() for n in numbers) and tuple(map(int, numbers)) >= OLDEST_NODE


def make_web_packages() -> None:
    """Node (the machine's, or one carried by a Python package) and the locked npm packages."""
    if not node_is_new_enough():
        say("· installing Node into .venv …")
        install(ROOT / "requirements" / "node.txt")
    lock = WEBAPP / "package-lock.json"
    step("npm", "installing web packages (once)", [lock], lambda: npm("ci", "--no-audit", "--no-fund"))


def npm(*words: str, quiet: bool = True) -> None:
    listen_to(shutil.which("npm", path=environment()["PATH"]) or "npm", *words, cwd=WEBAPP, quiet=quiet)


def build_webapp() -> None:
    sources = [(WEBAPP / name).resolve() for name in WEBAPP_SOURCES]
    if not (WEBAPP / "dist" / "index.html").exists():
        (STAMPS / "build").unlink(missing_ok=True)
    step("build", "building the web app", sources, lambda: npm("run", "build"))


# --- run ----------------------------------------------------------------------------------


def settings(data: Path, port: int) -> dict[str, str]:
    origins = f"http://localhost:{port},http://127.0.0.1:{port}"
    return {"INTERLUDE_DATA": str(data), "INTERLUDE_ORIGIN": origins}


def flask(env: dict[str, str], *words: str) -> str:
    """Run one of the operator's commands and give back what it printed."""
    command = [str(PYTHON), "-m", "flask", "--app", "server", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(env), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Stop(f"{done.stderr}'flask {' '.join(words)}' failed.")
    return done.stdout.strip()


def start_server(env: dict[str, str], port: int, log: Path) -> subprocess.Popen[bytes]:
    """Start the server, writing to ``log``, and wait until it is ready to answer.

    :raises Stop: when the port is taken or the server does not get ready.
    """
    options = ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "8"]
    options += ["--workers-kill-timeout", "3"]
    command = [str(PYTHON), "-m", "granian", "--interface", "wsgi", "--factory", *options]
    command += ["--log-level", "warning", "server:create_app"]
    with log.open("ab") as out:
        # A group of its own: Ctrl-C is ours to pass on, once.
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment(env), stdout=out, stderr=out, start_new_session=True
        )
    try:
        if becomes_ready(server, port):
            return server
    except KeyboardInterrupt:
        stop_server(server)
        raise
    stop_server(server)
    raise Stop(f"The server did not get ready on port {port}. Its own words are in {log}")


def becomes_ready(server: subprocess.Popen[bytes], port: int) -> bool:
    until = time.monotonic() + SERVER_STARTS_WITHIN
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2)
            return True
        time.sleep(0.1)
    return False


def stop_server(server: subprocess.Popen[bytes]) -> None:
    """End the server and its workers: politely first."""
    for how in (signal.SIGINT, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(timeout=10)


def refuse_taken_port(port: int) -> None:
    """Somebody else's server answering on our port would be mistaken for ours."""
    with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1)
        raise Stop(f"Something already answers on port {port}. End it, or try --port {port + 1}.")


def run(options: argparse.Namespace) -> None:
    """Install what is missing, build, migrate, serve on loopback until Ctrl-C."""
    data, port = Path(options.data).resolve(), options.port
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended politely is ended like Ctrl-C
    make_environment("run")
    make_web_packages()
    build_webapp()
    refuse_taken_port(port)
    env = settings(data, port)
    flask(env, "make-secret")
    flask(env, "upgrade-database")
    server = start_server(env, port, data / "server.log")
    try:
        greet(env, data, port, demo=options.demo)
        server.wait()
    except KeyboardInterrupt:
        say("\nStopped. Everything written is in " + str(data))
    finally:
        stop_server(server)


def greet(env: dict[str, str], data: Path, port: int, *, demo: bool) -> None:
    url = f"http://localhost:{port}"  # by name: a passkey belongs to a name, never to a number
    if demo:
        make_demo(env, data, url)
    say(f"\nInterlude is running:  {url}")
    if link := flask(env, "enrol-therapist", "--first", "--link", url):
        say(f"The first therapist registers with this link (it works once):\n  {link}")
    say(f"Its log, in which nobody can be found, is {data / 'server.log'}")
    say("Stop it with Ctrl-C.")


def make_demo(env: dict[str, str], data: Path, url: str) -> None:
    """Demo people through the real API, made once a data folder; says each time how to sign in."""
    token = "not-needed" if (data / "demo.json").exists() else flask(env, "enrol-therapist")
    call(PYTHON, "-m", "interlude.demo", "--url", url, "--data", data, "--enrolment", token)


# --- test ---------------------------------------------------------------------------------


def find_browser() -> str | None:
    """A Chromium: named in INTERLUDE_CHROMIUM, on the machine, or installed with apt where we may."""
    named = os.environ.get("INTERLUDE_CHROMIUM")
    found = named or next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found or not shutil.which("apt-get") or getattr(os, "geteuid", lambda: 1)() != 0:
        return found
    say("· installing Chromium with apt (once) …")
    quietly = {"DEBIAN_FRONTEND": "noninteractive"}
    with contextlib.suppress(Stop):
        listen_to("apt-get", "update", "-qq", env=quietly, quiet=True)
        listen_to("apt-get", "install", "-y", "-qq", "chromium", env=quietly, quiet=True)
    return shutil.which("chromium")


def checks() -> list[tuple[str, Callable[[], None]]]:
    """Everything `test` does, in order: cheap first, so a slip is seen early."""
    pytest: list[str | Path] = [PYTHON, "-m", "pytest", "-q"]
    return [
        ("ruff", lambda: listen_to(PYTHON, "-m", "ruff", "check", ".")),
        ("ruff format", lambda: listen_to(PYTHON, "-m", "ruff", "format", "--check", ".")),
        ("mypy", lambda: listen_to(PYTHON, "-m", "mypy")),
        ("eslint", lambda: npm("run", "lint", quiet=False)),
        ("typescript", lambda: npm("run", "types", quiet=False)),
        ("build", build_webapp),
        ("vitest", lambda: npm("test", quiet=False)),
        ("interleavings", lambda: listen_to(PYTHON, "-m", "tests.simulator", "--runs", "20000")),
        ("pytest", lambda: listen_to(*pytest, "-n", "auto", "--ignore=tests/journeys", "tests")),
    ]


def journeys(browser: str) -> None:
    # Two at a time: a journey waits for its pages half of the time.
    two = ["-n", "2", "--dist", "loadfile"]
    listen_to(PYTHON, "-m", "pytest", "-q", *two, "tests/journeys", env={"INTERLUDE_CHROMIUM": browser})


def test(_: argparse.Namespace) -> None:
    """Lint, types, unit tests, build and browser journeys; ends by saying what ran and what did not."""
    make_environment("test")
    make_web_packages()
    todo = checks()
    missing: list[str] = []
    if browser := find_browser():
        todo.append(("journeys", lambda: journeys(browser)))
    else:
        missing.append("journeys (no Chromium here; install one or name it in INTERLUDE_CHROMIUM)")
    if not (shutil.which("postgres") or list(Path("/usr/lib/postgresql").glob("*/bin/postgres"))):
        missing.append("the PostgreSQL half of pytest (no server binary here)")
    summarise([outcome(name, deed) for name, deed in todo], missing)


@dataclass
class Outcome:
    """How one check ended. ``failure`` is None when it passed."""

    name: str
    failure: str | None = None
    last_words: str = ""


def outcome(name: str, deed: Callable[[], None]) -> Outcome:
    say(f"\n=== {name}")
    started = time.monotonic()
    try:
        deed()
    except Stop as stop:
        say(str(stop))
        return Outcome(name, f"failed after {time.monotonic() - started:.0f} s", stop.last_words)
    say(f"    {name}: {time.monotonic() - started:.0f} s")
    return Outcome(name)


def summarise(outcomes: list[Outcome], missing: list[str]) -> None:
    """What failed once more, below everything else, then a line for each check."""
    for one in outcomes:
        if one.failure:
            say(f"\n=== The last of {one.name}\n{one.last_words}")
    say("\n=== What ran")
    for one in outcomes:
        say(f"  {one.name:<13} {one.failure or 'passed'}")
    for what in missing:
        say(f"  did not run: {what}")
    failed = sum(one.failure is not None for one in outcomes)
    # In CI nothing may be left out silently.
    failed += len(missing) if os.environ.get("CI") else 0
    say(f"\nchecks: {len(outcomes) - failed} passed, {failed} failed")
    if failed:
        sys.exit(1)


def pictures(_: argparse.Namespace) -> None:
    """Make the README's pictures again from real screens of a fresh demo."""
    make_environment("test")
    make_web_packages()
    build_webapp()
    browser = find_browser()
    if not browser:
        raise Stop("Pictures need a Chromium; install one or name it in INTERLUDE_CHROMIUM.")
    call(PYTHON, "-m", "tests.journeys.pictures", env={"INTERLUDE_CHROMIUM": browser})


def main() -> None:
    if sys.version_info < OLDEST_PYTHON:
        sys.exit("Interlude needs Python 3.11 or newer.")
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    running = commands.add_parser("run", help="serve Interlude on this machine")
    running.add_argument("--demo", action="store_true", help="add a therapist and three patients to look at")
    running.add_argument("--port", type=int, default=8000)
    running.add_argument("--data", default=str(ROOT / "data"), metavar="DIR", help="where the database lives")
    running.set_defaults(deed=run)
    commands.add_parser("test", help="check everything").set_defaults(deed=test)
    commands.add_parser("pictures", help="make the README's pictures again").set_defaults(deed=pictures)
    options = parser.parse_args()
    try:
        options.deed(options)
    except Stop as stop:
        sys.exit(str(stop))
    except KeyboardInterrupt:
        sys.exit("Stopped.")


if __name__ == "__main__":
    main()
