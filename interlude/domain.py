# SPDX-License-Identifier: Apache-2.0
"""What a person keeps and shares, as plain objects: no bytes, no JSON, no network.

Each is declared in the module of its kind (`interlude/payloads/`) and re-exported here.
"""

from interlude.payloads.appointment import Appointment, Purpose
from interlude.payloads.check_in import CheckIn
from interlude.payloads.contact import Contact, Role
from interlude.payloads.deleted import Deleted
from interlude.payloads.hello import Hello
from interlude.payloads.invite import Invite
from interlude.payloads.note import Note
from interlude.payloads.reading import Newer, Unreadable
from interlude.payloads.registry import Content
from interlude.payloads.retired_key import RetiredKey
from interlude.payloads.settings import Settings
from interlude.payloads.share import Shareable, Shared, Source
from interlude.payloads.written import Attachment, Extra, Written

__all__ = [
    "Appointment",
    "Attachment",
    "CheckIn",
    "Contact",
    "Content",
    "Deleted",
    "Extra",
    "Hello",
    "Invite",
    "Newer",
    "Note",
    "Purpose",
    "RetiredKey",
    "Role",
    "Settings",
    "Shareable",
    "Shared",
    "Source",
    "Unreadable",
    "Written",
]
