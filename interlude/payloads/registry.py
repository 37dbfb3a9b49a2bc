# SPDX-License-Identifier: Apache-2.0
"""All kinds. A new kind needs a module of its own, a line here, and its class in `Content`."""

from interlude.payloads import (
    appointment,
    check_in,
    contact,
    deleted,
    hello,
    invite,
    note,
    retired_key,
    settings,
)
from interlude.payloads.appointment import Appointment
from interlude.payloads.check_in import CheckIn
from interlude.payloads.contact import Contact
from interlude.payloads.declaration import Kind
from interlude.payloads.deleted import Deleted
from interlude.payloads.invite import Invite
from interlude.payloads.note import Note
from interlude.payloads.retired_key import RetiredKey
from interlude.payloads.settings import Settings

Content = Note | CheckIn | Appointment | Contact | Invite | Settings | RetiredKey | Deleted

ENTRIES: dict[str, Kind] = {
    module.KIND.name: module.KIND
    for module in (note, check_in, appointment, contact, invite, settings, retired_key, deleted)
}
HELLO = hello.KIND
KINDS = {**ENTRIES, HELLO.name: HELLO}
SHAREABLE = {name: kind for name, kind in ENTRIES.items() if kind.shareable}
KIND_OF = {kind.makes: kind for kind in KINDS.values()}
