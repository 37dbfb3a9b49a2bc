# SPDX-License-Identifier: AGPL-3.0-or-later
"""A finger for the browser: Chromium's virtual authenticator, with or without PRF."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from playwright.sync_api import CDPSession, Page

ASK_PRF = """async () => {
  const first = new TextEncoder().encode('interlude/1/prf');
  const challenge = crypto.getRandomValues(new Uint8Array(32));
  const publicKey = { challenge, userVerification: 'required', extensions: { prf: { eval: { first } } } };
  const touched = await navigator.credentials.get({ publicKey });
  const { results } = touched.getClientExtensionResults().prf;
  return btoa(String.fromCharCode(...new Uint8Array(results.first)));
}"""


@dataclass
class Finger:
    """A page's built-in authenticator; it always simulates the touch it asks for."""

    page: Page
    session: CDPSession
    key: str

    @classmethod
    def of(cls, page: Page, *, prf: bool = True) -> Finger:
        """Build one in."""
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        options: dict[str, Any] = {
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "hasPrf": prf,
            "automaticPresenceSimulation": True,
        }
        made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return cls(page, session, made["authenticatorId"])

    def is_known(self, *, verified: bool) -> None:
        """Whether the device recognises whose finger it is."""
        told = {"authenticatorId": self.key, "isUserVerified": verified}
        self.session.send("WebAuthn.setUserVerified", told)

    def passkeys(self) -> list[dict[str, Any]]:
        """What the device holds."""
        held = self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.key})
        return list(held["credentials"])

    def forgets(self) -> None:
        """Every passkey leaves the device."""
        self.session.send("WebAuthn.clearCredentials", {"authenticatorId": self.key})

    def holds_a_passkey_of(self, account_id: UUID) -> None:
        """Put one of another account of the same practice into the device."""
        key = ec.generate_private_key(ec.SECP256R1())
        credential = {
            "credentialId": base64.b64encode(account_id.bytes * 2).decode(),
            "isResidentCredential": True,
            "rpId": "localhost",
            "privateKey": base64.b64encode(
                key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
            ).decode(),
            "userHandle": base64.b64encode(account_id.bytes).decode(),
            "signCount": 1,
        }
        told = {"authenticatorId": self.key, "credential": credential}
        self.session.send("WebAuthn.addCredential", told)

    def prf_output(self) -> bytes:
        """What its passkey's PRF gives for the app's input, asked from the app's own page."""
        return base64.b64decode(self.page.evaluate(ASK_PRF))

    def becomes_a_new_phone(self, url: str) -> None:
        """Clear all storage of sites, as on a new phone, but keep the synced passkeys."""
        self.page.goto("about:blank")
        self.session.send("Storage.clearDataForOrigin", {"origin": url, "storageTypes": "all"})
        self.page.context.clear_cookies()
