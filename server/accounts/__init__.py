# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts: their owners, how they sign in, and the sealed keys they unlock with."""
