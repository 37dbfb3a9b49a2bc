"""A real server over real sockets; Ana and Theo, who are paired, and Mallory, who is nobody's."""

import itertools
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass

import pytest

from interlude import Client
from interlude.second_factor import STEP, Codes
from tests.running import ROOT, Running

NAMES = itertools.count()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    data = tmp_path_factory.mktemp("server")
    (data / "practice.json").write_text(json.dumps({"name": "House of Lin", "registration": "open"}))
    with Running(data) as running:
        yield running


ENROLMENTS = """
from server import create_app, database
from server.accounts.rules import make_enrolment
with create_app().app_context(), database.writing() as session:
    print(*(make_enrolment(session) for _ in range(40)))
"""


@pytest.fixture(scope="session")
def enrolments(server):
    """Make what `flask enrol-therapist` makes, for forty therapists in each start of Python."""
    command = [sys.executable, "-c", ENROLMENTS]
    env = {**os.environ, **server.env}

    def made():
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
        return done.stdout.split()

    return itertools.chain.from_iterable(made() for _ in itertools.count())


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
def register(server, enrolments):
    """Register somebody under a new login name and hand out the signed-in client."""
    opened = []

    def registered(name, role="patient"):
        client = Client(server.url)
        opened.append(client)
        enrolment = next(enrolments) if role == "therapist" else None
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
