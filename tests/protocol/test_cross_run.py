# SPDX-License-Identifier: AGPL-3.0-or-later
"""One language seals with real randomness, the other opens (README.md, "Cross-runs")."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.protocol import recompute

TOP = Path(__file__).parents[2]
SCRIPT = TOP / "webapp" / "scripts" / "cross-run.mjs"
# The one beside this Python first: a system's own Node is often older than the web app needs.
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")


def rand(length):
    return os.urandom(length).hex()


ACCOUNT = {"account_id": rand(16), "account_key": rand(32)}
PEOPLE = {
    "therapist_id": rand(16),
    "therapist_private": rand(32),
    "patient_id": rand(16),
    "patient_private": rand(32),
}
SHARE = {name: rand(16) for name in ("pairing_id", "from_id", "to_id", "share_id")}
NOTE = '{"v":1,"kind":"note","text":"Ünter dem Mond \U0001f319"}'.encode().hex()

INPUTS = [
    ("seal", {"key": rand(32), "context": rand(50), "plain": rand(999)}),
    ("seal", {"key": rand(32), "context": "", "plain": ""}),
    (
        "slot",
        {
            "slot_key": rand(32),
            "account_id": rand(16),
            "slot_id": rand(16),
            "type": "recovery",
            "params": "",
            "account_key": rand(32),
        },
    ),
    ("entry", {**ACCOUNT, "entry_id": rand(16), "revision": 3, "payload": NOTE}),
    ("entry", {**ACCOUNT, "entry_id": rand(16), "revision": 2**53 - 1, "payload": rand(70_000)}),
    ("drop", {**ACCOUNT, "entry_id": rand(16), "payload": NOTE}),
    ("local", {**ACCOUNT, "store": "drafts", "key_name": "ü", "plain": NOTE}),
    ("share", {**SHARE, "pair_key": rand(32), "revision": 1, "payload": NOTE}),
    ("file", {"account_id": rand(16), "content": rand(140_000)}),
    ("file", {"account_id": rand(16), "content": ""}),
    ("recovery_code", {"code": rand(16)}),
    (
        "invite",
        {
            "therapist_id": rand(16),
            "therapist_public": rand(32),
            "origin": "https://journal.example.org:8443",
            "app_origin": "https://journal.example.org:8443",
        },
    ),
    ("acceptance", {"invite_id": rand(16), "secret": rand(16), **PEOPLE, "payload": NOTE}),
]
NAMES = [f"{construct} {number}" for number, (construct, _given) in enumerate(INPUTS)]


def ask(lines):
    """Hand lines to the web app's program; one answer a line."""
    assert NODE, "Node is missing; dev.py installs it"
    asked = "".join(json.dumps(line) + "\n" for line in lines)
    ran = subprocess.run(
        [str(NODE), str(SCRIPT)], input=asked, capture_output=True, text=True, check=False, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


def opening_of(construct, given, sealed):
    """Return what is asked for an opening, and the answer expected."""
    if construct == "acceptance":
        names = ("pair_key", "pairing_id", "therapist_id", "patient_id", "invite_id", "hello")
        return {name: {**given, **sealed}[name] for name in names}, {"payload": given["payload"]}
    if construct == "invite":
        expected = {name: given[name] for name in ("therapist_id", "therapist_public", "origin")}
        ids = {name: sealed[name] for name in ("invite_id", "secret")}
        return {"link": sealed["link"]}, {**expected, **ids}
    field = recompute.OPENINGS[construct][0]
    asked = {name: value for name, value in given.items() if name != field}
    return {**asked, **sealed}, {field: given[field]}


def sealed_here(construct, given):
    made = recompute.GROUPS[construct](recompute.Input(given), os.urandom)
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in made.items()}


def opened_here(construct, asked):
    values = recompute.Input(asked)
    if construct == "invite":
        read = recompute.pairing.read_link(asked["link"])
        return {
            "invite_id": read.invite_id.hex(),
            "secret": read.secret.hex(),
            "therapist_id": read.therapist.account_id.hex(),
            "therapist_public": read.therapist.public.hex(),
            "origin": read.origin,
        }
    field, opened = recompute.OPENINGS["hello" if construct == "acceptance" else construct]
    return {field: opened(values).hex()}


def test_the_browser_opens_what_python_sealed():
    pairs = [opening_of(construct, given, sealed_here(construct, given)) for construct, given in INPUTS]
    lines = [
        {"op": "open", "construct": name, **asked}
        for (name, _), (asked, _) in zip(INPUTS, pairs, strict=True)
    ]

    assert dict(zip(NAMES, ask(lines), strict=True)) == dict(
        zip(NAMES, [expected for _, expected in pairs], strict=True)
    )


def test_python_opens_what_the_browser_sealed():
    answers = ask([{"op": "seal", "construct": name, **given} for name, given in INPUTS])

    for name, (construct, given), sealed in zip(NAMES, INPUTS, answers, strict=True):
        asked, expected = opening_of(construct, given, sealed)
        assert (name, opened_here(construct, asked)) == (name, expected)


def test_both_draw_afresh_each_time():
    line = {"op": "seal", "construct": "seal", "key": rand(32), "context": "", "plain": ""}
    one, other = ask([line, line])

    assert one != other


def test_the_browser_refuses_what_was_changed_on_the_way():
    lines = []
    for construct, given in INPUTS:
        if construct not in {"entry", "share", "slot", "drop", "local", "seal"}:
            continue
        sealed = sealed_here(construct, given)
        name = next(iter(sealed))
        changed = sealed[name][:-2] + f"{int(sealed[name][-2:], 16) ^ 1:02x}"
        lines.append({"op": "open", "construct": construct, **given, name: changed})

    assert ask(lines) == [{"refused": True}] * len(lines)
