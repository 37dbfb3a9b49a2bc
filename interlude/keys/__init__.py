# SPDX-License-Identifier: Apache-2.0
"""Logins, key slots and account keys: signing in, unlocking, and changing what signs in."""
