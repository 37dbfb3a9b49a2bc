"""Logins: how one begins, is found by its token, and ends."""
