# SPDX-License-Identifier: Apache-2.0
"""Commands about signing in: another password, code, name or key; devices; leaving."""

import argparse
import getpass
import sys
from collections.abc import Callable

from interlude import errors, messages
from interlude.brief import plain
from interlude.command_line import stored_login, terminal

Run = Callable[[argparse.Namespace], None]
Command = Callable[[str, Run, str], argparse.ArgumentParser]


def change_password(asked: argparse.Namespace) -> None:
    """Put another password in the place of the old one."""
    with terminal.unlocked(asked) as client:
        new = client.change_password(terminal.password(asked), _new_password(asked))
        _tell(password=None if asked.own else new)
        terminal.keep(asked, client)
    print(messages.OLD_PASSWORD_OVER)


def new_code(asked: argparse.Namespace) -> None:
    """Put another recovery code in the place of the old one."""
    with terminal.unlocked(asked) as client:
        _tell(code=client.new_recovery_code(terminal.password(asked)))
    print(messages.OLD_CODE_OVER)


def rename(asked: argparse.Namespace) -> None:
    """Take another name to sign in with."""
    with terminal.unlocked(asked) as client:
        client.rename(asked.login, terminal.password(asked))
        terminal.keep(asked, client)
    print(messages.signs_in_as(asked.login))


def devices(asked: argparse.Namespace) -> None:
    """Print the devices that are signed in."""
    with terminal.unlocked(asked) as client:
        for one in client.devices():
            used = f"{one.last_used_at:%d %B %Y}" if one.last_used_at else messages.NEVER
            print(messages.device(one.login_id, plain(one.device), one.current, used))


def sign_out_device(asked: argparse.Namespace) -> None:
    """End the login of one device, or of all others."""
    with terminal.unlocked(asked) as client:
        if asked.device_id is None:
            client.sign_out_others()
        else:
            client.sign_out_device(asked.device_id)
    print(messages.SIGNED_OUT_THERE if asked.device_id else messages.OTHERS_SIGNED_OUT)


def new_key(asked: argparse.Namespace) -> None:
    """Make a new account key, password and code, and seal everything again."""
    with terminal.unlocked(asked) as client:
        account = client.rotate(terminal.password(asked), _new_password(asked))
        _tell(password=None if asked.own else account.password, code=account.recovery_code)
        terminal.keep(asked, client)
        print(messages.OLD_KEYS_OVER)
        count = client.finish_rotation(_progress)
    print(messages.sealed_again(count))
    print(messages.END_NEW_KEY_LATER)


def finish_new_key(asked: argparse.Namespace) -> None:
    """Go on sealing everything again after an interruption."""
    with terminal.unlocked(asked) as client:
        print(messages.sealed_again_now(client.finish_rotation(_progress)))


def end_new_key(asked: argparse.Namespace) -> None:
    """Destroy the old key."""
    with terminal.unlocked(asked) as client:
        client.end_rotation()
    print(messages.OLD_KEY_DESTROYED)


def delete_account(asked: argparse.Namespace) -> None:
    """Delete the account for good."""
    with terminal.unlocked(asked) as client:
        days = client.connection.get("/api/practice").get("backup_days")
        if asked.really != client.me.login:
            raise errors.InterludeError(messages.NOTHING_DELETED)
        client.delete_account(terminal.password(asked))
        stored_login.forget_login(asked.home)
    print(messages.ACCOUNT_DELETED)
    if isinstance(days, int) and not isinstance(days, bool) and days > 0:
        print(messages.in_backups(days))


def add_commands(command: Command) -> None:
    """Add them to the parser."""
    for name, run, said in (
        ("change-password", change_password, messages.HELP_CHANGE_PASSWORD),
        ("new-key", new_key, messages.HELP_NEW_KEY),
    ):
        made = command(name, run, said)
        made.add_argument("--own", action="store_true", help=messages.HELP_OWN)
    command("new-code", new_code, messages.HELP_NEW_CODE)
    command("rename", rename, messages.HELP_RENAME).add_argument("login")
    command("devices", devices, messages.HELP_DEVICES)
    gone = command("sign-out-device", sign_out_device, messages.HELP_SIGN_OUT_DEVICE)
    gone.add_argument("device_id", nargs="?", help=messages.HELP_DEVICE_ID)
    command("finish-new-key", finish_new_key, messages.HELP_FINISH_NEW_KEY)
    command("end-new-key", end_new_key, messages.HELP_END_NEW_KEY)
    leave = command("delete-account", delete_account, messages.HELP_DELETE_ACCOUNT)
    leave.add_argument("--really", metavar="LOGIN", help=messages.HELP_REALLY)


def _new_password(asked: argparse.Namespace) -> str | None:
    if not asked.own:
        return None
    typed = getpass.getpass(messages.NEW_PASSWORD_PROMPT)
    if getpass.getpass(messages.SAME_AGAIN_PROMPT) != typed:
        raise errors.WeakPassword(messages.NOT_THE_SAME)
    return typed


def _tell(*, password: str | None = None, code: str | None = None) -> None:
    for name, new in (("password", password), ("recovery code", code)):
        if new:
            print(messages.from_now_on(name, new), flush=True)


def _progress(done: int, of: int) -> None:
    print(messages.progress(done, of), file=sys.stderr)
