"""The sentences of the library and its command line stand in one place, and none is left over."""

import re

from interlude import messages
from tests.running import ROOT

APART = {"protocol", "demo"}  # the one imports nothing else, the other is not for people
FILES = [
    file
    for file in sorted((ROOT / "interlude").rglob("*.py"))
    if file.name != "open.py" and file.parent.name not in APART
]
SOURCES = {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8") for file in FILES}


def test_every_sentence_is_used() -> None:
    names = [name for name in vars(messages) if not name.startswith("_") and name != "Sequence"]
    own = SOURCES["interlude/messages.py"]
    used = set(re.findall(r"\bmessages\.(\w+)", "\n".join(SOURCES.values())))
    inside = {name for name in names if len(re.findall(rf"\b{name}\b", own)) > 1}
    assert len(names) > 120
    assert set(names) - used - inside == set()


def test_commands_say_nothing_of_their_own() -> None:
    said = re.compile(r"""print\(f?"|help=f?"|getpass\(f?"|input\(f?\"""")
    assert [name for name, text in SOURCES.items() if said.search(text)] == []


def test_errors_say_nothing_of_their_own() -> None:
    said = re.compile(r'errors\.[A-Z]\w+\(\s*f?"|super\(\).__init__\(\s*f?"')
    assert [name for name, text in SOURCES.items() if said.search(text)] == []


def test_one_is_not_many() -> None:
    assert messages.sealed_again_now(1) == "1 entry is sealed with the new key."
    assert messages.sealed_again_now(1200) == "1,200 entries are sealed with the new key."
