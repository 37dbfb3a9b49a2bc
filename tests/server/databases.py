# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two databases the server's tests run on: a SQLite file, and a PostgreSQL of their own."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root
SETTINGS = {"listen_addresses": "", "fsync": "off", "max_connections": "80", "timezone": "Asia/Kathmandu"}


def postgresql_programs() -> Path | None:
    """Return the folder of PostgreSQL's server programs, where there is one."""
    found = shutil.which("initdb")
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    homes += sorted(Path("/opt/homebrew/opt").glob("postgresql*/bin/initdb"))
    candidates = [Path(found)] if found else homes
    return candidates[-1].resolve().parent if candidates else None


REDIS = shutil.which("redis-server")
BOTH_DATABASES = pytest.mark.databases("sqlite", "postgresql")  # what conftest.py says of it
DIALECTS = ["sqlite", *(["postgresql"] if postgresql_programs() else [])]


class Cluster:
    """A private PostgreSQL on a Unix socket in a folder of its own."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.home = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
        self.data = self.home / "data"
        if os.geteuid() == 0:
            shutil.chown(self.home, UNPRIVILEGED)

    def start(self) -> None:
        """Make the cluster and wait until it answers."""
        options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        self._run(
            "initdb", "-U", "interlude", "-A", "trust", "-E", "UTF8", "--locale=C", "-N", "-D", self.data
        )
        log = self.home / "log"
        self._run("pg_ctl", "-w", "-D", self.data, "-l", log, "-o", f"-k {self.home} {options}", "start")

    def stop(self) -> None:
        """Stop it and leave nothing behind."""
        self._run("pg_ctl", "-w", "-m", "immediate", "-D", self.data, "stop")
        shutil.rmtree(self.home, ignore_errors=True)

    def url(self) -> str:
        """Return the address of its database."""
        return f"postgresql+psycopg://interlude@/postgres?host={self.home}"

    def database(self, name: str) -> str:
        """Make an empty database of its own and return its address."""
        self._run("dropdb", "-h", self.home, "-U", "interlude", "--if-exists", "--force", name)
        self._run("createdb", "-h", self.home, "-U", "interlude", name)
        return f"postgresql+psycopg://interlude@/{name}?host={self.home}"

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self.programs / program), *map(str, arguments)]
        user = UNPRIVILEGED if os.geteuid() == 0 else None
        done = subprocess.run(
            command, user=user, cwd=self.home, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        assert done.returncode == 0, done.stderr.decode()
