# SPDX-License-Identifier: Apache-2.0
"""The payload of a deleted entry."""

from dataclasses import dataclass, field

from interlude.payloads.declaration import Kind
from interlude.payloads.written import Extra


@dataclass(frozen=True, slots=True)
class Deleted:
    """The payload of a deleted entry."""

    extra: Extra = field(default_factory=dict)


KIND = Kind("deleted", Deleted)
