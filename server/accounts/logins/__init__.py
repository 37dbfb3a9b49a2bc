# SPDX-License-Identifier: AGPL-3.0-or-later
"""Logins: how one begins, is found by its token, and ends."""
