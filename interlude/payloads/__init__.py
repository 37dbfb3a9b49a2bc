# SPDX-License-Identifier: Apache-2.0
"""What is inside an envelope: each kind declared once, in a module of its own (PROTOCOL §7, §10, §11).

Names that a kind does not know belong to a later version: they are kept in `extra` and written back when the
thing is edited.
"""

from interlude.payloads.reading import (
    VERSION,
    Newer,
    PayloadRefused,
    Unreadable,
    read_entry,
    read_hello,
    read_share,
    write_entry,
    write_share,
)
from interlude.payloads.registry import ENTRIES, HELLO, KIND_OF, KINDS, SHAREABLE

__all__ = [
    "ENTRIES",
    "HELLO",
    "KINDS",
    "KIND_OF",
    "SHAREABLE",
    "VERSION",
    "Newer",
    "PayloadRefused",
    "Unreadable",
    "read_entry",
    "read_hello",
    "read_share",
    "write_entry",
    "write_share",
]
