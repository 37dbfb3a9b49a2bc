# SPDX-License-Identifier: AGPL-3.0-or-later
"""Key slots and hashes: replaced together, numbered, and put back after a restore."""
