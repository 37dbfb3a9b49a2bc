# SPDX-License-Identifier: Apache-2.0
"""Archives (PROTOCOL §13): making one, and `open.py`, the one file that opens them without this library."""
