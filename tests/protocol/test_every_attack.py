"""SECURITY.md lists the attacks of a lying server that the suites play, no more and no fewer."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PHONES = [*(ROOT / "webapp/src/sync/hostile").glob("*.test.ts"), ROOT / "webapp/src/sync/passkeys.test.ts"]
LIBRARY = list((ROOT / "tests/library/hostile").glob("test_*.py"))
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


def test_what_is_played_against_the_library_is_listed() -> None:
    assert played_by_the_library() <= set(listed())
