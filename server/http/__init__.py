# SPDX-License-Identifier: AGPL-3.0-or-later
"""HTTP, without knowledge of any feature: checks before each endpoint, bodies, errors, descriptions."""
