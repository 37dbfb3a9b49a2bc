# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pairings: a patient and a therapist who agreed."""
