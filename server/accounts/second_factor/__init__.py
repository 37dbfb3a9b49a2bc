# SPDX-License-Identifier: AGPL-3.0-or-later
"""The second factor therapists sign in with."""
