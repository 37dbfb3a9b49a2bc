"""The people one is paired with, and what is shared with them."""
