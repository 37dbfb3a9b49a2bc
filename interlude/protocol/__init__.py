# SPDX-License-Identifier: Apache-2.0
"""The protocol of PROTOCOL.md: every construct, byte for byte, and nothing of HTTP.

Each function that draws randomness takes its source as an argument (PROTOCOL §15), so
that test vectors and real use run the same code.
"""
