# SPDX-License-Identifier: AGPL-3.0-or-later
"""Story S6: the clinic is breached. The thief has all of the data folder; a report tells what he learns."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pysqlite3  # type: ignore[import-untyped]
import pytest

from interlude import CheckIn, Client, Note
from tests.drills.planted import marked_words, search
from tests.journeys.conftest import PHONE, Device
from tests.journeys.people import Person
from tests.journeys.test_new_key import makes_a_new_key
from tests.journeys.world import Participant, World
from tests.running import Running

TABLE = re.compile(r"^(\w+): (\d+) rows?$", re.MULTILINE)
COLUMN = re.compile(r"^  (\w+): .+ \((\d+) known\)$", re.MULTILINE)


@dataclass
class Clinic:
    """A practice whose people say nothing but planted words."""

    world: World
    words: list[str] = field(default_factory=lambda: marked_words(200))
    said: list[str] = field(default_factory=list)

    @property
    def running(self) -> Running:
        """Its server."""
        return self.world.running

    def take(self, count: int) -> str:
        """So many words nobody has used yet, as one text."""
        taken, self.words = self.words[:count], self.words[count:]
        self.said += taken
        return " ".join(taken)

    def backup(self, file: Path) -> Path:
        """Take a backup, as the operator does."""
        self.running.flask("backup", str(file))
        return file


@pytest.fixture
def clinic(own_village: World) -> Clinic:
    return Clinic(own_village)


def pairs(clinic: Clinic, ana: Person, theo: Participant) -> str:
    """Ana by a link on her phone, Theo by the library; gives what she calls him."""
    calls_him = clinic.take(1)
    ana.go_inside("/pair").fills("Or paste the link", theo.client.invite().link).press("Use this link")
    ana.fills("What do you call your therapist?", calls_him).fills(
        "What should your therapist call you?", clinic.take(1)
    )
    ana.press("Continue").sees_heading(f"Is it really {calls_him}?")
    theo.client.confirm_pairings()
    for known in theo.client.other_keys():
        theo.client.accept_other_key(known)
    ana.press("They’re the same").sees("are paired")
    return calls_him


def writes_a_lot(clinic: Clinic, ana: Person) -> list[str]:
    """Notes, check-ins, a name of her own and a draft; gives the first word of each note."""
    notes = [clinic.take(12) for _ in range(3)]
    for note in notes:
        ana.writes(note).sees("only you can read it")
    ana.checks_in("low", clinic.take(8)).sees("only you can read it")
    ana.go_inside("/you").fills("Your name", clinic.take(1)).press("Save the name").sees(
        "Saved on this phone."
    )
    ana.starts_to_write(clinic.take(3)).sees("Saved on this phone ✓")
    return [note.split()[0] for note in notes]


def takes_back(ana: Person, word: str) -> None:
    """A copy, from its reader."""
    ana.go_inside("/share").page.get_by_role("button", name=re.compile(f"^Stop sharing.*{word}")).click()
    ana.page.get_by_role("dialog").get_by_role("button", name="Stop sharing").click()
    ana.sees("Not shared any more.")


def lives_here(clinic: Clinic, ana: Person, theo: Participant) -> None:
    """Write, check in, share, read, take back, make a new key, pair and share again."""
    theo.client.keep_many([Note(clinic.take(6)), CheckIn(mood=3, words=clinic.take(4))])
    calls_him = pairs(clinic, ana, theo)
    first, second, third = writes_a_lot(clinic, ana)
    for word in (first, second):
        ana.shares(word, calls_him).sees("Shared with")
    for share in theo.client.shares():
        theo.client.mark_opened(share)
    takes_back(ana, second)
    makes_a_new_key(ana)
    ana.sees_heading("Everything is sealed again")
    calls_him = pairs(clinic, ana, theo)
    ana.shares(third, calls_him).sees("Shared with")
    ana.go_inside("/").sees("Everything is stored, sealed.")
    assert len([share for share in theo.client.shares() if share.content]) == 1


def counted(file: Path) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """Rows of each table and known values of each column, as anybody counts who has the file."""
    rows, known = {}, {}
    with closing(pysqlite3.connect(file)) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in names:
            rows[table] = one(database, f"SELECT count(*) FROM {table}")  # noqa: S608 (names of its own)
            for column in [column[1] for column in database.execute(f"PRAGMA table_info({table})")]:
                known[table, column] = one(database, f"SELECT count({column}) FROM {table}")  # noqa: S608
    return rows, known


def one(database: sqlite3.Connection, asked: str) -> int:
    """The one number an SQL sentence asks for."""
    return int(database.execute(asked).fetchone()[0])


def told_by(report: str) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """The same two, as the report says."""
    rows, known, table = {}, {}, ""
    for line in report.splitlines():
        if named := TABLE.match(line):
            table = named[1]
            rows[table] = int(named[2])
        elif named := COLUMN.match(line):
            known[table, named[1]] = int(named[2])
    return rows, known


def test_s6_a_thief_of_everything_learns_what_the_report_says_and_not_one_word(
    clinic: Clinic, device: Device, tmp_path: Path
) -> None:
    participant, theo = clinic.world.register("ana"), clinic.world.register("theo", "therapist")
    ana = participant.signs_in_on(device(PHONE))
    lives_here(clinic, ana, theo)

    backup = clinic.backup(tmp_path / "backup.sqlite3")
    report = clinic.running.flask("exposure-report")
    data = clinic.running.data
    taken = [
        data / "interlude.sqlite3",
        data / "interlude.sqlite3-wal",
        data / "server.log",
        data / "secret",
        backup,
    ]
    taken += list((data / "denials").iterdir())
    assert all(file.stat().st_size > 0 for file in taken), taken  # none is empty
    assert len(taken) > 5  # the denial record has something in it: a copy taken back, a key
    assert len(clinic.said) > 60
    secrets = [
        ana.password,
        ana.recovery_code,
        participant.password,
        participant.recovery_code,
        theo.password,
    ]
    secrets += [code.replace("-", "") for code in secrets if "-" in code]
    (tmp_path / "report.txt").write_text(report)
    assert search([data, backup, tmp_path / "report.txt"], clinic.said) == {}
    assert search([data, backup, tmp_path / "report.txt"], [*secrets, theo.totp_secret or ""]) == {}

    rows, known = counted(backup)
    del rows["alembic_version"]
    told_rows, told_known = told_by(report)
    assert told_rows == rows
    assert told_known == {at: count for at, count in known.items() if at[0] in rows}
    assert (told_rows["accounts"], told_rows["slots"], told_rows["totps"]) == (2, 4, 1)
    assert (told_rows["pairings"], told_rows["shares"], told_known["shares", "envelope"]) == (2, 3, 1)
    assert told_rows["entries"] == entries_of(ana) + len(theo_entries(clinic))
    assert ana.login not in report
    assert ana.said == []


def entries_of(ana: Person) -> int:
    """How many rows her own login is handed."""
    return len(ana.is_told("/api/entries?limit=1000")["entries"])


def theo_entries(clinic: Clinic) -> list[str]:
    """The ids of what the therapist keeps: all that belongs to no patient."""
    with closing(clinic.running.database()) as database:
        asked = "SELECT entry_id FROM entries JOIN accounts ON id = account_id WHERE role = 'therapist'"
        return [entry_id for (entry_id,) in database.execute(asked)]


def test_the_same_search_finds_a_sentence_the_server_was_given(world: World, tmp_path: Path) -> None:
    clinic = Clinic(world)
    told = clinic.take(1)
    Client(clinic.running.url).register(told)  # a name to sign in with is seen, as the report says
    backup = clinic.backup(tmp_path / "backup.sqlite3")

    found = search([clinic.running.data, backup], [told])

    assert found[told] >= {clinic.running.data / "interlude.sqlite3-wal", backup}
    assert told not in clinic.running.flask("exposure-report")
