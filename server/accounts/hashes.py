# SPDX-License-Identifier: AGPL-3.0-or-later
"""The hashes of keys, which are what the server stores instead of them."""

import hashlib
import hmac


def digest(value: bytes) -> bytes:
    """Return H(auth_key) or H(recovery_auth); both are already the output of a strong function."""
    return hashlib.sha256(value).digest()


def matches(stored: bytes | None, given: bytes | None) -> bool:
    """Compare a key with the stored hash in constant time; where there is none, with a dummy."""
    same = hmac.compare_digest(stored or b"\0" * 32, digest(given or b""))
    return same and stored is not None
