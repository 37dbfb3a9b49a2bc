# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sentences of the library and its command line stand in one place, and none is left over."""

import json
import re

from interlude import messages
from interlude.archive.open import Words
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


def test_the_reader_of_archives_has_its_sentences_in_one_table() -> None:
    text = (ROOT / "interlude/archive/open.py").read_text(encoding="utf-8")
    names = [name for name in vars(Words) if not name.startswith("_")]
    said = re.compile(r'(?:Refused|WrongKey|print|_complain|getpass)\(\s*f?"|(?:help|description)=\s*f?"')
    assert len(names) > 25
    assert [name for name in names if f"Words.{name}" not in text] == []
    assert said.search(text) is None


def test_the_reader_of_archives_words_its_export_like_the_web_app() -> None:
    plain = json.loads((ROOT / "webapp/src/messages/en/plain.json").read_text(encoding="utf-8"))
    assert plain["plain_written_by_login_exported"] == Words.WRITTEN_BY
    assert plain["plain_people_names"] == Words.PEOPLE
    assert plain["plain_written_with_a_later_version"] == Words.NEWER
    one, many = Words.LOST
    lost = plain["plain_entries_could_not_be_opened"]
    choice = re.compile(r"\{lost, plural, one \{(\w+)\} other \{(\w+)\}\}")
    assert (choice.sub(r"\1", lost), choice.sub(r"\2", lost)) == (one, many)
