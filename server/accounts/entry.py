"""The way in: finds who is asking, by cookie or bearer token, and who may pass a door."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Request, current_app
from flask_login import LoginManager, current_user  # type: ignore[import-untyped]

from .. import database
from ..guard import Guard
from ..problems import NotSignedIn, WrongRole
from ..rooms import SIGNED_IN
from ..secret import ServerSecret
from .models import FULL, PATIENT, RECOVERY, THERAPIST
from .signing_in import Person, find_login, note_use

View = Callable[..., Any]
BEARER = "Bearer "


def token_of(asked: Request) -> str | None:
    """Return the token a request carries; a bearer token goes before a cookie."""
    written = asked.headers.get("Authorization", "")
    if written.startswith(BEARER):
        return written.removeprefix(BEARER)
    guard: Guard = current_app.extensions["interlude.guard"]
    return asked.cookies.get(guard.cookie_name(asked))


def find_person(asked: Request) -> Person | None:
    """Return whoever holds the token of a request, and note the hour of it."""
    token = token_of(asked)
    if not token:
        return None
    secret: ServerSecret = current_app.extensions["interlude.secret"]
    with database.reading_rows() as connection:
        found = find_login(connection, secret, token)
    if found is None:
        return None
    person, first_in_this_hour = found
    if first_in_this_hour:
        with database.writing_rows() as connection:
            note_use(connection, person)
    return person


def me() -> Person:
    """Return who is signed in; flask-login's nobody before a door that does not ask for it."""
    person: Person = current_user._get_current_object()  # noqa: SLF001 (its only way)
    return person


def _may_pass(*, roles: tuple[str, ...], scopes: tuple[str, ...]) -> Callable[[View], View]:
    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            person = me()
            if not person.is_authenticated:
                raise NotSignedIn
            if person.role not in roles or person.scope not in scopes:
                raise WrongRole
            return view(*args, **kwargs)

        documented: Any = guarded
        apidoc = dict(getattr(view, "_apidoc", {}))
        documented._apidoc = apidoc | {"manual_doc": {"security": SIGNED_IN}}  # noqa: SLF001 (smorest reads it)
        return guarded

    return guard


signed_in = _may_pass(roles=(PATIENT, THERAPIST), scopes=(FULL,))
patients_only = _may_pass(roles=(PATIENT,), scopes=(FULL,))
therapists_only = _may_pass(roles=(THERAPIST,), scopes=(FULL,))
signed_in_or_recovering = _may_pass(roles=(PATIENT, THERAPIST), scopes=(FULL, RECOVERY))


def open_entry(app: Flask) -> None:
    """Let flask-login find people by their tokens; it keeps no cookie of its own."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.request_loader(find_person)
