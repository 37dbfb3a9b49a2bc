# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may call which endpoint, for every endpoint there is. One without a row fails the test.

Eight people knock: anybody, the patient whose things they are, another patient, her
therapist, another therapist, a therapist whose pairing with her has ended, a login
that has ended, and her therapist with a password and no second factor yet.
"""

from collections.abc import Callable
from copy import copy
from typing import Any

import pytest
from flask import Flask

from tests.server.authenticator import add, authenticator_of, by_key, new_passkey
from tests.server.conftest import empty
from tests.server.databases import BOTH_DATABASES
from tests.server.people import (
    Pair,
    Person,
    acceptance,
    in_days,
    invite,
    random_text,
    registration,
    sealed,
    sealed_share,
    some_id,
)

pytestmark = BOTH_DATABASES

KNOCKERS = (
    "anonymous",
    "patient",
    "other patient",
    "her therapist",
    "another therapist",
    "ended pairing",
    "ended login",
    "half login",
)
Row = tuple[int, int, int, int, int, int, int, int]
OPEN: Row = (200, 200, 200, 200, 200, 200, 200, 200)
OWN: Row = (401, 200, 200, 200, 200, 200, 401, 403)  # everybody gets his own data there, and no other

MATRIX: dict[tuple[str, str], Row] = {
    ("GET", "/"): OPEN,
    ("GET", "/<outside_api:path>"): OPEN,
    ("GET", "/healthz"): OPEN,
    ("GET", "/readyz"): OPEN,
    ("GET", "/api/docs"): OPEN,
    ("GET", "/api/docs.css"): OPEN,
    ("GET", "/api/openapi.json"): OPEN,
    ("GET", "/api/practice"): OPEN,
    ("POST", "/api/accounts"): (201, 201, 201, 201, 201, 201, 201, 201),
    ("POST", "/api/prelogin"): OPEN,
    ("POST", "/api/logins"): OPEN,
    ("POST", "/api/logins/recovery"): OPEN,
    ("GET", "/api/logins"): OWN,
    ("DELETE", "/api/logins/current"): (401, 204, 204, 204, 204, 204, 401, 204),
    ("DELETE", "/api/logins/<id:login_id>"): (401, 204, 404, 404, 404, 404, 401, 403),
    ("DELETE", "/api/logins/others"): (401, 204, 204, 204, 204, 204, 401, 403),
    ("POST", "/api/logins/passkey"): (401, 401, 401, 401, 401, 401, 401, 401),  # Ana has no passkey
    ("POST", "/api/logins/current/second-factor"): (401, 200, 200, 200, 200, 200, 401, 401),
    ("GET", "/api/second-factor"): (401, 200, 200, 200, 200, 200, 401, 200),
    ("PUT", "/api/second-factor/totp"): (401, 403, 403, 403, 403, 403, 401, 403),
    ("DELETE", "/api/second-factor/totp"): (401, 403, 403, 403, 403, 403, 401, 403),
    ("POST", "/api/passkeys/challenges"): OPEN,
    ("GET", "/api/passkeys"): OWN,
    ("POST", "/api/passkeys"): (401, 201, 403, 403, 403, 403, 401, 403),
    ("PUT", "/api/passkeys/<id:passkey_id>"): (401, 200, 404, 404, 404, 404, 401, 403),
    ("DELETE", "/api/passkeys/<id:passkey_id>"): (401, 204, 403, 403, 403, 403, 401, 403),
    ("GET", "/api/account"): OWN,
    ("DELETE", "/api/account"): (401, 204, 403, 403, 403, 403, 401, 403),
    ("GET", "/api/slots"): OWN,
    ("PUT", "/api/account/keys"): (401, 200, 403, 403, 403, 403, 401, 403),
    ("GET", "/api/entries"): OWN,
    ("POST", "/api/entries"): OWN,
    ("PUT", "/api/entries/<id:entry_id>"): OWN,
    ("POST", "/api/invites"): (401, 403, 403, 201, 201, 201, 401, 403),
    ("DELETE", "/api/invites/<id:invite_id>"): (401, 403, 403, 204, 204, 204, 401, 403),
    ("POST", "/api/invites/<id:invite_id>/acceptance"): (401, 201, 422, 403, 403, 403, 401, 403),
    ("GET", "/api/pairings"): OWN,
    ("POST", "/api/pairings/<id:pairing_id>/confirmation"): (401, 403, 403, 200, 404, 404, 401, 403),
    ("DELETE", "/api/pairings/<id:pairing_id>"): (401, 204, 404, 204, 404, 404, 401, 403),
    ("PUT", "/api/pairings/<id:pairing_id>/shares/<id:share_id>"): (401, 200, 404, 404, 404, 404, 401, 403),
    ("DELETE", "/api/pairings/<id:pairing_id>/shares/<id:share_id>"): (
        401,
        204,
        404,
        404,
        404,
        404,
        401,
        403,
    ),
    ("GET", "/api/shares"): OWN,
    ("POST", "/api/shares/<id:share_id>/opened"): (401, 404, 404, 200, 404, 404, 401, 403),
    ("GET", "/api/ledger"): OWN,
}

SIGN_IN_BY_PASSKEY, RECOVERY = ("POST", "/api/logins/passkey"), ("POST", "/api/logins/recovery")
SPOIL = {
    ("DELETE", "/api/account"),
    ("DELETE", "/api/logins/others"),
    ("POST", "/api/passkeys"),
    ("DELETE", "/api/passkeys/<id:passkey_id>"),
    ("DELETE", "/api/logins/current"),
    ("DELETE", "/api/logins/<id:login_id>"),
    ("PUT", "/api/account/keys"),
    ("DELETE", "/api/invites/<id:invite_id>"),
    ("POST", "/api/invites/<id:invite_id>/acceptance"),
    ("DELETE", "/api/pairings/<id:pairing_id>"),
    ("DELETE", "/api/pairings/<id:pairing_id>/shares/<id:share_id>"),
}


class Scene:
    """Ana and Theo are paired and Ana shared one thing; the others have accounts of their own."""

    def __init__(self, app: Flask) -> None:
        ana, theo, gone = (
            Person(app, "ana"),
            Person(app, "theo", "therapist"),
            Person(app, "gone", "therapist"),
        )
        self.ana, self.pair, ended = ana, Pair(ana, theo), Pair(ana, gone)
        ana.delete(ended.path)
        self.invite_id = invite(theo)
        self.share_id, self.entry_id = self.pair.share(ana, b"words"), ana.keep(b"private")
        self.people = {
            "patient": ana,
            "other patient": Person(app, "bea"),
            "her therapist": theo,
            "another therapist": Person(app, "ulla", "therapist"),
            "ended pairing": gone,
            "ended login": Person(app, "mallory"),
        }
        self.people["ended login"].delete("/api/logins/current")
        self.people["half login"] = with_token(theo, theo.begin_login()["token"])
        self.tablet = ana.sign_in()["login_id"]
        _, self.passkey_id = add(ana)
        self.new_passkey = new_passkey(ana, authenticator_of(ana))
        self.stranger = app.test_client()

    def knock(self, who: str, method: str, rule: str) -> int:
        """Send what Ana would send; return the status."""
        options = {} if (body := self.body(method, rule)) is None else {"json": body}
        path = self.path(rule)
        if who == "anonymous":
            return self.stranger.open(path, method=method, **options).status_code
        return self.people[who].ask(method, path, **options).status_code

    def path(self, rule: str) -> str:
        values = {
            "<outside_api:path>": "anything",
            "<id:login_id>": self.tablet,
            "<id:passkey_id>": self.passkey_id,
            "<id:entry_id>": self.entry_id,
            "<id:invite_id>": self.invite_id,
            "<id:pairing_id>": self.pair.pairing_id,
            "<id:share_id>": self.share_id,
        }
        for placeholder, value in values.items():
            rule = rule.replace(placeholder, value)
        return rule

    def body(self, method: str, rule: str) -> dict[str, Any] | None:
        made: dict[tuple[str, str], Callable[[], dict[str, Any]]] = {
            ("POST", "/api/accounts"): lambda: registration(some_id()),
            ("POST", "/api/prelogin"): lambda: {"login": "ana"},
            ("POST", "/api/logins"): lambda: self.ana.credentials(**{"as": "token"}),
            ("POST", "/api/logins/recovery"): self._code,
            ("PUT", "/api/account/keys"): self._keys,
            ("DELETE", "/api/account"): self._proof,
            ("POST", "/api/logins/passkey"): self._passkey,
            ("POST", "/api/logins/current/second-factor"): lambda: {"code": "000000"},
            ("PUT", "/api/second-factor/totp"): self._codes,
            ("DELETE", "/api/second-factor/totp"): self._proof,
            ("POST", "/api/passkeys/challenges"): lambda: {"purpose": "sign_in"},
            ("POST", "/api/passkeys"): lambda: self.new_passkey,
            ("PUT", "/api/passkeys/<id:passkey_id>"): lambda: {"name": "mine"},
            ("DELETE", "/api/passkeys/<id:passkey_id>"): self._proof,
            ("POST", "/api/entries"): lambda: {"entries": [sealed(entry_id=some_id())]},
            ("PUT", "/api/entries/<id:entry_id>"): lambda: sealed(b"private"),
            ("POST", "/api/invites"): lambda: {"invite_id": some_id(), "expires_at": in_days(1)},
            ("POST", "/api/invites/<id:invite_id>/acceptance"): lambda: acceptance(self.ana, some_id()),
            ("PUT", "/api/pairings/<id:pairing_id>/shares/<id:share_id>"): lambda: sealed_share(b"words"),
            ("POST", "/api/shares/<id:share_id>/opened"): self._opened,
        }
        return made[method, rule]() if (method, rule) in made else None

    def _code(self) -> dict[str, Any]:
        return {"login": "ana", "recovery_auth": self.ana.body["recovery_auth"], "device": "x", "as": "token"}

    def _keys(self) -> dict[str, Any]:
        body = self.ana.body
        return {"proof": {"auth_key": body["auth_key"]}, "slots": body["slots"]}

    def _proof(self) -> dict[str, Any]:
        return {"proof": by_key(self.ana)}

    def _codes(self) -> dict[str, Any]:
        return self._proof() | {"secret": self.ana.totp, "code": self.ana.code()}

    def _passkey(self) -> dict[str, Any]:
        stranger = authenticator_of(self.ana)
        return {"credential": stranger.get(random_text()), "device": "x"}

    def _opened(self) -> dict[str, Any]:
        return {"pairing_id": self.pair.pairing_id, "revision": 1}


def with_token(person: Person, token: str) -> Person:
    """The same person with another login."""
    other = copy(person)
    other.token = token
    return other


def doors(app: Flask) -> set[tuple[str, str]]:
    """Every method and rule of the app; HEAD goes with GET and OPTIONS tells nobody anything."""
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_door_has_its_row(app: Flask) -> None:
    assert doors(app) == set(MATRIX)


@pytest.mark.usefixtures("built_webapp")
def test_each_door_lets_in_whom_it_should(app: Flask) -> None:
    scene = Scene(app)
    for door, row in MATRIX.items():
        found = {}
        for who in KNOCKERS:
            found[who] = scene.knock(who, *door)
            if door in SPOIL and found[who] < 400:  # undo it for the next caller
                empty(app)
                scene = Scene(app)
        assert found == dict(zip(KNOCKERS, row, strict=True)), door


def test_no_door_hands_a_word_of_anas_to_anybody_else(app: Flask) -> None:
    scene = Scene(app)
    private = scene.ana.entries()[0]["envelope"]
    doors_in = [rule for method, rule in MATRIX if method == "GET" and rule.startswith("/api")]

    for who, person in scene.people.items():
        seen = [private in person.get(scene.path(rule)).get_data(as_text=True) for rule in doors_in]
        assert any(seen) == (who == "patient"), who


def recovering(app: Flask) -> Scene:
    """Ana has signed in with her recovery code as well."""
    scene = Scene(app)
    token = scene.ana.client.post("/api/logins/recovery", json=scene.body(*RECOVERY)).json["token"]
    scene.people["recovery login"] = with_token(scene.ana, token)
    return scene


def test_a_recovery_login_reads_slots_sets_new_keys_and_does_nothing_else(app: Flask) -> None:
    scene, allowed = recovering(app), set()
    for door in [door for door, row in MATRIX.items() if row[0] == 401 and door != SIGN_IN_BY_PASSKEY]:
        found = scene.knock("recovery login", *door)
        assert found in (200, 204, 403), door
        if found != 403:
            allowed.add(door)
            empty(app)
            scene = recovering(app)

    assert allowed == {
        ("GET", "/api/slots"),
        ("PUT", "/api/account/keys"),
        ("DELETE", "/api/logins/current"),
    }


def test_a_made_up_token_is_nobody(app: Flask) -> None:
    scene = Scene(app)
    scene.ana.token = random_text()

    behind = [door for door, row in MATRIX.items() if row[0] == 401]
    assert {scene.knock("patient", *door) for door in behind} == {401}
