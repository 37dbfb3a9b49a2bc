"""Fresh proofs by password, recovery code or passkey, and the challenges passkeys sign."""
