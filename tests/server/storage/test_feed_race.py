# SPDX-License-Identifier: AGPL-3.0-or-later
"""A cursor never misses a change, however many write at once (server/storage/feed.py)."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text

from server.config import Settings
from tests.server.databases import BOTH_DATABASES
from tests.server.people import (
    Pair,
    Person,
    acceptance,
    enrol,
    invite,
    registration,
    sealed_share,
    some_id,
)

pytestmark = BOTH_DATABASES

WRITERS, EACH = 8, 40


def follow(read: Callable[[int], tuple[list[str], int]], done: threading.Event) -> set[str]:
    """Read on from a cursor until the writers are done and nothing is left; return what was seen."""
    seen: set[str] = set()
    position = 0
    while True:
        finished = done.is_set()
        found, position = read(position)
        seen |= set(found)
        if finished and not found:
            return seen


def race(
    write: Callable[[int], list[str]], read: Callable[[int], tuple[list[str], int]]
) -> tuple[set[str], set[str]]:
    """Let eight write while one reads; return what was written and what the reader saw."""
    done = threading.Event()
    with ThreadPoolExecutor(WRITERS + 1) as pool:
        reader = pool.submit(follow, read, done)
        written = [pool.submit(write, number) for number in range(WRITERS)]
        try:
            wrote = {one for future in written for one in future.result()}
        finally:
            done.set()  # also if a writer failed, or the reader would wait for ever
        return wrote, reader.result()


def reading(person: Person, door: str, rows: str, name: str) -> Callable[[int], tuple[list[str], int]]:
    def read(after: int) -> tuple[list[str], int]:
        page = person.get(f"{door}?after={after}&limit=50").json
        return [row[name] for row in page[rows]], page["position"]

    return read


def test_eight_devices_on_one_account_and_a_reader_misses_nothing(ana: Person) -> None:
    def write(_: int) -> list[str]:
        return [ana.keep() for _ in range(EACH)]

    wrote, saw = race(write, reading(ana, "/api/entries", "entries", "entry_id"))

    assert len(wrote) == WRITERS * EACH
    assert wrote - saw == set()


def test_eight_patients_share_with_one_therapist_who_misses_nothing(app: Flask, theo: Person) -> None:
    pairs = [Pair(Person(app, f"patient{number}"), theo) for number in range(WRITERS)]

    def write(number: int) -> list[str]:
        return [pairs[number].share(pairs[number].patient) for _ in range(EACH // 2)]

    wrote, saw = race(write, reading(theo, "/api/shares", "shares", "share_id"))

    assert len(wrote) == WRITERS * EACH // 2
    assert wrote - saw == set()


def test_both_sides_of_many_pairings_write_at_once_and_nobody_waits_in_a_circle(app: Flask) -> None:
    theo, ulla = Person(app, "theo", "therapist"), Person(app, "ulla", "therapist")
    patients = [Person(app, f"patient{number}") for number in range(WRITERS // 2)]
    pairs = [Pair(patient, therapist) for patient in patients for therapist in (theo, ulla)]

    def write(number: int) -> list[str]:
        pair = pairs[number]
        people = [pair.patient, pair.therapist] * (EACH // 8)
        return [pair.share(person) for person in people]

    wrote, saw = race(write, reading(theo, "/api/shares", "shares", "share_id"))

    with_theo = {share["share_id"] for share in theo.shares()}
    assert len(wrote) == WRITERS * 2 * (EACH // 8)
    assert with_theo - saw == set()


def test_two_devices_that_edit_the_same_share_at_once_are_told_apart(pair: Pair) -> None:
    share_id = pair.share(pair.patient)

    def edit(_: int) -> int:
        body = sealed_share(revision=2)
        return pair.patient.put(pair.share_path(share_id), json=body).status_code

    with ThreadPoolExecutor(WRITERS) as pool:
        answers = sorted(pool.map(edit, range(WRITERS)))

    assert answers == [200] + [409] * (WRITERS - 1)


def test_one_invite_accepted_by_eight_at_once_pairs_one(app: Flask, theo: Person) -> None:
    invite_id = invite(theo)
    patients = [Person(app, f"patient{number}") for number in range(WRITERS)]

    def accept(patient: Person) -> int:
        body = acceptance(patient, some_id())
        return patient.post(f"/api/invites/{invite_id}/acceptance", json=body).status_code

    with ThreadPoolExecutor(WRITERS) as pool:
        answers = sorted(pool.map(accept, patients))

    assert answers == [201] + [404] * (WRITERS - 1)


def test_one_login_name_wanted_by_eight_at_once_goes_to_one(app: Flask) -> None:
    def register(_: int) -> int:
        return app.test_client().post("/api/accounts", json=registration("wanted")).status_code

    with ThreadPoolExecutor(WRITERS) as pool:
        answers = sorted(pool.map(register, range(WRITERS)))

    assert answers == [201] + [409] * (WRITERS - 1)


@pytest.mark.parametrize("role", ["patient", "therapist"])
def test_one_registration_sent_eight_times_at_once_is_one_account(app: Flask, role: str) -> None:
    def register(body: dict[str, Any], together: threading.Barrier) -> tuple[int, Any]:
        client = app.test_client()
        together.wait()
        answer = client.post("/api/accounts", json=body)
        return answer.status_code, answer.json

    for turn in range(5):
        enrolment = enrol(app) if role == "therapist" else None
        body, together = registration(f"twice{turn}", role, enrolment=enrolment), threading.Barrier(WRITERS)
        with ThreadPoolExecutor(WRITERS) as pool:
            answers = list(pool.map(register, [body] * WRITERS, [together] * WRITERS))

        told = {"account_id": body["account_id"], "role": role, "login": f"twice{turn}"}
        assert answers == [(201, told)] * WRITERS


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    """A database of its own kind, without our feed."""
    opened = create_engine(settings.database_url, pool_size=WRITERS + 1)
    with opened.begin() as connection:
        connection.execute(text("CREATE TABLE plain (position bigserial PRIMARY KEY, name text NOT NULL)"))
    yield opened
    with opened.begin() as connection:
        connection.execute(text("DROP TABLE plain"))
    opened.dispose()


@pytest.mark.databases("postgresql")
def test_the_same_reader_misses_changes_numbered_by_a_plain_sequence(engine: Engine) -> None:
    """Shows that the tests above would detect a missed change."""

    def write(number: int) -> list[str]:
        names = [f"{number}-{turn}" for turn in range(EACH)]
        for name in names:
            with engine.begin() as connection:
                connection.execute(text("INSERT INTO plain (name) VALUES (:name)"), {"name": name})
                time.sleep(0.001 * (number % 3))  # some commit later than others, as they do
        return names

    def read(after: int) -> tuple[list[str], int]:
        wanted = text("SELECT position, name FROM plain WHERE position > :after ORDER BY position LIMIT 50")
        with engine.connect() as connection:
            rows: Any = connection.execute(wanted, {"after": after}).all()
        return [row.name for row in rows], rows[-1].position if rows else after

    wrote, saw = race(write, read)

    assert len(wrote) == WRITERS * EACH
    assert wrote - saw != set()
