# SPDX-License-Identifier: AGPL-3.0-or-later
"""What ``dev.py`` does. Standard library only: it runs before anything is installed."""
