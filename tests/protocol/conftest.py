# SPDX-License-Identifier: AGPL-3.0-or-later
"""A busy machine is no failure: properties are judged by what they compute, not by how fast."""

from hypothesis import settings

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
