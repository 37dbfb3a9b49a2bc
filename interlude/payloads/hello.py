# SPDX-License-Identifier: Apache-2.0
"""A hello: what a patient says when she accepts an invite."""

from dataclasses import dataclass, field
from typing import Annotated

from interlude.payloads.declaration import Kind
from interlude.payloads.fields import Text
from interlude.payloads.written import Extra


@dataclass(frozen=True, slots=True)
class Hello:
    """The name a patient gives when she accepts an invite; in a hello envelope only."""

    name: Annotated[str, Text(1, 120)]
    extra: Extra = field(default_factory=dict)


KIND = Kind("hello", Hello)
