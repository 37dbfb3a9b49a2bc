# SPDX-License-Identifier: Apache-2.0
"""PROTOCOL §10: the one way to write a server's origin, and which are fit for a journal."""

import re

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9a-f:.]{{2,45}}\])"
_ORIGIN = re.compile(rf"(https?)://({_HOST})(?::([1-9][0-9]{{0,4}}))?")
LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}
_DEFAULT_PORT = {"https": 443, "http": 80}


class OriginRefused(ValueError):
    """Not the canonical text of an origin, or plain http to another machine."""


def check_origin(text: str) -> str:
    """Return the text if it is `scheme://host[:port]` in its one form.

    Lower case, no final slash, no default port; https, or http to localhost, 127.0.0.1 or [::1].
    """
    found = _ORIGIN.fullmatch(text)
    if not found or len(text) > 255:
        raise OriginRefused("This is not the address of a server, such as https://journal.example.org")
    scheme, host, port = found.groups()
    if scheme == "http" and host not in LOOPBACK:
        raise OriginRefused("A journal travels over https only; http is for this computer itself.")
    if port and (int(port) > 65_535 or int(port) == _DEFAULT_PORT[scheme]):
        raise OriginRefused("The port of this address is out of range or need not be written.")
    return text
