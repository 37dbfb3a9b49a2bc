# SPDX-License-Identifier: AGPL-3.0-or-later
"""The steps from an empty database to the present one."""
