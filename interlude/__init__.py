"""A client of Interlude for Python: keep, read and share a sealed journal."""
