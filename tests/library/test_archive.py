# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ana takes her journal with her, sealed, and opens it years later with one file of Python."""

import json
import shutil
import stat
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from interlude import CheckIn, Client, Note
from interlude.archive import open as reader
from interlude.command_line import NO_PROBLEM, NOT_SIGNED_IN, REFUSED, main
from interlude.domain import Settings

pytestmark = pytest.mark.full_cost

NIGHT = datetime(2026, 10, 2, 21, 40, tzinfo=UTC)
DOOR = "The door was <b>blue</b>,\nand my mother's hands \U0001f319"


@dataclass
class Writer:
    """Somebody with a journal."""

    client: Client
    told: object


@pytest.fixture(scope="module")
def journal(server):
    """Ana with two entries, one deleted, and her name in the settings."""
    with Client(server.url) as ana:
        told = ana.register("ana-who-leaves")
        ana.keep(Note(DOOR, written_at=NIGHT, zone="Europe/Vienna"))
        later = NIGHT.replace(day=3)
        ana.keep(CheckIn(4, sleep=2, feelings=("tender",), words="Slept.", written_at=later, zone="UTC"))
        ana.delete(ana.keep(Note("Not this one.")))
        ana.keep(Settings(edited_at=NIGHT, name="Ana"))
        yield Writer(ana, told)


@pytest.fixture(scope="module")
def exported(journal, tmp_path_factory):
    file = tmp_path_factory.mktemp("exported") / "interlude-2026-11-23.zip"
    assert journal.client.export(file) == 3
    return file


@pytest.fixture
def archive(exported, tmp_path):
    return Path(shutil.copy(exported, tmp_path))


def stand_alone(*words, typed, cwd):
    """Run open.py with nothing of this library to be found."""
    command = [sys.executable, "-I", *words, "--password-file", "-"]
    return subprocess.run(command, cwd=cwd, input=typed, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("with_code", [False, True])
def test_password_and_code_both_open_it_with_the_one_file_inside(journal, archive, tmp_path, with_code):
    unpacked = tmp_path / "unpacked"
    zipfile.ZipFile(archive).extractall(unpacked)
    typed = journal.told.recovery_code.lower() if with_code else journal.told.password

    ran = stand_alone(unpacked / "open.py", typed=typed + "\n", cwd=tmp_path)

    assert ran.returncode == 0, ran.stderr
    assert "2 entries, newest last" in ran.stdout
    told = json.loads((tmp_path / "unpacked-open" / "journal.json").read_text())
    assert [entry["payload"]["kind"] for entry in told["entries"]] == ["settings", "note", "check_in"]
    assert told["entries"][1]["payload"]["text"] == DOOR
    assert told["unreadable"] == []


def test_the_pages_hold_her_words_escaped_dated_and_newest_last(journal, archive, tmp_path):
    assert (
        reader.main(
            [str(archive), "--to", str(tmp_path / "out"), "--password-file", written(journal, tmp_path)]
        )
        == 0
    )

    page, text = ((tmp_path / "out" / name).read_text() for name in ("journal.html", "journal.md"))

    assert "The door was &lt;b&gt;blue&lt;/b&gt;,\nand my mother&#x27;s hands \U0001f319" in page
    assert "<script" not in page
    assert "default-src 'none'" in page
    days = [page.index(day) for day in ("Friday, 2 October 2026", "Saturday, 3 October 2026", "Mood: good")]
    assert days == sorted(days)
    assert "## Friday, 2 October 2026\n\n### 23:40\n\n> The door was &lt;b>blue&lt;/b>,\n> and my" in text
    assert "- Slept: 2 of 5, from badly to well\n- Feelings: tender\n\n> Slept." in text
    assert "Not this one." not in page + text
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()}
    assert modes == {0o600}


def written(person, folder):
    file = folder / "password"
    file.write_text(person.told.password + "\n")
    return str(file)


def test_contacts_are_people_by_name_and_no_invite_and_no_key_is_written_out(ana, theo, paired, tmp_path):
    theo.client.invite()
    theo.client.export(tmp_path / "his.zip")

    assert reader.main([str(tmp_path / "his.zip"), "--password-file", written(theo, tmp_path)]) == 0

    told = (tmp_path / "his-open" / "journal.json").read_text()
    assert json.loads(told)["people"] == ["Ana R."]
    assert json.loads(told)["entries"] == []
    assert not any(word in told for word in ("secret", "public_key", "pairing_id"))


def test_another_password_opens_nothing_and_writes_nothing(journal, archive, mallory, tmp_path):
    ran = stand_alone(reader.__file__, archive, typed=mallory.told.password, cwd=tmp_path)
    code = stand_alone(reader.__file__, archive, typed=mallory.told.recovery_code, cwd=tmp_path)

    assert (ran.returncode, code.returncode) == (3, 3)
    assert "isn't this file's password" in ran.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == [archive.name]


def test_a_folder_that_is_there_is_left_alone(journal, archive, tmp_path):
    (tmp_path / f"{archive.stem}-open").mkdir()

    ran = stand_alone(reader.__file__, archive, typed=journal.told.password, cwd=tmp_path)

    assert ran.returncode == 1
    assert "exists already" in ran.stderr


def test_the_command_line_exports_and_opens(journal, server, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("INTERLUDE_PASSWORD", journal.told.password)
    home, file = ["--home", str(tmp_path / "home")], tmp_path / "mine.zip"
    assert main(["sign-in", journal.told.login, "--url", server.url, *home]) == NO_PROBLEM

    assert main(["export", str(file), *home]) == NO_PROBLEM
    assert main(["open", str(file), *home]) == NO_PROBLEM
    assert "blue" in (tmp_path / "mine-open" / "journal.md").read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert main(["export", str(file), *home]) == REFUSED
    monkeypatch.setenv("INTERLUDE_PASSWORD", "open the blue door please now")
    assert main(["open", str(file), "--to", str(tmp_path / "other"), *home]) == NOT_SIGNED_IN
    assert capsys.readouterr().err.count("\n") == 2


# --- archives that somebody made or changed ---------------------------------------------------------


@pytest.fixture
def manifest(archive):
    return json.loads(zipfile.ZipFile(archive).read("manifest.json"))


def rewritten(tmp_path, manifest, **members):
    """An archive with this manifest, and with these members beside it."""
    file = tmp_path / "changed.zip"
    raw = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("manifest.json", raw)
        for name, content in members.items():
            made.writestr(name, content)
    return file


def opened(file, person):
    return reader.open_archive(reader.Archive(file), person.told.password)


ID = "4d1fa5fb-a850-b439-1e28-562dfeb97498"
STRANGE = ["../evil", "/etc/evil", "files/../../evil", "files\\evil", "C:evil", "./manifest.json", "files//x"]


@pytest.mark.parametrize("name", STRANGE)
def test_a_name_that_is_a_path_refuses_the_whole_archive(tmp_path, manifest, name):
    with pytest.raises(reader.Refused, match="a path"):
        reader.Archive(rewritten(tmp_path, manifest, **{name: b"x"}))


def test_a_file_that_is_none_of_ours_is_never_read(tmp_path, manifest, journal):
    """Some computers put files of their own into every ZIP that is packed again."""
    file = rewritten(tmp_path, manifest, **{"__MACOSX/._manifest.json": b"x", f"files/{ID.upper()}": b"x"})

    assert len(opened(file, journal).entries) == 3
    reader.write_plain(opened(file, journal), tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "journal.html",
        "journal.json",
        "journal.md",
    ]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["manifest.json", "Manifest.JSON"])
def test_a_member_that_stands_twice_is_refused(tmp_path, manifest, name):
    with pytest.raises(reader.Refused, match="in this file twice"):
        reader.Archive(rewritten(tmp_path, manifest, **{name: b"{}"}))


def test_a_member_that_swells_is_stopped_by_what_comes_out(tmp_path, manifest, journal, monkeypatch):
    monkeypatch.setattr(reader, "LARGEST_MANIFEST", 100_000)
    file = rewritten(tmp_path, json.dumps(manifest).encode() + b" " * 5_000_000)

    with pytest.raises(reader.Refused, match="larger than anything"):
        opened(file, journal)


def test_half_an_archive_is_one_sentence(archive, tmp_path):
    half = tmp_path / "half.zip"
    half.write_bytes(archive.read_bytes()[:2000])

    with pytest.raises(reader.Refused, match="can't be opened"):
        reader.Archive(half)


def swapped(manifest):
    one, other = manifest["slots"]
    one["type"], other["type"] = other["type"], one["type"]


def weaker(manifest):
    for slot in manifest["slots"]:
        if slot["type"] == "password":
            slot["params"] = "AAEC" + slot["params"][4:]


def of_another_account(manifest):
    manifest["account_id"] = "4d1fa5fb-a850-b439-1e28-562dfeb97498"


def of_another_login(manifest):
    manifest["login"] = "mallory"


def twice(manifest):
    manifest["entries"].append(manifest["entries"][0])


def two_passwords(manifest):
    manifest["slots"].append(next(slot for slot in manifest["slots"] if slot["type"] == "password"))


def newer(manifest):
    manifest["v"] = 2


@pytest.mark.parametrize(
    "change", [swapped, weaker, of_another_account, of_another_login, twice, two_passwords, newer]
)
def test_a_changed_manifest_is_refused_and_opens_nothing(tmp_path, manifest, journal, change):
    change(manifest)

    with pytest.raises(reader.Refused):
        opened(rewritten(tmp_path, manifest), journal)


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"{", b"\xef\xbb\xbf{}", b'{"v":1,"v":1}', b"\xff", b"[" * 100_000, b'{"v":NaN}', b"{}"],
)
def test_a_manifest_that_is_not_strict_is_refused(tmp_path, journal, raw):
    with pytest.raises(reader.Refused, match="complete Interlude file"):
        opened(rewritten(tmp_path, raw), journal)


def cut(entry, _other):
    entry["envelope"] = entry["envelope"][:-8]


def moved(entry, other):
    entry["envelope"] = other["envelope"]


def of_another_revision(entry, _other):
    entry["revision"] = 7


def flipped(entry, _other):
    entry["envelope"] = (
        entry["envelope"][:200] + ("A" if entry["envelope"][200] != "A" else "B") + entry["envelope"][201:]
    )


def no_base64(entry, _other):
    entry["envelope"] += "="


def no_id(entry, _other):
    del entry["entry_id"]


@pytest.mark.parametrize("change", [cut, moved, of_another_revision, flipped, no_base64, no_id])
def test_an_entry_that_does_not_open_is_counted_said_and_does_not_hide_the_others(
    tmp_path, manifest, journal, change
):
    change(manifest["entries"][0], manifest["entries"][1])

    found = opened(rewritten(tmp_path, manifest), journal)

    assert len(found.entries) == 2
    assert len(found.unreadable) == 1
    assert any("1 entry could not be opened" in sentence for sentence in reader.summary(found))


def test_a_missing_entry_is_seen_in_the_count_only(tmp_path, manifest, journal):
    """§14: whoever holds the archive can leave out an entry. No sealed inventory exists in version 1."""
    del manifest["entries"][0]

    assert len(opened(rewritten(tmp_path, manifest), journal).entries) == 2
