# SPDX-License-Identifier: AGPL-3.0-or-later
"""JSON with one case a line: short enough to read, and a difference shows as the case it is in."""

import json
from typing import Any


def lines(value: Any, *, ascii_only: bool = False) -> str:
    """Write each item of a list on a line of its own, and each name that leads to such a list."""
    if isinstance(value, list):
        items = [_on_one_line(item, ascii_only=ascii_only) for item in value]
        return "[\n" + ",\n".join(items) + "\n]"
    if isinstance(value, dict):
        items = [
            f"{json.dumps(name, ensure_ascii=ascii_only)}: {lines(item, ascii_only=ascii_only)}"
            for name, item in value.items()
        ]
        return "{\n" + ",\n".join(items) + "\n}"
    return _on_one_line(value, ascii_only=ascii_only)


def _on_one_line(value: Any, *, ascii_only: bool) -> str:
    return json.dumps(value, ensure_ascii=ascii_only, separators=(",", ":"))
