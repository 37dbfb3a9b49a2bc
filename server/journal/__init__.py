# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal: sealed entries, kept and handed back to their author only."""
