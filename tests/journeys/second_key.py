"""The app with six digits in a therapist's other hand; the server takes each code once."""

from __future__ import annotations

import time

from interlude.second_factor import STEP, Codes

_apps: dict[str, Codes] = {}


def digits_of(secret: str, *, new: bool = False) -> str:
    """Six digits not used yet; waits up to half a minute where there are none.

    :param new: nobody has used this secret before. Else somebody may have in this half minute: the
        library, when it made the account.
    """
    if secret not in _apps:
        _apps[secret] = Codes(secret, used=0 if new else int(time.time()) // STEP)
    return _apps[secret]()
