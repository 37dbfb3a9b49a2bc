# SPDX-License-Identifier: Apache-2.0
"""A retired account key."""

from dataclasses import dataclass, field
from typing import Annotated

from interlude.payloads.declaration import Kind, merged
from interlude.payloads.fields import Raw
from interlude.payloads.written import Extra


@dataclass(frozen=True, slots=True)
class RetiredKey:
    """A retired account key, kept until every entry under it is sealed again (PROTOCOL §12).

    Two copies of the same key merge. Two different keys never do: each may be the only one that opens
    some entry.
    """

    key: Annotated[bytes, Raw(32), merged("same")]
    extra: Extra = field(default_factory=dict)


KIND = Kind("retired_key", RetiredKey, beats_deletion=False)
