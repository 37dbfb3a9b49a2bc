"""Theo's authenticator: a code beside the password, and each code once."""

import time

import pyotp

from interlude import second_factor
from interlude.second_factor import Codes


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
