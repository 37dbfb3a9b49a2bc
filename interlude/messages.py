"""Every sentence of the command line, in one place; its help texts too.

A sentence with something in it is a function, so that a wrong name or a missing value does not pass mypy.
"""

from collections.abc import Sequence

STOPPED = "Stopped."
SIGNED_OUT = "Signed out."
COMPARED = "compared"
NOT_COMPARED = "not compared yet"
ABOUT = "A journal only you can read."
HELP_HOME = "where the login is kept"
HELP_DEVICE = "how your list of devices calls this computer"
HELP_PASSWORD_FILE = "read the password from this file"
HELP_SIGN_IN = "Sign in on this computer."
HELP_URL = "the server, such as https://journal.example.org"
HELP_CODE = "the six digits of a therapist's authenticator; asked for otherwise"
HELP_SIGN_OUT = "End the login of this computer."
HELP_KEEP = "Keep a note, or a check-in where --mood is given."
HELP_LIST = "Print the journal, newest first."
HELP_LIMIT = "how many (default 20)"
HELP_JSON = "one JSON object per line"
HELP_PEOPLE = "Print your people and the words to compare with each."
HELP_SHARE = "Share a copy of one entry with one person."
HELP_ENTRY = "the id `list` shows"
HELP_PERSON = "the name `people` shows"
HELP_DAYS = "closes by itself after so many days"
HELP_EXCERPT = "share this passage of the note only, word for word"
HELP_BRIEF = "Print what a patient shared, before an appointment."
HELP_EXPORT = "Write a sealed archive of the journal."
HELP_FILE = "the .zip to write"
HELP_OPEN_HTML = "the built app's open.html, to go into the archive"
HELP_OPEN = "Open a sealed archive and write it out to read."
HELP_ARCHIVE = "the .zip, or the folder it was unpacked into"
HELP_TO = "the new folder to write to (default: beside the archive)"
HELP_TEXT = "the words; without any, standard input is read"
HELP_FEELING = "may be given several times"
OLD_PASSWORD_OVER = "The old password opens nothing any more. Every other device is signed out."
OLD_CODE_OVER = "The old code opens nothing any more. Every other device is signed out."
SIGNED_OUT_THERE = "Signed out there, at once."
OTHERS_SIGNED_OUT = "Every other device is signed out."
OLD_KEYS_OVER = "The old password, code and passkeys open nothing any more; every other device is signed out."
END_NEW_KEY_LATER = "When every device you wrote on has signed in again: interlude end-new-key"
OLD_KEY_DESTROYED = "The old key is destroyed. Nothing under it is accepted any more."
NOTHING_DELETED = "Nothing was deleted. To delete the account, give --really LOGIN."
ACCOUNT_DELETED = "The account and all that belonged to it are deleted."
HELP_CHANGE_PASSWORD = "Put another password in the place of the old one."
HELP_NEW_KEY = "Somebody may know my password or code: seal everything under a new key."
HELP_OWN = "choose it yourself; otherwise six words are made"
HELP_NEW_CODE = "Put another recovery code in the place of the old one."
HELP_RENAME = "Take another name to sign in with."
HELP_DEVICES = "Print the devices that are signed in."
HELP_SIGN_OUT_DEVICE = "Sign out one device, or all others."
HELP_DEVICE_ID = "the id `devices` shows; without it, all but this one"
HELP_FINISH_NEW_KEY = "Go on after an interrupted new-key."
HELP_END_NEW_KEY = "Destroy the old key, when every device has signed in again."
HELP_DELETE_ACCOUNT = "Delete the account and all that belongs to it."
HELP_REALLY = "your login name: without it nothing is deleted"
NEW_PASSWORD_PROMPT = "New password: "
SAME_AGAIN_PROMPT = "The same again: "
NOT_THE_SAME = "The two are not the same. Nothing was changed."
NEVER = "never"
THIS_ONE = " (this one)"
PASSWORD_PROMPT = "Password: "
CODE_PROMPT = "The six digits of your authenticator: "
EMPTY = "The journal is empty."
NEWER = "From a newer version of Interlude."
UNREADABLE = "This could not be opened."


def plural(count: int, one: str, other: str) -> str:
    """Choose the form for a number, and put the number in the place of `#`."""
    return (one if count == 1 else other).replace("#", f"{count:,}")


def help_scale(most: int) -> str:
    """Help for an answer on a scale."""
    return f"1 to {most}"


def signed_in(login: str) -> str:
    """After signing in."""
    return f"Signed in as {login}. The password stays with you and is asked for when it is needed."


def kept(entry_id: str) -> str:
    """After keeping an entry."""
    return f"Kept, only you can read it: {entry_id}"


def shared(name: str, until: str | None) -> str:
    """After sharing; `until` is a moment, or None where it stays open."""
    return f"Shared with {name}{'' if until is None else f' until {until}'}. Others still see nothing."


def person(name: str, compared: str, words: Sequence[str]) -> str:
    """One line of the people: COMPARED or NOT_COMPARED, and the words to compare."""
    return f"{name} ({compared}): {' '.join(words)}"


def exported(count: int, file: object) -> str:
    """After an export."""
    entries = plural(count, "1 entry is", "# entries are")
    return f"{entries} in {file}, sealed. It opens with today's password or recovery code."


def signs_in_as(login: str) -> str:
    """After a change of name."""
    return f"You sign in as {login} from now on. Every other device is signed out."


def device(login_id: str, name: str, is_this: bool, used: str) -> str:
    """One line of the list of devices."""
    return f"{login_id}  {name}{THIS_ONE if is_this else ''}, last used {used}"


def sealed_again(count: int) -> str:
    """After a move to a new key."""
    return f"{sealed_again_now(count)} Pairings are over: meet again by a new invite."


def sealed_again_now(count: int) -> str:
    """After going on with a move."""
    return plural(count, "1 entry is sealed again.", "# entries are sealed again.")


def in_backups(days: int) -> str:
    """What stays after the account was deleted."""
    return f"Backups of the server still hold it, sealed, for {plural(days, '1 day', '# days')}."


def from_now_on(name: str, new: str) -> str:
    """A new password or code, shown once."""
    return f"Your {name} from now on, shown this once: {new}"


def progress(done: int, of: int) -> str:
    """How far a move is."""
    return f"{done} of {of} sealed again"
