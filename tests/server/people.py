# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people of the server's tests. What they seal is filler: the server cannot tell."""

import os
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pyotp
from flask import Flask
from werkzeug.test import TestResponse

from server import clock
from server.accounts.registration.rules import make_enrolment
from server.http.wire import to_base64url
from server.storage import database

STEP = 30  # seconds an authenticator shows a code (RFC 6238)
TYPING = 3  # seconds a code takes from the app to the server on a busy machine
HOME = "http://localhost"  # what the test client calls the server


def some_id() -> str:
    return str(uuid4())


def random_text(size: int = 32) -> str:
    return to_base64url(os.urandom(size))


def envelope(filler: bytes = b"", size: int = 1024) -> str:
    """Bytes as long as a sealed entry, beginning like one; the same filler, the same envelope."""
    body = filler.ljust(80 + size, b"\x2a") if filler else os.urandom(80 + size)
    return to_base64url(b"\x01" + body)


def in_days(days: float) -> str:
    moment = datetime.now(UTC).replace(microsecond=0) + timedelta(days=days)
    return moment.isoformat().replace("+00:00", "Z")


def sealed(filler: bytes = b"", revision: int = 1, **changes: Any) -> dict[str, Any]:
    """An entry to keep."""
    entry = {"revision": revision, "envelope": envelope(filler), "deleted": False, "attachment_ids": []}
    return entry | changes


def sealed_share(filler: bytes = b"", revision: int = 1, **changes: Any) -> dict[str, Any]:
    """A share to keep."""
    share = {"revision": revision, "envelope": envelope(filler), "expires_at": None, "attachment_ids": []}
    return share | changes


def slot(kind: str, params: bytes) -> dict[str, Any]:
    key = to_base64url(b"\x01" + os.urandom(112))
    return {"slot_id": some_id(), "type": kind, "params": to_base64url(params), "envelope": key}


def password_slot() -> dict[str, Any]:
    return slot("password", b"\x00\x01\x01\x00\x10" + os.urandom(16))


def registration(login: str, role: str = "patient", **changes: Any) -> dict[str, Any]:
    """Everything a new account is made of."""
    body = {
        "account_id": some_id(),
        "role": role,
        "login": login,
        "auth_key": random_text(),
        "recovery_auth": random_text(),
        "slots": [password_slot(), slot("recovery", b"")],
        "enrolment": None,
    }
    return body | changes


class Person:
    """Somebody with an account, signed in by a bearer token."""

    def __init__(self, app: Flask, name: str, role: str = "patient") -> None:
        self.app, self.name = app, name
        enrolment = enrol(app) if role == "therapist" else None
        self.body = registration(name, role, enrolment=enrolment)
        self.account_id: str = self.body["account_id"]
        self.totp, self.step = pyotp.random_base32(), 0
        self.client = app.test_client()
        made = self.client.post("/api/accounts", json=self.body)
        assert made.status_code == 201, made.json
        self.login = self.sign_in()
        self.token = self.login["token"]

    def credentials(self, **changes: Any) -> dict[str, Any]:
        return {"login": self.name, "auth_key": self.body["auth_key"], "device": "a phone"} | changes

    def sign_in(self) -> dict[str, Any]:
        """Sign this person in again, second factor included; return the response."""
        login = self.begin_login()
        if login["needs"] is not None:
            self.give_second_factor(login)
        return login

    def come_back(self) -> None:
        """Sign in again, if the login rests or has ended meanwhile."""
        self.token = self.sign_in()["token"]

    def begin_login(self) -> dict[str, Any]:
        """Sign in with the password alone."""
        answer = self.client.post("/api/logins", json=self.credentials(**{"as": "token"}))
        assert answer.status_code == 200, answer.json
        return dict(answer.json)

    def give_second_factor(self, login: dict[str, Any]) -> None:
        """Set up an authenticator app with the half login, or give the code it shows."""
        headers = {"Authorization": f"Bearer {login['token']}"}
        if login["needs"] == "second_factor_setup":
            body = {"proof": {"auth_key": self.body["auth_key"]}, "secret": self.totp, "code": self.code()}
            answer = self.client.put("/api/second-factor/totp", json=body, headers=headers)
        else:
            path, body = "/api/logins/current/second-factor", {"code": self.code()}
            answer = self.client.post(path, json=body, headers=headers)
        assert answer.status_code in (200, 204), answer.json

    def code(self) -> str:
        """What this person's authenticator app shows: each code once, the oldest still good first."""
        left = STEP - clock.now().timestamp() % STEP
        if left < TYPING:  # the oldest would be over before the server looks at it
            time.sleep(left)
        now = int(clock.now().timestamp()) // STEP
        self.step = max(self.step + 1, now - 1)
        return str(pyotp.TOTP(self.totp).generate_otp(self.step))

    def ask(self, method: str, path: str, **options: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}"} | options.pop("headers", {})
        return self.client.open(path, method=method, headers=headers, **options)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.ask("GET", path, **options)

    def put(self, path: str, **options: Any) -> TestResponse:
        return self.ask("PUT", path, **options)

    def post(self, path: str, **options: Any) -> TestResponse:
        return self.ask("POST", path, **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        return self.ask("DELETE", path, **options)

    def keep(self, filler: bytes = b"", **changes: Any) -> str:
        """Keep an entry; return its id."""
        entry_id = some_id()
        assert self.put(f"/api/entries/{entry_id}", json=sealed(filler, **changes)).status_code == 200
        return entry_id

    def entries(self, after: int = 0) -> list[dict[str, Any]]:
        return list(self.get(f"/api/entries?after={after}").json["entries"])

    def shares(self, after: int = 0) -> list[dict[str, Any]]:
        return list(self.get(f"/api/shares?after={after}").json["shares"])

    def events(self) -> list[str]:
        return [event["event"] for event in self.get("/api/ledger").json["events"]]


class Browser:
    """A person's browser: a cookie, and the headers browsers send."""

    def __init__(self, person: Person, origin: str = HOME) -> None:
        self.client = person.app.test_client()
        self.headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
        self.signed_in = self.client.post("/api/logins", json=person.credentials(), headers=self.headers)


class Pair:
    """A patient and a therapist who agreed."""

    def __init__(self, patient: Person, therapist: Person, *, confirmed: bool = True) -> None:
        self.patient, self.therapist = patient, therapist
        self.invite_id, self.pairing_id = invite(therapist), some_id()
        self.acceptance = acceptance(patient, self.pairing_id)
        accepted = patient.post(f"/api/invites/{self.invite_id}/acceptance", json=self.acceptance)
        assert accepted.status_code == 201, accepted.json
        self.path = f"/api/pairings/{self.pairing_id}"
        if confirmed:
            assert therapist.post(f"{self.path}/confirmation").status_code == 200

    def share_path(self, share_id: str) -> str:
        return f"{self.path}/shares/{share_id}"

    def share(self, person: Person, filler: bytes = b"", **changes: Any) -> str:
        """Let one of the two share something; return its id."""
        share_id = some_id()
        answer = person.put(self.share_path(share_id), json=sealed_share(filler, **changes))
        assert answer.status_code == 200, answer.json
        return share_id

    def opened(self, person: Person, share_id: str, revision: int = 1) -> TestResponse:
        body = {"pairing_id": self.pairing_id, "revision": revision}
        return person.post(f"/api/shares/{share_id}/opened", json=body)


def enrol(app: Flask) -> str:
    """What the operator's command line prints."""
    with app.app_context(), database.writing() as session:
        return make_enrolment(session)


def invite(therapist: Person, days: float = 14) -> str:
    invite_id = some_id()
    made = therapist.post("/api/invites", json={"invite_id": invite_id, "expires_at": in_days(days)})
    assert made.status_code == 201, made.json
    return invite_id


def acceptance(patient: Person, pairing_id: str, **changes: Any) -> dict[str, Any]:
    body = {
        "pairing_id": pairing_id,
        "patient_id": patient.account_id,
        "pk_patient": random_text(),
        "tag": random_text(),
        "hello": envelope(),
    }
    return body | changes


def code_of(answer: TestResponse) -> tuple[int, str]:
    """Status and code of a problem, in one line of a test."""
    assert answer.content_type == "application/problem+json"
    return answer.status_code, answer.json["code"]
