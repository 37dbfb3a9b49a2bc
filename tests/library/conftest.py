# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real server over real sockets; Ana and Theo, who are paired, and Mallory, who is nobody's."""

import itertools
import json
import time
from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from interlude import Client
from interlude.keys.second_factor import STEP, Codes
from interlude.protocol import passwords
from tests.running import Running

NAMES = itertools.count()


def least_argon2id(password, salt):
    """A stand-in for Argon2id that takes microseconds: different passwords or salts give different roots."""
    return Argon2id(salt=salt, length=32, iterations=1, lanes=1, memory_cost=8).derive(password)


@pytest.fixture(autouse=True)
def stretching(request, monkeypatch):
    """Stretch passwords at the least cost, except in tests marked ``full_cost``.

    Those are the ones in which a program of its own derives the same keys (the demo, the archive's
    reader). The cost itself and its results are held by the vectors of tests/protocol, which nothing
    here reaches. Fixtures of a whole file or session are made before this one, at the full cost.
    """
    if not request.node.get_closest_marker("full_cost"):
        monkeypatch.setattr(passwords, "argon2id", least_argon2id)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    data = tmp_path_factory.mktemp("server")
    (data / "practice.json").write_text(json.dumps({"name": "House of Lin", "registration": "open"}))
    with Running(data) as running:
        yield running


def authenticator(told):
    """Make what shows somebody's codes; the one of this moment was used when it was set up."""
    return Codes(told.totp_secret, used=int(time.time()) // STEP) if told.totp_secret else None


@dataclass
class Person:
    """A client with what its owner wrote down."""

    client: Client
    told: object
    codes: Codes | None = None  # a therapist's authenticator


@pytest.fixture
def register(server):
    """Register somebody under a new login name and hand out the signed-in client."""
    opened = []

    def registered(name, role="patient"):
        client = Client(server.url)
        opened.append(client)
        enrolment = server.enrolment() if role == "therapist" else None
        told = client.register(f"{name}{next(NAMES)}", role=role, enrolment=enrolment)
        return Person(client, told, authenticator(told))

    yield registered
    for client in opened:
        client.close()


@pytest.fixture
def ana(register):
    return register("ana")


@pytest.fixture
def theo(register):
    return register("theo", role="therapist")


@pytest.fixture
def mallory(register):
    return register("mallory")


@pytest.fixture
def paired(ana, theo):
    """Ana and Theo have met and compared their words."""
    ana.client.accept_invite(theo.client.invite().link, "Ana R.", "Theo")
    theo.client.confirm_pairings()
    ana.client.mark_compared("Theo")
    theo.client.mark_compared("Ana R.")
    return ana.client, theo.client


@pytest.fixture
def another_phone(server):
    """Sign in somebody on a second device."""

    def signed_in(person):
        client = Client(server.url)
        return client.sign_in(person.told.login, person.told.password, second_factor=person.codes)

    return signed_in
