# SPDX-License-Identifier: Apache-2.0
"""The payload of a share: its content, and where that came from."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from interlude.payloads.appointment import Appointment
from interlude.payloads.check_in import CheckIn
from interlude.payloads.declaration import Part, WireName
from interlude.payloads.fields import Id, Truth, UtcTime, Whole
from interlude.payloads.note import Note
from interlude.payloads.written import Extra

LARGEST_INTEGER = 2**53 - 1

Shareable = Note | CheckIn | Appointment


@dataclass(frozen=True, slots=True)
class Source:
    """Which entry, at which revision, a share was copied from."""

    entry_id: Annotated[str, Id()]
    revision: Annotated[int, Whole(1, LARGEST_INTEGER)]
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shared:
    """A copy sealed for one other person (PROTOCOL §11). `appointment_id`: what it was chosen for."""

    content: Shareable
    source: Annotated[Source, Part(Source, "source")]
    appointment_id: Annotated[str | None, Id(), WireName("for")] = None
    expires_at: Annotated[datetime | None, UtcTime()] = None
    excerpt: Annotated[bool, Truth()] = False  # only a passage of the entry
