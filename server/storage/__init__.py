# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database, the feed, backups and the revocation log, without knowledge of HTTP or any feature."""
