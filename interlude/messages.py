# SPDX-License-Identifier: Apache-2.0
"""Every sentence of the command line and of what can go wrong, in one place; help texts too.

Those of `protocol/` stay there, since it imports nothing else; those of `archive/open.py` are at its top.

A sentence with parameters is a function, so that mypy finds a wrong name or a missing value.
"""

from collections.abc import Sequence

STOPPED = "Stopped."
SIGNED_OUT = "Signed out."
COMPARED = "compared"
NOT_COMPARED = "not compared yet"
ABOUT = "A journal only you can read."
HELP_HOME = "where the login is kept"
HELP_DEVICE = "what your list of devices calls this computer"
HELP_PASSWORD_FILE = "read the password from this file"
HELP_SIGN_IN = "Sign in on this computer."
HELP_URL = "the server, such as https://journal.example.org"
HELP_CODE = "a therapist's authenticator code; asked for if it is missing"
HELP_SIGN_OUT = "Sign out on this computer."
HELP_KEEP = "Save a note, or a check-in if --mood is given."
HELP_LIST = "Print the journal, newest first."
HELP_LIMIT = "how many (default 20)"
HELP_JSON = "one JSON object per line"
HELP_PEOPLE = "Print your people and the words to compare with each."
HELP_SHARE = "Share a copy of one entry with one person."
HELP_ENTRY = "the id `list` shows"
HELP_PERSON = "the name `people` shows"
HELP_DAYS = "the copy is available for this many days"
HELP_EXCERPT = "share this passage of the note only, word for word"
HELP_BRIEF = "Print what a patient shared, before an appointment."
HELP_EXPORT = "Write a sealed archive of the journal."
HELP_FILE = "the .zip to write"
HELP_OPEN_HTML = "the built app's open.html, to go into the archive"
HELP_OPEN = "Open a sealed archive and write it out to read."
HELP_ARCHIVE = "the .zip, or the folder it was unpacked into"
HELP_TO = "the new folder to write to (default: beside the archive)"
HELP_TEXT = "your words; without any, standard input is read"
HELP_FEELING = "may be given several times"
OLD_PASSWORD_OVER = "Your old password no longer works. Every other device is signed out."
OLD_CODE_OVER = "Your old recovery code no longer works. Every other device is signed out."
SIGNED_OUT_THERE = "That device is signed out."
OTHERS_SIGNED_OUT = "Every other device is signed out."
OLD_KEYS_OVER = "Your old password, code and passkeys no longer work. Every other device is signed out."
END_NEW_KEY_LATER = "Once every device you wrote on has signed in again, run: interlude end-new-key"
OLD_KEY_DESTROYED = "The old key is destroyed. Nothing sealed with it is accepted any more."
NOTHING_DELETED = "Nothing was deleted. To delete your account, add --really LOGIN."
ACCOUNT_DELETED = "Your account and everything in it are deleted."
HELP_CHANGE_PASSWORD = "Change your password."
HELP_NEW_KEY = "Someone may know my password or code: seal everything with a new key."
HELP_OWN = "choose it yourself; otherwise you get six words"
HELP_NEW_CODE = "Change your recovery code."
HELP_RENAME = "Change the name you sign in with."
HELP_DEVICES = "Print the devices that are signed in."
HELP_SIGN_OUT_DEVICE = "Sign out one device, or all others."
HELP_DEVICE_ID = "the id `devices` shows; without it, all but this one"
HELP_FINISH_NEW_KEY = "Continue an interrupted new-key."
HELP_END_NEW_KEY = "Destroy the old key, once every device has signed in again."
HELP_DELETE_ACCOUNT = "Delete your account and everything in it."
HELP_REALLY = "your login name; without it nothing is deleted"
NEW_PASSWORD_PROMPT = "New password: "
SAME_AGAIN_PROMPT = "Once more: "
NOT_THE_SAME = "The two passwords differ. Nothing was changed."
NEVER = "never"
THIS_ONE = " (this one)"
PASSWORD_PROMPT = "Password: "
CODE_PROMPT = "Your authenticator code: "
EMPTY = "Your journal is empty."
NEWER = "Written with a later version of Interlude."
UNREADABLE = "This entry can't be opened."

# What can go wrong.
NOT_SIGNED_IN = (
    "You're not signed in here, or this computer was signed out from another device. Sign in again."
)
SIGN_IN_AGAIN = "You were signed out after a while without use. Sign in again."
WRONG_LOGIN = "The login name, or the password or recovery code, isn't right. Check both and try again."
WRONG_CODE = "This code has been used, has run out or isn't right. Wait for the next one."
PROOF_REFUSED = (
    "This isn't the account's password or recovery code now. Nothing was changed. Use the newest one."
)
NOT_FOUND = "It isn't on the server, or it belongs to someone else."
STALE_REVISION = "Another device changed this first. Read it again, then try once more."
SECOND_FACTOR_REQUIRED = "This account's second step is still missing. Give your authenticator code."
WRONG_ROLE = "This kind of account or sign-in can't do that."
LOGIN_TAKEN = "This login name is taken. Choose another one."
ACCOUNT_EXISTS = "This account exists already. Sign in with its name and password."
ENROLMENT_REFUSED = "This enrolment link has been used or has run out. Ask for a new one."
REGISTRATION_CLOSED = "This practice makes accounts by invite only. Ask your therapist for one."
INVITE_UNUSABLE = "This invite has been used or has run out. Ask for a new one."
PAIRING_NOT_CONFIRMED = "Your therapist hasn't confirmed this pairing yet. Nothing was shared."
PAIRING_ID_USED = "This pairing was made before. Ask for a new invite."
INVALID_REQUEST = "The server can't accept this as it is. Nothing was changed."
BODY_TOO_LARGE = "This is larger than the server accepts. Nothing was changed."
QUOTA_REACHED = (
    "This account has filled its room on the server, so this wasn't saved. Deleting something makes room, "
    "and the practice can allow more."
)
SERVER_ERROR = "Something is wrong on the server. Try again later."
NOT_READY = "The server can't answer just now. Try again in a minute."
REFUSED = "The server refused this. Nothing was changed."
TOO_MANY_REQUESTS = "That was tried too often. Wait a little, then try again."
TOO_MANY_WRONG_KEYS = (
    "That did not fit, and there were many wrong tries before it. Wait a little and look at it once more: "
    "the right one is always let in."
)
NOT_CONFIRMED = "The server didn't confirm what it was sent, so it may not be saved. Try again."
NO_SUCH_ENTRY = "This journal has no entry with this id."
REFUSED_AS_NEW = "The server says it has this new entry already. It wasn't saved. Try again."
CHANGED_TOO_OFTEN = "Other devices keep changing this entry. Try again in a moment."
STORED_DOES_NOT_OPEN = "The server's copy of this entry can't be opened. Nothing was changed."
CHANGED_SINCE = "Another device changed this entry after you read it. Read it again."
CANNOT_BE_MERGED = "Another device changed this entry, and the two can't be merged. Read it again."
REFUSED_WITHOUT_REASON = "The server refused this with a reason that can't be true. Nothing was changed."
CANNOT_EDIT = "This entry was written with a later version of Interlude. Update this one to edit it."
ENDLESS_FEED = "The server keeps sending pages that lead nowhere. Nothing was changed."
OTHER_ACCOUNT = "This login belongs to another account. Sign in again."
NOT_AN_INTERLUDE_SERVER = "The address doesn't answer like an Interlude server. Check it."
END_OLD_KEYS_FIRST = (
    "An earlier new key isn't finished. Nothing was changed. Run interlude end-new-key first."
)
ROTATION_INTERRUPTED = "Another device keeps changing entries. Continue in a moment: interlude finish-new-key"
SIGN_IN_FIRST = "Sign in first."
SECOND_FACTOR_NEEDED = "This account needs your authenticator code too."
SECOND_FACTOR_MISSING = "Patients share with this account, so it needs a second step. Set that up first."
WEAK_PASSWORD = "This password is too easy to guess. Choose another, or leave it out and get six words."
ACCOUNT_NOT_CONFIRMED = "The server didn't confirm this account. Make one with another name."
WEAKER_PROTECTION = "This server asks for weaker protection of your password. Nothing was sent."
PASSWORD_CHANGED = "Your password was changed after you signed in here. Sign in again, then try once more."
ONLY_A_THERAPIST_INVITES = "Only a therapist can make an invite."
ONLY_A_PATIENT_ACCEPTS = "Only a patient can accept an invite."
INVITE_OF_NOBODY_ELSE = "This invite is your own, or its key is damaged. Ask for a new one."
ALREADY_PAIRED = "You're already paired with this therapist."
ACCEPTANCE_OVER = "This acceptance has been answered already or has ended. Make a new invite."
ONLY_A_THERAPIST_CONFIRMS = "Only a therapist can confirm a pairing."
CANNOT_BE_SHARED = "Only notes, check-ins and appointments can be shared."
NOT_A_PASSAGE = "This isn't a passage of the note. Copy it word for word."
SEVERAL_PEOPLE = "Several of your people have this name. Give the id."
NO_SUCH_PERSON = "You aren't paired with anyone of this name or id."
OWN_KEY_CHANGED = (
    "This account has another key than this computer knew, and its journal doesn't say why. "
    "Nothing was saved. If you changed the key yourself and have ended that, sign out here first."
)
KEYS_UNSURE = (
    "The server isn't answering, and may or may not have your new password or code. "
    "Keep both the old and the new until you've signed in again."
)
NOBODY_SIGNED_IN = "No one is signed in here. Begin with: interlude sign-in"
NO_APPOINTMENT = "No appointment is planned."
NOTHING_SHARED = "Nothing is shared with you now."
SHARED_WITH_YOU = "Shared with you, newest first"
UNREADABLE_SHARE = "This can't be opened."


def plural(count: int, one: str, other: str) -> str:
    """Choose the form for a number, and put the number in the place of `#`."""
    return (one if count == 1 else other).replace("#", f"{count:,}")


def help_scale(most: int) -> str:
    """Help for an answer on a scale."""
    return f"1 to {most}"


def signed_in(login: str) -> str:
    """After signing in."""
    return f"Signed in as {login}. Your password isn't stored here; you're asked for it when it is needed."


def kept(entry_id: str) -> str:
    """After saving an entry."""
    return f"Saved. Only you can read it: {entry_id}"


def shared(name: str, until: str | None) -> str:
    """After sharing; `until` is a moment, or None where it stays open."""
    return f"Shared with {name}{'' if until is None else f' until {until}'}. No one else can read it."


def person(name: str, compared: str, words: Sequence[str]) -> str:
    """One line of the people: COMPARED or NOT_COMPARED, and the words to compare."""
    return f"{name} ({compared}): {' '.join(words)}"


def exported(count: int, file: object) -> str:
    """After an export."""
    entries = plural(count, "1 entry is", "# entries are")
    return f"{entries} in {file}, sealed. It opens with today's password or recovery code."


def signs_in_as(login: str) -> str:
    """After a change of name."""
    return f"From now on you sign in as {login}. Every other device is signed out."


def device(login_id: str, name: str, is_this: bool, used: str) -> str:
    """One line of the list of devices."""
    return f"{login_id}  {name}{THIS_ONE if is_this else ''}, last used {used}"


def some_refused(refused: int, of: int) -> str:
    """Of many, some were refused for what they are; the others were kept."""
    return f"The server can't accept {refused} of these {of} entries as they are. The others were kept."


def some_found_no_room(refused: int, of: int) -> str:
    """Of many, the first were kept and then the account was full."""
    return f"There was no room on the server for {refused} of these {of} entries. The others were kept."


def sealed_again(count: int) -> str:
    """After a move to a new key."""
    return f"{sealed_again_now(count)} Your pairings have ended: a new invite begins each again."


def sealed_again_now(count: int) -> str:
    """After going on with a move."""
    return plural(count, "1 entry is sealed with the new key.", "# entries are sealed with the new key.")


def in_backups(days: int) -> str:
    """What stays after the account was deleted."""
    return f"Backups of the server still hold it, sealed, for {plural(days, '1 day', '# days')}."


def from_now_on(name: str, new: str) -> str:
    """A new password or code, shown once."""
    return f"Your new {name}, shown only this once: {new}"


def progress(done: int, of: int) -> str:
    """How far a move is."""
    return f"{done} of {of} sealed with the new key"


def no_list_of(name: str) -> str:
    """A page of a feed without its rows."""
    return f"The server's answer has no proper list of {name}. Nothing was changed."


def compare_first(name: str) -> str:
    """Before the first share."""
    return f"Compare the eight words with {name} before you first share."


def other_server(origin: str) -> str:
    """An invite of another server."""
    return f"This invite is for {origin}, and your account is on another server."


def not_one_slot(kind: str) -> str:
    """A server that has lost or doubled a key slot."""
    return f"The server doesn't have exactly one {kind} slot for this account."


def does_not_unlock(name: str) -> str:
    """A wrong password or recovery code."""
    return f"This {name} doesn't unlock the account."


def file_exists(file: object) -> str:
    """Nothing is written over."""
    return f"{file} exists already. Name another file."


def odd_encoding(origin: str) -> str:
    """A compressed answer, which was not asked for."""
    return f"{origin} answers in a form that wasn't asked for. Check the address."


def too_long(origin: str) -> str:
    """An answer without measure."""
    return f"{origin} sends far more than was asked for. Nothing was changed here."


def away(origin: str) -> str:
    """No connection, or no answer in time."""
    return f"{origin} does not answer. Try again later."


def redirects(origin: str) -> str:
    """A redirect is never followed."""
    return f"{origin} redirects to another address, which is never followed. Check the address."


def not_interlude(origin: str) -> str:
    """An answer of something else."""
    return f"{origin} doesn't answer like an Interlude server. Check the address."


def not_sealed_again(count: int) -> str:
    """Before the old key may be destroyed."""
    entries = plural(count, "1 entry isn't", "# entries aren't")
    return f"{entries} sealed with the new key yet. Run interlude finish-new-key first."


def unreadable_login(path: object) -> str:
    """The file of the login is damaged."""
    return f"{path} can't be read. Sign in again."


def login_open_to_others(path: object) -> str:
    """Others could use the login."""
    return f"Other people on this computer can read {path}. Set its mode to 600."


def next_appointment(purpose: str, when: str, minutes: int | None) -> str:
    """The next appointment of a brief."""
    length = f", {plural(minutes, '1 minute', '# minutes')}" if minutes else ""
    return f"Next: {purpose}, {when}{length}"
