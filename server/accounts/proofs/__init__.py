# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fresh proofs by password, recovery code or passkey, and the challenges passkeys sign."""
