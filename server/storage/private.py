# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files and folders that only the server's own user may read, whatever the umask says."""

import os
from pathlib import Path

FOLDER, FILE = 0o700, 0o600
BESIDE_A_DATABASE = ("", "-wal", "-shm", "-journal")  # SQLite gives new ones the database's own mode


def make_folder(path: Path) -> None:
    """Make a folder for its owner only; one that is there stays as it is."""
    path.mkdir(mode=FOLDER, parents=True, exist_ok=True)


def make_file(path: Path) -> None:
    """Make an empty file for its owner only; one that is there stays as it is."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, FILE))


def tighten(path: Path, mode: int) -> None:
    """Remove the permissions of others on a file or folder we own; leave those of other owners alone."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return
    if found.st_uid == os.geteuid() and found.st_mode & 0o777 & ~mode:
        path.chmod(found.st_mode & mode)


def tighten_database(path: Path) -> None:
    """Do so for a SQLite database and its companion files, which earlier releases left readable."""
    for suffix in BESIDE_A_DATABASE:
        tighten(path.with_name(path.name + suffix), FILE)
