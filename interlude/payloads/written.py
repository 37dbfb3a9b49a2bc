# SPDX-License-Identifier: Apache-2.0
"""The fields of every written kind: time, time zone and files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from interlude import times
from interlude.payloads.declaration import SHARED, Part, merged
from interlude.payloads.fields import Id, Raw, Several, Text, UtcTime, Whole

LARGEST_FILE_BYTES = 100 * 1024 * 1024  # PROTOCOL §8

# Fields of a later version that this one does not know. Kept through every edit.
Extra = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Attachment:
    """One sealed file: where it is, the key that opens it, the hash it must have."""

    id: Annotated[str, Id()]
    key: Annotated[bytes, Raw(32)]
    hash: Annotated[bytes, Raw(32)]
    name: Annotated[str, Text(1, 255)]
    mime: Annotated[str, Text(1, 127)]
    size: Annotated[int, Whole(0, LARGEST_FILE_BYTES)]  # bytes before padding and sealing
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The fields of every written kind. `zone` is an IANA name, for showing the local time of writing."""

    written_at: Annotated[datetime, UtcTime(), SHARED, merged("earlier_time")] = field(
        default_factory=times.now
    )
    edited_at: Annotated[datetime | None, UtcTime(), SHARED] = None
    zone: Annotated[str, Text(1, 64), SHARED] = field(default_factory=times.local_zone)
    attachments: Annotated[
        tuple[Attachment, ...],
        Several(Part(Attachment, "attachment"), 20),
        SHARED,
        merged("union_by_id"),
    ] = ()
    extra: Extra = field(default_factory=dict)
