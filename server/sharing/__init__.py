"""Sharing: copies sealed for one pairing, and what became of them. Never touches a journal."""
