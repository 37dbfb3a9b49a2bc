# SPDX-License-Identifier: Apache-2.0
"""Settings that apply to all devices of a person."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from interlude.payloads.declaration import Kind
from interlude.payloads.fields import Text, UtcTime, Whole
from interlude.payloads.written import Extra


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings that apply to all devices of a person."""

    edited_at: Annotated[datetime, UtcTime()]
    name: Annotated[str, Text(0, 120)] = ""
    lock_after_minutes: Annotated[int, Whole(1, 240)] = 10
    extra: Extra = field(default_factory=dict)


KIND = Kind("settings", Settings, export="kept")
