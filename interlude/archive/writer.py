# SPDX-License-Identifier: Apache-2.0
"""Write the journal as a sealed archive: the usual envelopes, and the slots that open them."""

import json
import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from interlude import errors, messages, times
from interlude.api.rows import SlotRow, slot_body
from interlude.keys.unlocking import Unlocked
from interlude.protocol.encoding import to_base64url

HERE = Path(__file__).parent
PACKED = ("password", "recovery")  # a passkey works only at the app's own origin

README = """This is a journal, sealed. It opens with the password or the recovery code of the day it was made,
and with nothing else: nobody can reset either.

On any computer: double-click open.html, if it is here, and choose this archive. It connects nowhere.
With Python:     python3 open.py          (needs: python3 -m pip install cryptography)
With Interlude:  interlude open ARCHIVE

Made on {created} for the sign-in name {login}. Entries inside: {count}.
The format is described in PROTOCOL.md, section 13, of the Interlude project.
"""


@dataclass(frozen=True, slots=True)
class Sealed:
    """One entry as it goes into an archive."""

    entry_id: str
    revision: int
    envelope: bytes


def manifest(me: Unlocked, slots: Sequence[SlotRow], entries: Sequence[Sealed], created: str) -> bytes:
    """Write manifest.json."""
    fields = {
        "format": "interlude-archive",
        "v": 1,
        "account_id": me.account_id,
        "login": me.login,
        "role": me.role,
        "created": created,
        "slots": [slot_body(slot) for slot in slots if slot.kind in PACKED],
        "entries": [
            {"entry_id": one.entry_id, "revision": one.revision, "envelope": to_base64url(one.envelope)}
            for one in entries
        ],
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def write_archive(
    file: Path,
    me: Unlocked,
    slots: Sequence[SlotRow],
    entries: Sequence[Sealed],
    open_html: Path | None = None,
) -> None:
    """Write an archive, whole or not at all, with mode 600; `Refused` if the file is there already."""
    if file.exists():
        raise errors.Refused(messages.file_exists(file), "file_exists")
    created = times.write(times.now().replace(microsecond=0))
    members = {
        "manifest.json": manifest(me, slots, entries, created),
        "README.txt": README.format(created=created, login=me.login, count=len(entries)).encode(),
        "open.py": (HERE / "open.py").read_bytes(),
    }
    if open_html is not None:
        members["open.html"] = open_html.read_bytes()
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    part.replace(file)
