# SPDX-License-Identifier: Apache-2.0
"""A client of Interlude for Python: keep, read and share a sealed journal.

>>> from interlude import CheckIn, Client, Note
>>> client = Client("https://journal.example.org").sign_in("ana", "six words of your own")
>>> client.keep(Note("The door was blue."))
>>> [entry.content.text for entry in client.journal() if isinstance(entry.content, Note)]
"""

from interlude.client import Client
from interlude.domain import Appointment, CheckIn, Contact, Note, Settings
from interlude.errors import InterludeError
from interlude.journal.journal import Entry
from interlude.keys.new_keys import NewAccount
from interlude.people.pairing import Invitation, OtherKey
from interlude.people.sharing import Share

__all__ = [
    "Appointment",
    "CheckIn",
    "Client",
    "Contact",
    "Entry",
    "InterludeError",
    "Invitation",
    "NewAccount",
    "Note",
    "OtherKey",
    "Settings",
    "Share",
]
