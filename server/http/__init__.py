# SPDX-License-Identifier: AGPL-3.0-or-later
"""HTTP for all features, knowing none of them: checks before endpoints, bodies, errors, API description."""
