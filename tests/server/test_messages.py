# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sentences of the server stand in one place, and none is left over."""

import re
from pathlib import Path

from server import messages

SERVER = Path(__file__).resolve().parents[2] / "server"
SOURCES = {str(file.relative_to(SERVER)): file.read_text("utf-8") for file in sorted(SERVER.rglob("*.py"))}


def test_every_sentence_is_used() -> None:
    names = {name for name in vars(messages) if not name.startswith("_")} - {"Path", "plural"}
    used = set(re.findall(r"\bmessages\.(\w+)", "\n".join(SOURCES.values())))
    assert len(names) > 50
    assert names - used == set()


def test_problems_and_commands_say_nothing_of_their_own() -> None:
    shown = r'(?:click\.(?:echo|confirm)|BackupRefused|NotReady|BodyTooLarge)\(\s*f?"(?!\{link)'
    said = re.compile(shown + r'|^    (?:status, code, )?title\b.* = .*"[A-Z]|help="', re.M)
    assert [name for name, text in SOURCES.items() if said.search(text)] == []


def test_one_is_not_many() -> None:
    assert messages.deletions(1) == "1 deletion was finished."
    assert messages.deletions(1200) == "1,200 deletions were finished."
