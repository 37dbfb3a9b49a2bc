"""Commands about signing in: another password, code, name or key; devices; leaving."""

import argparse
import getpass
import sys
from collections.abc import Callable

from interlude import errors
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
    print("The old password opens nothing any more. Every other device is signed out.")


def new_code(asked: argparse.Namespace) -> None:
    """Put another recovery code in the place of the old one."""
    with terminal.unlocked(asked) as client:
        _tell(code=client.new_recovery_code(terminal.password(asked)))
    print("The old code opens nothing any more. Every other device is signed out.")


def rename(asked: argparse.Namespace) -> None:
    """Take another name to sign in with."""
    with terminal.unlocked(asked) as client:
        client.rename(asked.login, terminal.password(asked))
        terminal.keep(asked, client)
    print(f"You sign in as {asked.login} from now on. Every other device is signed out.")


def devices(asked: argparse.Namespace) -> None:
    """Print the devices that are signed in."""
    with terminal.unlocked(asked) as client:
        for one in client.devices():
            used = f"{one.last_used_at:%d %B %Y}" if one.last_used_at else "never"
            here = " (this one)" if one.current else ""
            print(f"{one.login_id}  {plain(one.device)}{here}, last used {used}")


def sign_out_device(asked: argparse.Namespace) -> None:
    """End the login of one device, or of all others."""
    with terminal.unlocked(asked) as client:
        if asked.device_id is None:
            client.sign_out_others()
        else:
            client.sign_out_device(asked.device_id)
    print("Signed out there, at once." if asked.device_id else "Every other device is signed out.")


def new_key(asked: argparse.Namespace) -> None:
    """Make a new account key, password and code, and seal everything again."""
    with terminal.unlocked(asked) as client:
        account = client.rotate(terminal.password(asked), _new_password(asked))
        _tell(password=None if asked.own else account.password, code=account.recovery_code)
        terminal.keep(asked, client)
        print("The old password, code and passkeys open nothing any more; every other device is signed out.")
        count = client.finish_rotation(_progress)
    print(f"{count} entries are sealed again. Pairings are over: meet again by a new invite.")
    print("When every device you wrote on has signed in again: interlude end-new-key")


def finish_new_key(asked: argparse.Namespace) -> None:
    """Go on sealing everything again after an interruption."""
    with terminal.unlocked(asked) as client:
        print(f"{client.finish_rotation(_progress)} entries are sealed again.")


def end_new_key(asked: argparse.Namespace) -> None:
    """Destroy the old key."""
    with terminal.unlocked(asked) as client:
        client.end_rotation()
    print("The old key is destroyed. Nothing under it is accepted any more.")


def delete_account(asked: argparse.Namespace) -> None:
    """Delete the account for good."""
    with terminal.unlocked(asked) as client:
        days = client.connection.get("/api/practice").get("backup_days")
        if asked.really != client.me.login:
            raise errors.InterludeError("Nothing was deleted. To delete the account, give --really LOGIN.")
        client.delete_account(terminal.password(asked))
        stored_login.forget_login(asked.home)
    print("The account and all that belonged to it are deleted.")
    if isinstance(days, int) and not isinstance(days, bool) and days > 0:
        print(f"Backups of the server still hold it, sealed, for {days} days.")


def add_commands(command: Command) -> None:
    """Add them to the parser."""
    for name, run, said in (
        ("change-password", change_password, "Put another password in the place of the old one."),
        ("new-key", new_key, "Somebody may know my password or code: seal everything under a new key."),
    ):
        made = command(name, run, said)
        made.add_argument(
            "--own", action="store_true", help="choose it yourself; otherwise six words are made"
        )
    command("new-code", new_code, "Put another recovery code in the place of the old one.")
    command("rename", rename, "Take another name to sign in with.").add_argument("login")
    command("devices", devices, "Print the devices that are signed in.")
    gone = command("sign-out-device", sign_out_device, "Sign out one device, or all others.")
    gone.add_argument("device_id", nargs="?", help="the id `devices` shows; without it, all but this one")
    command("finish-new-key", finish_new_key, "Go on after an interrupted new-key.")
    command("end-new-key", end_new_key, "Destroy the old key, when every device has signed in again.")
    leave = command("delete-account", delete_account, "Delete the account and all that belongs to it.")
    leave.add_argument("--really", metavar="LOGIN", help="your login name: without it nothing is deleted")


def _new_password(asked: argparse.Namespace) -> str | None:
    if not asked.own:
        return None
    typed = getpass.getpass("New password: ")
    if getpass.getpass("The same again: ") != typed:
        raise errors.WeakPassword("The two are not the same. Nothing was changed.")
    return typed


def _tell(*, password: str | None = None, code: str | None = None) -> None:
    for name, new in (("password", password), ("recovery code", code)):
        if new:
            print(f"Your {name} from now on, shown this once: {new}", flush=True)


def _progress(done: int, of: int) -> None:
    print(f"{done} of {of} sealed again", file=sys.stderr)
