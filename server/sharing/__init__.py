# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sharing: copies sealed for one pairing, and what became of them. Never touches a journal."""
