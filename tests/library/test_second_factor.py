# SPDX-License-Identifier: AGPL-3.0-or-later
"""Theo's authenticator: a code beside the password, and each code once."""

import json
import sqlite3
import time

import pyotp
import pytest

from interlude import Client, Note, errors
from interlude.command_line import NO_PROBLEM, NOT_SIGNED_IN, main
from interlude.keys import second_factor
from interlude.keys.second_factor import LOST, STEP, Codes
from tests.running import Running


def stand_still(monkeypatch, moment):
    """Stop the clock; sleeping moves it on."""
    clock = [float(moment)]
    monkeypatch.setattr(time, "time", lambda: clock[0])
    monkeypatch.setattr(time, "sleep", lambda seconds: clock.__setitem__(0, clock[0] + seconds))
    return clock


def test_no_code_is_handed_out_twice_and_each_is_one_the_server_takes(monkeypatch):
    clock = stand_still(monkeypatch, 1_795_000_000)
    secret = second_factor.new_secret()
    codes = Codes(secret)

    given = []
    for _time in range(4):
        code = codes()
        assert pyotp.TOTP(secret).verify(code, for_time=int(clock[0]), valid_window=1)
        given.append(code)

    assert len(set(given)) == 4
    assert clock[0] - 1_795_000_000 <= 61  # two at once, then one each half minute


def test_a_secret_is_160_bits_and_its_address_names_the_account():
    secret = second_factor.new_secret()

    assert len(secret) == 32
    address = second_factor.otpauth_uri("theo", secret)
    assert address.startswith("otpauth://totp/Interlude:theo?secret=" + secret)
    assert pyotp.parse_uri(address).now() == second_factor.code_of(secret)


@pytest.fixture(scope="module")
def practice(tmp_path_factory):
    data = tmp_path_factory.mktemp("strict")
    (data / "practice.json").write_text(json.dumps({"registration": "open"}))
    with Running(data) as running:
        yield running


@pytest.fixture
def theo(practice):
    """Theo has just registered; his client, what he wrote down, what shows his codes."""
    with Client(practice.url) as client:
        login = f"theo{time.monotonic_ns()}"
        told = client.register(login, role="therapist", enrolment=practice.enrolment())
        yield client, told, Codes(told.totp_secret, used=int(time.time()) // STEP)


@pytest.fixture
def stranger(practice):
    with Client(practice.url) as client:
        yield client


def test_a_therapist_is_given_a_secret_as_she_registers_and_may_begin(theo):
    client, told, _codes = theo

    client.invite()
    assert second_factor.state(client.connection) == {"totp": True, "passkeys": 0, "required": True}
    assert told.totp_secret not in repr(told)


def test_a_patient_is_asked_for_nothing_more(practice, stranger):
    told = stranger.register("ana-there")

    assert told.totp_secret is None
    assert stranger.keep(Note("The door was blue."))


def test_the_password_alone_opens_nothing(theo, stranger):
    _client, told, _codes = theo

    with pytest.raises(errors.SecondFactorNeeded):
        stranger.sign_in(told.login, told.password)

    assert stranger.connection.token is None
    with pytest.raises(errors.Locked):
        stranger.journal()


def test_the_code_is_asked_for_only_after_the_password_was_right_and_each_is_good_once(theo, stranger):
    _client, told, codes = theo
    used = codes()

    with pytest.raises(errors.WrongPassword):
        stranger.sign_in(
            told.login, "open the blue door please now", second_factor=lambda: pytest.fail("asked")
        )
    stranger.sign_in(told.login, told.password, second_factor=f"{used[:3]} {used[3:]}")
    stranger.sign_out()
    with pytest.raises(errors.WrongCode):
        stranger.sign_in(told.login, told.password, second_factor=used)


def test_another_secret_takes_the_place_of_the_old_one(theo, practice, stranger):
    _client, told, codes = theo
    secret = stranger.set_up_second_factor(told.login, told.password, second_factor=codes)

    assert secret != told.totp_secret
    with Client(practice.url) as other:
        with pytest.raises(errors.WrongCode):
            other.sign_in(told.login, told.password, second_factor=second_factor.next_code(told.totp_secret))
        other.sign_in(told.login, told.password, second_factor=second_factor.next_code(secret))


def test_a_lost_password_with_the_authenticator_at_hand(theo, stranger):
    _client, told, codes = theo

    new = stranger.recover(told.login, told.recovery_code, second_factor=codes)

    assert new.totp_secret is None
    assert stranger.people() == []


def test_everything_lost_but_the_paper_gives_a_new_second_factor(theo, practice, stranger):
    _client, told, _codes = theo

    new = stranger.recover(told.login, told.recovery_code, second_factor=LOST)

    assert new.totp_secret not in (None, told.totp_secret)
    assert stranger.people() == []
    with Client(practice.url) as other:
        codes = Codes(new.totp_secret, used=int(time.time()) // STEP)
        other.sign_in(told.login, new.password, second_factor=codes)


def test_a_forgotten_code_costs_neither_the_new_password_nor_the_new_paper(theo, stranger):
    _client, told, codes = theo

    new = stranger.recover(told.login, told.recovery_code)

    with pytest.raises(errors.Locked):
        stranger.people()
    stranger.sign_in(told.login, new.password, second_factor=codes)


def rest(practice, minutes):
    """Let every login of the practice rest for so long."""
    with sqlite3.connect(practice.data / "interlude.sqlite3") as database:
        moved = "UPDATE logins SET last_used_at = datetime(last_used_at, ?)"
        database.execute(moved, (f"-{minutes} minutes",))


def test_after_half_an_hour_the_password_is_enough_to_go_on(theo, practice):
    client, told, _codes = theo
    rest(practice, 31)

    with pytest.raises(errors.SignInAgain):
        client.people()
    client.sign_in(told.login, told.password, second_factor=lambda: pytest.fail("asked"))

    assert client.people() == []


def test_a_new_key_leaves_the_authenticator_as_it_is(theo, stranger):
    client, told, codes = theo

    new = client.rotate(told.password)

    stranger.sign_in(told.login, new.password, second_factor=codes)
    assert stranger.finish_rotation() == 0


def test_from_a_shell_the_code_is_asked_for_once_and_the_password_after_a_rest(
    theo, practice, tmp_path, monkeypatch, capsys
):
    _client, told, codes = theo
    monkeypatch.setenv("INTERLUDE_PASSWORD", told.password)
    monkeypatch.setattr("builtins.input", lambda _prompt: codes())
    home = ["--home", str(tmp_path)]

    assert main(["sign-in", told.login, "--url", practice.url, *home]) == NO_PROBLEM
    monkeypatch.setattr("builtins.input", lambda _prompt: pytest.fail("asked"))
    assert main(["people", *home]) == NO_PROBLEM
    rest(practice, 31)
    assert main(["people", *home]) == NO_PROBLEM
    monkeypatch.setattr("builtins.input", lambda _prompt: "000000")
    assert (
        main(["sign-in", told.login, "--url", practice.url, "--home", str(tmp_path / "x")]) == NOT_SIGNED_IN
    )
    assert capsys.readouterr().err.count("\n") == 1
