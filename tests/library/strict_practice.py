"""A server that asks every therapist for a second factor, whatever the code's own default is."""

from flask import Flask

from server import create_app as create
from server.accounts import second_factor


def create_app() -> Flask:
    """Make the app with the rule on."""
    second_factor.NEEDS_SECOND_FACTOR = frozenset({"therapist"})
    return create()
