# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every sentence in the server's responses and commands, except errors about single fields.

A sentence with parameters is a function, so that mypy finds a missing value.
"""

from pathlib import Path

SERVER_ERROR = "Something is wrong on the server; try again later"
INVALID_REQUEST = "A field of the request is missing, unknown or wrong; errors names it"
NOT_JSON = "The body must be one JSON object"
UNSUPPORTED_MEDIA_TYPE = "The body must be uncompressed application/json"
BODY_TOO_LARGE = "The request is larger than this endpoint accepts"
LENGTH_REQUIRED = "The body must say its length, in Content-Length"
BODY_TOO_LATE = "The request didn't arrive whole in time; send it again"
BAD_REQUEST = "The request can't be read; send it again"
NOT_SIGNED_IN = "You're not signed in; sign in first"
WRONG_LOGIN = "The login name or the password isn't right"
WRONG_PASSKEY = "This passkey can't sign in here; use your password"
WRONG_CODE = "This code isn't right, or has been used; wait for the next one"
SIGN_IN_AGAIN = "You were signed out after a while without use; sign in again"
SECOND_FACTOR_REQUIRED = "The second step is missing; give your code or passkey"
PROOF_REFUSED = "The password, code or passkey isn't right"
PASSKEY_REFUSED = "This passkey couldn't be added; try again"
SAME_ORIGIN_REQUIRED = "Only the app itself may make this change; open the app"
UNKNOWN_HOST = "This server has no such name; INTERLUDE_ORIGIN says by which addresses it is opened"
WRONG_ROLE = "This kind of account or sign-in can't do that"
LOGIN_TAKEN = "This login name is taken; choose another"
PASSKEY_TAKEN = "This passkey is in use; choose another"
LAST_WAY_IN = "You couldn't sign in without this one; add another first"
ACCOUNT_EXISTS = "An account with this id exists already; sign in"
ENROLMENT_REFUSED = "This enrolment is unknown, used or has run out; ask for a new one"
REGISTRATION_CLOSED = "You need an invite to make an account here"
INVITE_UNUSABLE = "This invite is unknown, used or has run out; ask for a new one"
QUOTA_REACHED = "This account has all the room there is for one here; the practice can allow more"
STALE_REVISION = "Another device changed this first; read it again"
PAIRING_NOT_CONFIRMED = "The therapist hasn't confirmed this pairing yet; try again once they have"
PAIRING_ID_USED = "This pairing id was used before; ask for a new invite"
NOT_FOUND = "It doesn't exist, or it belongs to someone else"
METHOD_NOT_ALLOWED = "This address doesn't take this method; Allow lists those it takes"
TOO_MANY_REQUESTS = "Too many attempts; wait a little, then try again"
TOO_MANY_WRONG_KEYS = "This one was wrong too, after many others; wait a little before the next"
NOT_READY = "The server isn't ready yet; try again soon"
STORAGE_AWAY = "Nothing can be stored or read just now. Try again in half a minute."
BUSY = "The server is busy and kept nothing of this; try again in a few seconds"
APP_NOT_BUILT = "The web app isn't built. Build it, then start the server again."
DATABASE_BEHIND = "The database isn't at the newest step. Run upgrade-database."
SECRET_MISSING = (
    "The server's secret is missing. Run make-secret; where there are accounts it says what to do."
)
HELP_ANEW = "Make a new one although there are accounts, when the old one is lost for good."
DATABASE_AWAY = "The database doesn't answer."
SECRET_MADE = "The secret was made."
SECRET_EXISTS = "There is a secret already; it wasn't changed."
KEEP_LOG_APART = "Keep the folder of the revocation log apart from it, and never put an older log back."
HELP_YES = "Don't ask again."
REPLACE = "This replaces the present database. Continue?"
DEVICES_SEND_BACK = "Each device sends back what the backup lacks, as soon as it is online."
NO_REASON = "no reason was given"
IN_USE = "The database is in use. Nothing was changed. Stop the server first."
HELP_LINK = "Print a link to the app at this origin, not the bare token."
HELP_FIRST = "Print nothing if there is a therapist already."


def plural(count: int, one: str, other: str) -> str:
    """Choose the form for a number, and put the number in the place of `#`."""
    return (one if count == 1 else other).replace("#", f"{count:,}")


def at_most(largest: int) -> str:
    """A body that is too large."""
    return f"The body may be at most {largest} bytes."


def most_of_an_account(most: int) -> str:
    """A quota that is reached."""
    return f"At most {most} for one account."


def at_step(step: str | None) -> str:
    """After upgrade-database."""
    return f"The database is at step {step}."


def feeds_anew(count: int) -> str:
    """After begin-new-epoch."""
    feeds = plural(count, "1 feed begins", "# feeds begin")
    return f"{feeds} anew. Each device sends back what the backup lacks."


def backup_taken(path: Path, size: int) -> str:
    """After a backup."""
    return f"{path} holds a backup of the database ({size:,} bytes)."


def restored(name: str) -> str:
    """After a restore."""
    return f"{name} is restored; what was ended since has been ended again. Start the server now."


def set_aside(path: Path) -> str:
    """The database that was replaced."""
    return f"The database it replaced is {path}. Delete it once you're sure."


def not_migrated(reason: str) -> str:
    """A restored copy whose migrations fail."""
    return f"The backup couldn't be brought to the newest step: {reason}"


def backup_exists(path: Path) -> str:
    """No backup is written over."""
    return f"{path} exists already. Name a new file; a backup is never written over."


def no_database(path: Path) -> str:
    """Nothing to back up."""
    return f"There is no database at {path}. Check DATABASE_URL."


def not_a_backup(name: str, kind: str) -> str:
    """A file of another kind."""
    return f"{name} isn't a backup of a {kind} database."


def damaged_or_foreign(name: str) -> str:
    """A backup that can't be read."""
    return f"{name} is damaged, or isn't a database of this server. Use another backup."


def damaged(name: str) -> str:
    """A backup with faults."""
    return f"{name} is damaged. Use another backup."


def not_installed(name: str) -> str:
    """A program of PostgreSQL."""
    return f"{name} is needed for a PostgreSQL database. Install it, then try again."


def failed(name: str, reason: str) -> str:
    """A program of PostgreSQL failed."""
    return f"{name} failed: {reason}"


def deletions(count: int) -> str:
    """After finish-deletions."""
    return plural(count, "1 deletion was finished.", "# deletions were finished.")


def shares_over(count: int) -> str:
    """After expire-shares."""
    return plural(count, "1 share had ended.", "# shares had ended.")


def secret_lost(path: Path) -> str:
    """Say that the secret is gone and what to do."""
    return (
        f"There are accounts here and their secret, {path}, is gone. Nothing was made or changed. "
        "Put the file back from where you keep it. If it is lost for good, run make-secret --anew: everybody "
        "signs in again, and therapists' authenticator codes never fit again. They sign in with a passkey, "
        "or set up new codes with their recovery code. No journal is lost."
    )
