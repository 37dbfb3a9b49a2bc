# SPDX-License-Identifier: Apache-2.0
"""`interlude`: the journal from a terminal."""

from interlude.command_line.program import AWAY, NO_PROBLEM, NOT_SIGNED_IN, REFUSED, main

__all__ = ["AWAY", "NOT_SIGNED_IN", "NO_PROBLEM", "REFUSED", "main"]
