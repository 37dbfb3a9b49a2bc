"""The server of a practice that asks therapists for a second factor, whatever the setting."""

from flask import Flask

from server import create_app as create
from server.accounts import second_factor


def create_app() -> Flask:
    """Open the rooms, with a second factor asked of therapists."""
    second_factor.NEEDS_SECOND_FACTOR = frozenset({"therapist"})
    return create()
