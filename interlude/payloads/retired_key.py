# SPDX-License-Identifier: Apache-2.0
"""An account key left behind."""

from dataclasses import dataclass, field
from typing import Annotated

from interlude.payloads.declaration import Kind, merged
from interlude.payloads.fields import Raw
from interlude.payloads.written import Extra


@dataclass(frozen=True, slots=True)
class RetiredKey:
    """An account key left behind, kept until every entry under it is sealed again (PROTOCOL §12).

    One key sealed again on two devices is one; of two keys neither may go, each may be the only one for some
    entry.
    """

    key: Annotated[bytes, Raw(32), merged("same")]
    extra: Extra = field(default_factory=dict)


KIND = Kind("retired_key", RetiredKey, beats_deletion=False)
