"""Here therapists always sign in with a second factor."""

import pytest


@pytest.fixture(autouse=True)
def always(second_factors: None) -> None:
    """Ask for it in every test of the room."""
