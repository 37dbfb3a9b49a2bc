# SPDX-License-Identifier: Apache-2.0
"""The account's own entries: sealed, opened, sent in batches, kept in step with the server."""
