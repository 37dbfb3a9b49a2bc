"""How an account is deleted for good."""
