# SPDX-License-Identifier: AGPL-3.0-or-later
"""People whose clients have a connection that can lie; the other fixtures are those of the other tests."""

import itertools
import time

import pytest

from interlude import Client, Note
from interlude.keys.second_factor import STEP, Codes
from tests.library.hostile.lying import DOOR, HANDS, Line, Person

NAMES = itertools.count()


@pytest.fixture
def on_a_line(server):
    """Make clients, each with its own connection, on which nobody has signed in."""
    opened = []

    def made():
        line = Line()
        opened.append(Client(server.url, transport=line))
        return opened[-1], line

    yield made
    for client in opened:
        client.close()


@pytest.fixture
def register(on_a_line, server):
    def registered(name, role="patient"):
        client, line = on_a_line()
        enrolment = server.enrolment() if role == "therapist" else None
        told = client.register(f"{name}-met-lies{next(NAMES)}", role=role, enrolment=enrolment)
        used = int(time.time()) // STEP
        return Person(client, line, told, Codes(told.totp_secret, used=used) if told.totp_secret else None)

    return registered


@pytest.fixture
def another_phone(on_a_line):
    """Sign in somebody on a second device; if a lie is given, its connection lies from the start."""

    def signed_in(person, lie=None):
        client, line = on_a_line()
        line.lie = lie or line.lie
        client.sign_in(person.told.login, person.told.password, second_factor=person.codes)
        return Person(client, line, person.told, person.codes)

    return signed_in


@pytest.fixture
def kept(ana):
    """Two notes of Ana's, stored."""
    made = ana.client.keep_many([Note(DOOR), Note(HANDS)])
    ana.client.journal()
    return made


@pytest.fixture
def met(ana, theo, paired):
    """Ana and Theo, paired, with their lines."""
    return ana, theo
