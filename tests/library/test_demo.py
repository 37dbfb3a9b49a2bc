# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demo people are made through the real API, and demo.json opens every one of them."""

import json
import os
import stat
import subprocess
import sys
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from interlude import CheckIn, Client, Note
from interlude.demo.course import PATIENTS
from interlude.domain import Written
from interlude.keys.second_factor import STEP, Codes
from tests.running import ROOT

pytestmark = pytest.mark.full_cost


def run_demo(server, data, enrolment):
    command = [sys.executable, "-m", "interlude.demo", "--url", server.url, "--data", str(data)]
    asked = [*command, "--enrolment", enrolment]
    return subprocess.run(asked, cwd=ROOT, env={**os.environ}, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def made(server, tmp_path_factory):
    data = tmp_path_factory.mktemp("demo")
    ran = run_demo(server, data, server.enrolment())
    assert ran.returncode == 0, ran.stderr
    return data, ran


def told(made):
    return json.loads((made[0] / "demo.json").read_text())


def as_client(made, login):
    one = next(one for one in told(made)["people"] if one["login"].startswith(login))
    secret = one["totp_secret"]
    codes = CODES.setdefault(secret, Codes(secret, used=int(time.time()) // STEP)) if secret else None
    return Client(told(made)["url"]).sign_in(one["login"], one["password"], second_factor=codes)


CODES = {}  # each code is good once, so the tests of one demo draw from one source


def test_the_file_says_how_to_sign_in_and_is_private(made, server):
    file = made[0] / "demo.json"

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert told(made).keys() == {"url", "people"}
    assert told(made)["url"] == server.url
    assert [one["role"] for one in told(made)["people"]] == ["therapist", "patient", "patient", "patient"]
    for one in told(made)["people"]:
        assert one.keys() == {"role", "name", "login", "password", "recovery_code", "totp_secret"}
        assert len(one["password"].split(" ")) == 6
        assert one["password"] in made[1].stdout


def test_each_patient_has_five_weeks_and_shared_some_of_them(made):
    for patient in PATIENTS:
        with as_client(made, patient.login) as client:
            entries = [entry.content for entry in client.journal()]
            shares = [share for share in client.shares() if share.by_me]
        days = (entries[0].written_at - entries[-1].written_at).days

        assert all(isinstance(entry, Note | CheckIn) for entry in entries)
        assert 25 <= len(entries) <= 35
        assert 32 <= days <= 36
        assert 5 <= len(shares) < len(entries) * 3 / 4


def test_the_therapist_reads_what_was_shared_and_no_more(made):
    with as_client(made, "dr-lin") as theo, as_client(made, "ana") as ana:
        shared = {share.share_id for share in ana.shares() if share.by_me}
        read = {share.share_id for share in theo.shares_of("Ana R.")}
        passages = [share for share in theo.shares_of("Ana R.") if share.shared.excerpt]

    assert shared == read
    assert passages
    assert all(isinstance(share.content, Written) for share in passages)


def test_ana_has_an_integration_tomorrow_at_three(made):
    with as_client(made, "ana") as ana:
        coming = ana.appointments("Dr. Lin")[-2]

    there = coming.starts_at.astimezone(ZoneInfo(coming.zone))
    tomorrow = datetime.now(there.tzinfo).date() + timedelta(days=1)

    assert (coming.purpose, there.date(), there.strftime("%H:%M")) == ("integration", tomorrow, "15:00")


def test_a_second_run_says_so_and_changes_nothing(made, server):
    before = (made[0] / "demo.json").read_bytes()

    ran = run_demo(server, made[0], "no-token-is-needed")

    assert ran.returncode == 0
    assert "there already" in ran.stdout
    assert (made[0] / "demo.json").read_bytes() == before


def test_a_token_that_begins_with_a_hyphen_is_no_option(server, tmp_path):
    ran = run_demo(server, tmp_path, "-notatoken")

    assert ran.returncode == 1
    assert "enrolment" in ran.stderr
    assert "usage" not in ran.stderr
