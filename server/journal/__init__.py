"""The journal: sealed entries, kept and handed back to their author only."""
