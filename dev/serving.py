# SPDX-License-Identifier: AGPL-3.0-or-later
"""Serve Interlude on this machine: ``dev.py run``."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from dev.installation import build_webapp, make_environment, make_web_packages
from dev.processes import PYTHON, ROOT, Stop, call, environment, say

STARTS_WITHIN = 30  # seconds


def run(options: argparse.Namespace) -> None:
    """Install what is missing, build, migrate, serve on loopback until Ctrl-C."""
    data, port = Path(options.data).resolve(), options.port
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # SIGTERM ends it like Ctrl-C
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


def for_its_owner(path: str, flags: int) -> int:
    """Open a file that nobody else may read, also one that an earlier release left readable."""
    handle = os.open(path, flags, 0o600)
    os.fchmod(handle, 0o600)
    return handle


def start_server(env: dict[str, str], port: int, log: Path) -> subprocess.Popen[bytes]:
    """Start the server, writing to ``log``, and wait until it is ready to answer.

    :raises Stop: when the port is taken or the server does not get ready.
    """
    options = ["--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    options += ["--workers-kill-timeout", "3"]
    command = [str(PYTHON), "-m", "granian", "--interface", "rsgi", "--factory", *options]
    command += ["--log-level", "warning", "server:create_server"]
    with open(log, "ab", opener=for_its_owner) as out:
        # A process group of its own, so that Ctrl-C reaches it only once, through us.
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
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2)
            return True
        time.sleep(0.1)
    return False


def stop_server(server: subprocess.Popen[bytes]) -> None:
    """End the server and its workers: first by a signal they can handle."""
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
