# SPDX-License-Identifier: Apache-2.0
"""A contact: the other person of a pairing."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal, get_args

from interlude.payloads.declaration import Kind, merged
from interlude.payloads.fields import Id, OneOf, Raw, Text, Truth, UtcTime
from interlude.payloads.written import Extra

Role = Literal["patient", "therapist"]


@dataclass(frozen=True, slots=True)
class Contact:
    """The other person of a pairing: the only source of her key, id and role (PROTOCOL §10).

    Two contacts of different people never become one; compared stays compared, ended stays ended.
    """

    pairing_id: Annotated[str, Id(), merged("same")]
    account_id: Annotated[str, Id(), merged("same")]
    public_key: Annotated[bytes, Raw(32), merged("same")]
    role: Annotated[Role, OneOf(*get_args(Role))]
    name: Annotated[str, Text(1, 120)]
    words_compared: Annotated[bool, Truth(), merged("true_wins")] = False
    ended_at: Annotated[datetime | None, UtcTime(), merged("first_set")] = None
    extra: Extra = field(default_factory=dict)


KIND = Kind("contact", Contact)
