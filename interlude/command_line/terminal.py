# SPDX-License-Identifier: Apache-2.0
"""What every command needs at a terminal: the password, the code, and the journal they open."""

import argparse
import getpass
import os

from interlude import errors, messages
from interlude.client import Client
from interlude.command_line import stored_login
from interlude.keys import unlocking


def unlocked(asked: argparse.Namespace) -> Client:
    """Unlock the login stored on this computer; a therapist's that has gone dormant is started again."""
    kept = stored_login.load_login(asked.home)
    typed = password(asked)
    client = Client(kept.url)
    client.connection.token = kept.token
    client.use(unlocking.unlock(kept.login, kept.role, kept.account_id, kept.slot, typed))
    if kept.role == "therapist":
        try:
            client.connection.get("/api/account")
        except errors.SignInAgain:
            client.sign_in(kept.login, typed, second_factor=ask_for_code, device=asked.device)
            keep(asked, client)
    return client


def keep(asked: argparse.Namespace, client: Client) -> None:
    """Keep the login, as it is now, for the next command."""
    stored_login.store_login(asked.home, client.connection.origin, client.me, client.connection.token or "")


def password(asked: argparse.Namespace, prompt: str = messages.PASSWORD_PROMPT) -> str:
    """Take the password from a file, from INTERLUDE_PASSWORD, or ask for it, once a command."""
    if not hasattr(asked, "typed"):
        asked.typed = _given(asked) or getpass.getpass(prompt)
    typed: str = asked.typed
    return typed


def _given(asked: argparse.Namespace) -> str | None:
    if asked.password_file:
        text: str = asked.password_file.read_text(encoding="utf-8")
        return text.removesuffix("\n").removesuffix("\r")
    return os.environ.get("INTERLUDE_PASSWORD")


def ask_for_code() -> str:
    """Ask for what a therapist's authenticator shows."""
    return input(messages.CODE_PROMPT)
