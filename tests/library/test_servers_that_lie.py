# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server that lies, asks for less or points elsewhere gets nothing and is told apart by name."""

import json

import httpx
import pytest

from interlude import Client, errors

SALT = "A" * 22


def answering(status=200, body=None, headers=None):
    """Make a client of a server that answers everything alike, and the list of what it was sent."""
    seen = []

    def answer(request):
        seen.append(request)
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx.Response(status, content=content, headers=headers)

    return Client("https://journal.example.org", transport=httpx.MockTransport(answer)), seen


@pytest.mark.parametrize("profile", [0, 2, None, "1", True, 1.5])
def test_weaker_protection_is_refused_before_anything_of_the_password_is_sent(profile):
    client, seen = answering(body={"profile": profile, "salt16": SALT})

    with pytest.raises(errors.WeakerProtection):
        client.sign_in("ana", "open the blue door please now")

    assert [request.url.path for request in seen] == ["/api/prelogin"]


def test_a_short_salt_is_weaker_protection_too():
    client, _seen = answering(body={"profile": 1, "salt16": "AAAA"})

    with pytest.raises(errors.WeakerProtection):
        client.sign_in("ana", "open the blue door please now")


def test_a_redirect_is_not_followed():
    client, seen = answering(307, b"", {"Location": "https://elsewhere.example/api/prelogin"})

    with pytest.raises(errors.ServerNonsense):
        client.sign_in("ana", "open the blue door please now")

    assert {request.url.host for request in seen} == {"journal.example.org"}


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"", b'{"salt16":1,"salt16":2}', b"\xff"])
def test_nonsense_is_one_clear_sentence(body):
    client, _seen = answering(body=body or b"null")

    with pytest.raises((errors.ServerNonsense, errors.WeakerProtection)):
        client.sign_in("ana", "open the blue door please now")


def test_a_server_that_is_away_is_one_clear_sentence():
    def away(_request):
        raise httpx.ConnectError("nobody there")

    client = Client("https://journal.example.org", transport=httpx.MockTransport(away))
    with pytest.raises(errors.ServerAway, match="does not answer"):
        client.sign_in("ana", "open the blue door please now")


@pytest.mark.parametrize("code", ["too_many_requests", "too_many_wrong_keys"])
def test_too_many_attempts_say_how_long_to_wait(code: str):
    problem = {"status": 429, "code": code, "detail": "Wait a little."}
    client, _seen = answering(429, problem, {"Retry-After": "90"})

    with pytest.raises(errors.TryLater) as later:
        client.sign_in("ana", "open the blue door please now")

    assert later.value.seconds == 90


@pytest.mark.parametrize(
    "url",
    ["http://journal.example.org", "journal.example.org", "https://a@b.example", "ftp://x", "https://x/y"],
)
def test_a_journal_travels_over_https_or_not_at_all(url):
    with pytest.raises(errors.UnfitServer):
        Client(url)


def test_a_mistyped_login_name_never_leaves_the_computer():
    client, seen = answering(body={})

    with pytest.raises(ValueError, match="3 to 64"):
        client.sign_in("an a", "open the blue door please now")

    assert seen == []


def test_keys_are_not_in_what_python_prints(ana):
    shown = repr(ana.client.me) + repr(ana.told)

    assert ana.client.me.keys.account_key.hex() not in shown
    assert repr(ana.client.me.keys.journal) not in shown
    assert ana.told.password not in shown
    assert ana.told.recovery_code not in shown
