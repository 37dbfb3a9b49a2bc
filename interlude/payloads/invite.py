# SPDX-License-Identifier: Apache-2.0
"""An invite a therapist has given out."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from interlude.payloads.declaration import Kind
from interlude.payloads.fields import Id, Raw, UtcTime
from interlude.payloads.written import Extra


@dataclass(frozen=True, slots=True)
class Invite:
    """An invite a therapist has given out and not yet seen accepted (PROTOCOL §10)."""

    invite_id: Annotated[str, Id()]
    secret: Annotated[bytes, Raw(16)]
    expires_at: Annotated[datetime, UtcTime()]
    extra: Extra = field(default_factory=dict)


KIND = Kind("invite", Invite, beats_deletion=False)  # a destroyed secret stays destroyed
