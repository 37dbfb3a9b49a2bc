# SPDX-License-Identifier: Apache-2.0
"""A note: free writing."""

from dataclasses import dataclass
from typing import Annotated

from interlude.payloads.declaration import SHARED, WORDS, Kind, merged
from interlude.payloads.fields import Text
from interlude.payloads.written import Written


@dataclass(frozen=True, slots=True)
class Note(Written):
    """Free writing, up to 200,000 characters."""

    text: Annotated[str, Text(0, 200_000), SHARED, merged("join_text"), WORDS]


KIND = Kind("note", Note, writing=True, shareable=True, unknown_fields="both", export="written")
