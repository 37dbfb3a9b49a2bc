"""Key slots and hashes: replaced together, numbered, and put back after a restore."""
