"""Accounts: who there is, how they sign in, and the sealed keys they unlock with."""
