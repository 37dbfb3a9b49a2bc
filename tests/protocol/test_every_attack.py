# SPDX-License-Identifier: AGPL-3.0-or-later
"""SECURITY.md lists the attacks of a lying server that the suites play, no more and no fewer."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PHONES = [
    *(ROOT / "webapp/phones/hostile").glob("*.test.ts"),
    ROOT / "webapp/phones/passkeys/passkeys.test.ts",
]
LIBRARY = list((ROOT / "tests/library/hostile").glob("test_*.py"))
# What cannot concern the library, and why; SECURITY.md names the same.
NOT_OF_THE_LIBRARY = {"H44": "it has no passkeys", "H45": "it has no passkeys"}
TITLE = re.compile(r"""['"`](H\d\d(?: H\d\d)*) """)


def listed() -> list[str]:
    """The ids of the table, in its order."""
    return re.findall(r"^\| (H\d\d) \|", (ROOT / "SECURITY.md").read_text(encoding="utf-8"), re.MULTILINE)


def played_by_phones() -> set[str]:
    """Ids that begin the title of a test, or of a row titles are made of."""
    written = (path.read_text(encoding="utf-8") for path in PHONES)
    return {one for text in written for title in TITLE.findall(text) for one in title.split()}


def played_by_the_library() -> set[str]:
    written = (path.read_text(encoding="utf-8") for path in LIBRARY)
    return {
        f"H{number}" for text in written for number in re.findall(r"^def test_h(\d\d)_", text, re.MULTILINE)
    }


def test_the_list_has_every_attack_once_and_in_order() -> None:
    assert listed() == sorted(set(listed()))
    assert len(listed()) >= 40


def test_every_listed_attack_is_played_against_whole_phones_and_no_other() -> None:
    assert played_by_phones() == set(listed())


def test_every_listed_attack_is_played_against_the_library_but_for_those_that_cannot_concern_it() -> None:
    assert played_by_the_library() == set(listed()) - set(NOT_OF_THE_LIBRARY)


def test_security_md_names_what_the_library_does_not_play() -> None:
    words = " ".join((ROOT / "SECURITY.md").read_text(encoding="utf-8").split())
    (named, why) = re.findall(r"The library plays all but ([^:.]*): ([^.]*)\.", words)[0]

    assert re.findall(r"H\d\d", named) == list(NOT_OF_THE_LIBRARY)
    assert set(NOT_OF_THE_LIBRARY.values()) == {why}
