"""The database, the feed, backups and the revocation log, without knowledge of HTTP or any feature."""
