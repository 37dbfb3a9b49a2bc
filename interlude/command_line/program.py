# SPDX-License-Identifier: Apache-2.0
"""`interlude`: the journal from a terminal. Plain sentences, and an exit code for scripts."""

import argparse
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from interlude import brief, errors, messages, times
from interlude.archive import open as reader
from interlude.client import Client
from interlude.command_line import account_commands, formatting, stored_login, terminal
from interlude.domain import CheckIn, Note
from interlude.payloads.check_in import SCALES

NO_PROBLEM, REFUSED, NOT_SIGNED_IN, AWAY = 0, 1, 3, 4  # 2 is argparse's own

SIGN_IN_FIRST = (errors.NotSignedIn, errors.WrongPassword, errors.WrongCode, errors.Locked)


def main(given: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    asked = _parser().parse_args(given)
    try:
        asked.command(asked)
    except errors.ServerAway as error:
        return _complain(error, AWAY)
    except SIGN_IN_FIRST as error:
        return _complain(error, NOT_SIGNED_IN)
    except errors.KeysUnsure as unsure:
        for new in (unsure.password, unsure.recovery_code):
            print(new or "", end="\n" if new else "")
        return _complain(unsure, AWAY)
    except (errors.InterludeError, ValueError, OSError) as error:
        return _complain(error, REFUSED)
    except KeyboardInterrupt:
        return _complain(messages.STOPPED, REFUSED)
    return NO_PROBLEM


def _complain(what: object, code: int) -> int:
    print(what, file=sys.stderr)
    return code


def sign_in(asked: argparse.Namespace) -> None:
    """Sign in on this computer; the password is not kept."""
    with Client(asked.url) as client:
        codes = asked.code or terminal.ask_for_code
        client.sign_in(asked.login, terminal.password(asked), second_factor=codes, device=asked.device)
        known = _known_key(asked, client)
        if known is not None:
            client.require_known_key(known)
        terminal.keep(asked, client)
    print(messages.signed_in(asked.login))


def _known_key(asked: argparse.Namespace, client: Client) -> bytes | None:
    """Return the public key this computer knows of the account, if it was signed in to it before."""
    try:
        kept = stored_login.load_login(asked.home)
    except errors.NotSignedIn:
        return None
    return kept.public_key if kept.account_id == client.me.keys.account_id else None


def sign_out(asked: argparse.Namespace) -> None:
    """End the login of this computer."""
    kept = stored_login.load_login(asked.home)
    with Client(kept.url) as client:
        client.connection.token = kept.token
        try:
            client.connection.delete("/api/logins/current")
        except errors.NotSignedIn:
            pass  # already ended by another device
        finally:
            stored_login.forget_login(asked.home)
    print(messages.SIGNED_OUT)


def keep(asked: argparse.Namespace) -> None:
    """Keep a note, or a check-in where a mood is given."""
    content = _check_in(asked) if asked.mood is not None else Note(_words(asked))
    with terminal.unlocked(asked) as client:
        entry = client.keep(content)
    print(messages.kept(entry.entry_id))


def list_entries(asked: argparse.Namespace) -> None:
    """Print the journal, newest first."""
    with terminal.unlocked(asked) as client:
        entries = client.journal()[: asked.limit]
    print(formatting.as_json(entries) if asked.json else formatting.as_text(entries))


def people(asked: argparse.Namespace) -> None:
    """Print the people one is paired with, and the words to compare with each."""
    with terminal.unlocked(asked) as client:
        if client.me.role == "therapist":
            client.confirm_pairings()
        for person in client.people():
            compared = messages.COMPARED if person.words_compared else messages.NOT_COMPARED
            print(messages.person(brief.plain(person.name), compared, client.comparison_words(person)))


def share(asked: argparse.Namespace) -> None:
    """Share a copy of one entry with one person."""
    ends = times.now() + timedelta(days=asked.days) if asked.days else None
    with terminal.unlocked(asked) as client:
        made = client.share(asked.entry, asked.person, expires_at=ends, excerpt=asked.excerpt)
    print(messages.shared(brief.plain(made.person.name), f"{ends:%d %B %Y, %H:%M} UTC" if ends else None))


def print_brief(asked: argparse.Namespace) -> None:
    """Print the brief of one patient; what it shows counts as opened."""
    with terminal.unlocked(asked) as client:
        client.confirm_pairings()
        shares = client.shares_of(asked.person)
        person = next(one for one in client.people() if asked.person in (one.name, one.pairing_id))
        print(brief.compose(person, shares, client.appointments(person), times.now()), end="")
        for one in shares:
            if not one.is_opened:
                client.mark_opened(one)


def export(asked: argparse.Namespace) -> None:
    """Write a sealed archive of the journal."""
    with terminal.unlocked(asked) as client:
        count = client.export(asked.file, open_html=asked.open_html)
    print(messages.exported(count, asked.file))


def open_archive(asked: argparse.Namespace) -> None:
    """Open a sealed archive and write it out to read; needs no server and no login."""
    try:
        reader.open_to(asked.archive, asked.to, lambda: terminal.password(asked, reader.Words.ASKED))
    except reader.WrongKey as error:
        raise errors.WrongPassword(str(error)) from error
    except reader.Refused as error:
        raise errors.Refused(str(error), "archive_refused") from error


def _words(asked: argparse.Namespace) -> str:
    return sys.stdin.read() if asked.text in ([], ["-"]) else " ".join(asked.text)


def _check_in(asked: argparse.Namespace) -> CheckIn:
    return CheckIn(
        **{name: getattr(asked, name) for name in SCALES},
        feelings=tuple(asked.feeling),
        words=" ".join(asked.text),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="interlude", description=messages.ABOUT)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--home", type=Path, default=stored_login.default_folder(), help=messages.HELP_HOME)
    common.add_argument("--device", default="Terminal", help=messages.HELP_DEVICE)
    common.add_argument("--password-file", type=Path, help=messages.HELP_PASSWORD_FILE)
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: object, said: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=said, description=said, parents=[common])
        made.set_defaults(command=run)
        return made

    enter = command("sign-in", sign_in, messages.HELP_SIGN_IN)
    enter.add_argument("login")
    enter.add_argument("--url", required=True, help=messages.HELP_URL)
    enter.add_argument("--code", help=messages.HELP_CODE)
    command("sign-out", sign_out, messages.HELP_SIGN_OUT)
    _arguments_of_keep(command("keep", keep, messages.HELP_KEEP))
    shown = command("list", list_entries, messages.HELP_LIST)
    shown.add_argument("--limit", type=int, default=20, help=messages.HELP_LIMIT)
    shown.add_argument("--json", action="store_true", help=messages.HELP_JSON)
    command("people", people, messages.HELP_PEOPLE)
    given = command("share", share, messages.HELP_SHARE)
    given.add_argument("entry", help=messages.HELP_ENTRY)
    given.add_argument("person", help=messages.HELP_PERSON)
    given.add_argument("--days", type=int, help=messages.HELP_DAYS)
    given.add_argument("--excerpt", help=messages.HELP_EXCERPT)
    read = command("brief", print_brief, messages.HELP_BRIEF)
    read.add_argument("person", help=messages.HELP_PERSON)
    packed = command("export", export, messages.HELP_EXPORT)
    packed.add_argument("file", type=Path, help=messages.HELP_FILE)
    packed.add_argument("--open-html", type=Path, help=messages.HELP_OPEN_HTML)
    opened = command("open", open_archive, messages.HELP_OPEN)
    opened.add_argument("archive", type=Path, help=messages.HELP_ARCHIVE)
    opened.add_argument("--to", type=Path, help=messages.HELP_TO)
    account_commands.add_commands(command)
    return parser


def _arguments_of_keep(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", help=messages.HELP_TEXT)
    for name, scale in SCALES.items():
        about = messages.help_scale(scale.highest)
        parser.add_argument(f"--{name}", type=int, choices=range(1, scale.highest + 1), help=about)
    parser.add_argument("--feeling", action="append", default=[], help=messages.HELP_FEELING)
