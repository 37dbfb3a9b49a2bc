# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each file of code says its licence in one of its first lines."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CODE = {".py", ".ts", ".tsx", ".mjs", ".mts", ".js", ".css"}


def licence_of(path: str) -> str:
    """The library and the protocol are for anybody who builds another client; all else binds the operator."""
    return "Apache-2.0" if path.startswith("interlude/") or path == "PROTOCOL.md" else "AGPL-3.0-or-later"


def test_every_file_of_code_says_its_licence() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    paths = [
        path for path in listed.stdout.splitlines() if Path(path).suffix in CODE or path == "PROTOCOL.md"
    ]
    silent = [
        path
        for path in paths
        if f"SPDX-License-Identifier: {licence_of(path)}"
        not in "\n".join((ROOT / path).read_text(encoding="utf-8").splitlines()[:3])
    ]

    assert len(paths) > 400
    assert silent == []
