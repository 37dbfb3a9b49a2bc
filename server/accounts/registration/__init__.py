# SPDX-License-Identifier: AGPL-3.0-or-later
"""How an account is made, and who may make one."""
