"""The sentences of the command line stand in one place, and none is left over."""

import re

from interlude import messages
from tests.running import ROOT

FILES = [*sorted((ROOT / "interlude/command_line").glob("*.py")), ROOT / "interlude/messages.py"]
SOURCES = {file.name: file.read_text(encoding="utf-8") for file in FILES}


def test_every_sentence_is_used() -> None:
    names = [name for name in vars(messages) if not name.startswith("_") and name != "Sequence"]
    text = "\n".join(SOURCES.values())
    assert len(names) > 60
    assert [name for name in names if len(re.findall(rf"\b{name}\b", text)) < 2] == []


def test_commands_say_nothing_of_their_own() -> None:
    said = re.compile(r"""print\(f?"|help=f?"|getpass\(f?"|input\(f?\"""")
    assert [name for name, text in SOURCES.items() if said.search(text)] == []


def test_one_is_not_many() -> None:
    assert messages.sealed_again_now(1) == "1 entry is sealed again."
    assert messages.sealed_again_now(1200) == "1,200 entries are sealed again."
