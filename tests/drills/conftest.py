"""Drills borrow the phones of the journeys."""

from tests.journeys.conftest import battery, playwright

__all__ = ["battery", "playwright"]
