# SPDX-License-Identifier: Apache-2.0
"""The people one is paired with, and what is shared with them."""
