# SPDX-License-Identifier: Apache-2.0
"""`python -m interlude.demo`: people to look at Interlude with, on a server that is running."""

import argparse
import json
import sys
from pathlib import Path

from interlude import errors
from interlude.command_line.stored_login import write_private
from interlude.demo.course import play, steps
from interlude.demo.progress import Progress
from interlude.keys import second_factor


def main() -> int:
    """Make the people once; a second run says that they are there and changes nothing."""
    asked = _parser().parse_args(_joined(sys.argv[1:]))
    file: Path = asked.data / "demo.json"
    if file.exists():
        print(f"The demo people are there already ({file}).")  # noqa: T201
        print(sentence(json.loads(file.read_text(encoding="utf-8"))))  # noqa: T201
        return 0
    progress = Progress(steps())
    try:
        people = play(asked.url.rstrip("/"), asked.enrolment, progress)
    except (errors.InterludeError, ValueError) as error:
        progress.end()
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    progress.end()
    fields = {"url": asked.url.rstrip("/"), "people": [one.as_json() for one in people]}
    asked.data.mkdir(parents=True, exist_ok=True)
    write_private(file, fields)
    print(sentence(json.loads(file.read_text(encoding="utf-8"))))  # noqa: T201
    return 0


def sentence(fields: dict[str, object]) -> str:
    """Say how to sign in as each."""
    people = fields["people"]
    if not isinstance(people, list):
        return ""
    lines = [line for one in people for line in _lines(one)]
    return "\n".join(
        [f"Sign in at {fields['url']} as", *lines, "Recovery codes are in demo.json, in the data folder."]
    )


def _lines(one: dict[str, str]) -> list[str]:
    first = f"  {one['name']:<10} {one['role']:<10} login {one['login']:<8} password {one['password']}"
    secret = one.get("totp_secret")
    if not secret:
        return [first]
    # The code after this one: it is good until then and half a minute longer, and was surely not used yet.
    soon = second_factor.next_code(secret)
    return [first, f"{'':13}and the code {soon} (for about a minute; later codes from the key {secret})"]


def _joined(words: list[str]) -> list[str]:
    """Join `--enrolment` with its token: one in 64 begins with a hyphen and would read as an option."""
    if "--enrolment" not in words[:-1]:
        return words
    at = words.index("--enrolment")
    return [*words[:at], f"--enrolment={words[at + 1]}", *words[at + 2 :]]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m interlude.demo", description="Make the demo people.")
    parser.add_argument("--url", required=True, help="the running server, such as http://localhost:8000")
    parser.add_argument("--data", required=True, type=Path, help="the folder demo.json goes into")
    parser.add_argument("--enrolment", required=True, help="what `flask enrol-therapist` printed")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
