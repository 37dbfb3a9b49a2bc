# SPDX-License-Identifier: Apache-2.0
"""What the command line stores between calls: a token and a sealed slot, never a key."""

import json
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from interlude import errors, messages
from interlude.api import rows
from interlude.keys.unlocking import Unlocked
from interlude.protocol.encoding import from_base64url, from_uuid_text, to_base64url

FILE = "login.json"


def default_folder() -> Path:
    """Return `$XDG_CONFIG_HOME/interlude`, or `~/.config/interlude`."""
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "interlude"


@dataclass(frozen=True, slots=True)
class StoredLogin:
    """A login of this computer: enough to ask for the password and unlock with it."""

    url: str
    login: str
    role: str
    account_id: bytes
    slot: rows.SlotRow = field(repr=False)
    token: str = field(repr=False)
    public_key: bytes | None = None  # the account's public key when it last signed in here


def store_login(home: Path, url: str, unlocked: Unlocked, token: str) -> None:
    """Write the login to a file only its owner may read."""
    fields = {
        "url": url,
        "login": unlocked.login,
        "role": unlocked.role,
        "account_id": unlocked.account_id,
        "token": token,
        "slot": rows.slot_body(unlocked.slot),
        "public_key": to_base64url(unlocked.keys.public),
    }
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(home / FILE, fields)


def write_private(path: Path, fields: dict[str, Any]) -> None:
    """Write a JSON file atomically, created with mode 600."""
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(fields, file, indent=2, ensure_ascii=False)
        file.write("\n")
    new.replace(path)


def load_login(home: Path) -> StoredLogin:
    """Read the login back; `NotSignedIn` if there is none or it cannot be used."""
    path = home / FILE
    try:
        mode, fields = path.stat().st_mode, json.loads(path.read_text(encoding="utf-8"))
        made = rows.read(_of, fields)
    except FileNotFoundError as error:
        raise errors.NotSignedIn(messages.NOBODY_SIGNED_IN) from error
    except (OSError, ValueError, errors.ServerNonsense) as error:
        raise errors.NotSignedIn(messages.unreadable_login(path)) from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise errors.NotSignedIn(messages.login_open_to_others(path))
    return made


def forget_login(home: Path) -> None:
    """Remove the file."""
    (home / FILE).unlink(missing_ok=True)


def _of(fields: rows.Row) -> StoredLogin:
    return StoredLogin(
        url=str(fields["url"]),
        login=str(fields["login"]),
        role=str(fields["role"]),
        account_id=from_uuid_text(fields["account_id"]),
        slot=rows.SlotRow.of(fields["slot"]),
        token=str(fields["token"]),
        public_key=from_base64url(fields["public_key"]) if "public_key" in fields else None,
    )
