# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts for drills and benches that need a login but no encryption: bytes of the right lengths."""

from __future__ import annotations

import base64
import json
import os
import urllib.request
import uuid
from typing import Any

import pyotp

from tests.running import Running

SLOT = 113  # bytes of a sealed account key
SALT_HEAD = b"\x00\x01\x01\x00\x10"  # LP(u8(1), salt16) before the salt's own bytes


def text(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sealed(size: int) -> str:
    """Bytes as long as an envelope; the server cannot tell them from one."""
    return text(b"\x01" + os.urandom(size - 1))


def slot(kind: str, params: bytes) -> dict[str, str]:
    """A slot row of the right lengths."""
    return {"slot_id": str(uuid.uuid4()), "type": kind, "params": text(params), "envelope": sealed(SLOT)}


def post(
    running: Running, path: str, body: dict[str, Any], *, token: str | None = None, method: str = "POST"
) -> dict[str, Any]:
    """One JSON request; raises ``HTTPError`` when refused."""
    data, headers = json.dumps(body).encode(), {"Content-Type": "application/json"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    asked = urllib.request.Request(running.url + path, data, headers, method=method)
    with urllib.request.urlopen(asked) as answer:
        return dict(json.loads(answer.read() or b"{}"))


def register(running: Running, role: str) -> dict[str, str]:
    """A new account; gives what signs it in. A patient needs a practice open to registration."""
    credentials = {"login": f"{role}-{uuid.uuid4().hex[:8]}", "auth_key": text(os.urandom(32))}
    body: dict[str, Any] = {
        **credentials,
        "account_id": str(uuid.uuid4()),
        "role": role,
        "recovery_auth": text(os.urandom(32)),
        "slots": [slot("password", SALT_HEAD + os.urandom(16)), slot("recovery", b"")],
    }
    if role == "therapist":
        body["enrolment"] = running.enrolment()
    post(running, "/api/accounts", body)
    return credentials


def sign_in(running: Running, credentials: dict[str, str]) -> str:
    """A bearer token; a therapist sets an authenticator app up at her first login, and only then."""
    body = {
        "login": credentials["login"],
        "auth_key": credentials["auth_key"],
        "device": "drill",
        "as": "token",
    }
    begun = post(running, "/api/logins", body)
    token = str(begun["token"])
    if begun["needs"] is not None:
        credentials.setdefault("totp", pyotp.random_base32())
        code = pyotp.TOTP(credentials["totp"]).now()
    if begun["needs"] == "second_factor_setup":
        proof = {"auth_key": credentials["auth_key"]}
        app = {"proof": proof, "secret": credentials["totp"], "code": code}
        post(running, "/api/second-factor/totp", app, token=token, method="PUT")
    elif begun["needs"] == "second_factor":
        post(running, "/api/logins/current/second-factor", {"code": code}, token=token)
    return token
