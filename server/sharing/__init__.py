# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sharing: copies sealed for one pairing, and the ledger of their events. Never touches a journal."""
