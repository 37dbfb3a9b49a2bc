# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passkeys: added, renamed, signed in with, removed."""
