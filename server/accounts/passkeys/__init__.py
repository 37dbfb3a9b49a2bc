"""Passkeys: added, renamed, signed in with, removed."""
