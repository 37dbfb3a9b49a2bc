"""Pairings: a patient and a therapist who agreed."""
