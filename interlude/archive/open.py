#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Open an Interlude archive with its password or recovery code, and write the journal out to read.

    python3 open.py [ARCHIVE] [--to FOLDER]

Needs Python 3.9 or newer and the package `cryptography`, 44 or newer (python3 -m pip install cryptography).
Asks nobody and connects nowhere. ARCHIVE is the .zip, or the folder it was unpacked into; without it, the
folder this file lies in. FOLDER must not exist yet: the journal is written there, readable by whoever opens
it, and nowhere else.

This one file is the reference for reading archives: PROTOCOL.md §13, with what it needs of §2 to §9.
"""

from __future__ import annotations

import argparse
import base64
import getpass
import hashlib
import hmac
import html
import json
import math
import os
import re
import sys
import unicodedata
import uuid
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Callable
from zoneinfo import ZoneInfo

try:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF
except ImportError:  # said in one sentence; the archive is whole and needs only a newer reader
    sys.exit(
        "This needs the package cryptography, 44 or newer: python3 -m pip install --upgrade cryptography"
    )

FORMAT = "interlude-archive"
LARGEST_INTEGER = 2**53 - 1
MIB = 1024 * 1024
MOST_MEMBERS = 100_000
LARGEST_MANIFEST = 512 * MIB
LARGEST_SEALED_FILE = 110 * MIB  # 100 MiB, padded and sealed (§8, §9)
READ_AT_ONCE = MIB

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
LOGIN = re.compile(r"[a-z0-9._@+-]{3,64}")
MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?Z", re.ASCII)

Row = dict[str, Any]


class Words:
    """Every sentence a person reads here. Braces are filled in; the web app words them alike."""

    WEAKER = "This file asks for weaker protection of its password. It was not opened."
    LENGTH = "A password is 1 to 1,024 bytes long."
    WRONG_KEY = (
        "That isn't this file's password or recovery code. Use those you had on the day the file was made."
    )
    DAMAGED_MANIFEST = "This isn't a complete Interlude file, or it has been changed. Use another copy of it."
    NO_MANIFEST = "There is no manifest.json here. Use the whole Interlude file, as it was saved."
    TWO_SLOTS = "This file has two passwords or two codes where there is one. It has been changed."
    ENTRY_TWICE = "An entry is in this file twice. It has been changed."
    LATER = "This file was made by a later version of Interlude. Open it with the open.py inside the file."
    NO_ARCHIVE = "{name} can't be opened as an Interlude file. Choose the .zip as it was saved."
    MEMBER_DAMAGED = "{name} in this file is damaged. Use another copy of the file."
    MEMBER_TOO_LARGE = "{name} in this file is larger than anything Interlude writes. It was not opened."
    TOO_MANY_MEMBERS = "This file holds more files than Interlude ever writes. It was not opened."
    MEMBER_LEADS_OUT = "This file holds a name that is a path out of it. It was not opened."
    MEMBER_TWICE = "{name} is in this file twice. It has been changed."
    MEMBER_PACKED_ODDLY = "{name} in this file is packed in a way Interlude doesn't use. It was not opened."
    FOLDER_EXISTS = "{folder} exists already. Name a new folder: --to FOLDER"
    NEWER = "Written with a later version of Interlude. It is in journal.json, unchanged."
    UNDATED = "Undated"
    WRITTEN_BY = "Written by {login}, exported on {day}: {entries}, newest last."
    WRITTEN_BY_UNDATED = "Written by {login}: {entries}, newest last."
    PEOPLE = "People: {names}."
    LOST = (
        "{entries} could not be opened and is missing here; journal.json lists it.",
        "{entries} could not be opened and are missing here; journal.json lists them.",
    )
    LOST_FILES = ("# file is missing or damaged: {names}.", "# files are missing or damaged: {names}.")
    ENTRIES = ("# entry", "# entries")
    JOURNAL = "Journal"
    ASKED = "Password or recovery code: "
    STOPPED = "Stopped. Nothing was written."
    WRITTEN_TO = "Written to {folder}. Anyone who can open that folder can read it."
    ABOUT = "Open an Interlude archive and write the journal out to read."
    HELP_ARCHIVE = "the .zip, or the folder it was unpacked into"
    HELP_TO = "the new folder to write to (default: beside the archive)"
    HELP_TYPED = "read the password or code from this file; - is standard input"


def plural(count: int, forms: tuple[str, str]) -> str:
    """Choose the form for a number, and put the number in the place of `#`."""
    return forms[count != 1].replace("#", f"{count:,}")


class Refused(Exception):
    """This archive is not opened; `str()` of it is one plain sentence."""


class WrongKey(Refused):
    """Neither the password nor the recovery code of this archive."""


class DoesNotOpen(Exception):
    """One envelope or file does not open. Deliberately one error for every reason."""


# --- §2: strict JSON, base64url, ids, canonical fields -------------------------------------------


def read_json(raw: bytes) -> Row:
    """Read one JSON object as §2 wants it; ValueError for anything else."""
    if raw.startswith(b"\xef\xbb\xbf"):
        raise ValueError("a byte order mark")
    try:
        value = json.loads(
            raw.decode("utf-8", "strict"),
            object_pairs_hook=_object,
            parse_float=_fraction,
            parse_int=_integer,
            parse_constant=_no_constant,
        )
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(value, dict):
        raise TypeError("not an object")
    _check(value, 1)
    return value


def _object(pairs: list[tuple[str, Any]]) -> Row:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice")
    return made


def _fraction(text: str) -> float:
    number = float(text)
    if not math.isfinite(number) or number.is_integer():
        raise ValueError("a whole number with a point")
    return number


def _integer(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > LARGEST_INTEGER:
        raise ValueError("an integer too large")
    return int(text)


def _no_constant(_text: str) -> Any:
    raise ValueError("not a number of JSON")


def _check(value: Any, level: int) -> None:
    """Refuse lone surrogates, and more than 32 levels."""
    if isinstance(value, str):
        value.encode("utf-8")
    elif isinstance(value, (dict, list)):
        if level > 32:
            raise ValueError("more than 32 levels")
        for name in value if isinstance(value, dict) else ():
            name.encode("utf-8")
        for inner in value.values() if isinstance(value, dict) else value:
            _check(inner, level + 1)


def from_base64url(text: Any) -> bytes:
    """Read base64url without padding; ValueError for any other letter or unused bits that are not zero."""
    if not isinstance(text, str) or not re.fullmatch(r"[A-Za-z0-9_-]*", text) or len(text) % 4 == 1:
        raise ValueError("not base64url")
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != text:
        raise ValueError("unused bits")
    return raw


def from_id(text: Any) -> bytes:
    """Read an id in its one form."""
    if not isinstance(text, str) or not re.fullmatch(UUID, text):
        raise ValueError("not an id")
    return uuid.UUID(text).bytes


def whole(value: Any, lowest: int, highest: int = LARGEST_INTEGER) -> int:
    """Read an integer within its range."""
    if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
        raise ValueError("not an integer in range")
    return value


def lp(*fields: bytes | str) -> bytes:
    """Encode fields each behind its u16 length."""
    raw = [one.encode() if isinstance(one, str) else one for one in fields]
    return b"".join(len(one).to_bytes(2, "big") + one for one in raw)


def labelled(*fields: bytes | str) -> bytes:
    """Encode C(f1, …, fn)."""
    return lp("interlude/1", *fields)


# --- §3, §8: OPEN, and padding -----------------------------------------------------------------


def hkdf(key: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """Derive with HKDF-SHA256."""
    return HKDF(SHA256(), length, salt, info).derive(key)


def kdf(key: bytes, label: str, *fields: bytes | str) -> bytes:
    """Derive 32 bytes for one purpose."""
    return hkdf(key, bytes(32), labelled(label, *fields), 32)


def committed_key(key: bytes, context: bytes, envelope: bytes) -> bytes:
    """Check version and commitment, and return the key of what follows them."""
    if len(envelope) < 81 or envelope[:1] != b"\x01":
        raise DoesNotOpen
    okm = hkdf(key, envelope[1:33], context, 64)
    if not hmac.compare_digest(okm[32:], envelope[33:65]):
        raise DoesNotOpen
    return okm[:32]


def decrypt(key: bytes, nonce: bytes, sealed: bytes) -> bytes:
    """Undo ChaCha20-Poly1305."""
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, sealed, None)
    except InvalidTag as error:
        raise DoesNotOpen from error


def open_envelope(key: bytes, context: bytes, envelope: bytes) -> bytes:
    """OPEN of §3."""
    return decrypt(committed_key(key, context, envelope), bytes(12), envelope[65:])


def bucket(length: int, floor: int) -> int:
    """Round a length up as §8 does."""
    if length <= floor:
        return floor
    if length <= 65_536:
        return floor << ((length - 1) // floor).bit_length()
    exponent = length.bit_length() - 1
    step = 1 << (exponent - exponent.bit_length())
    return -(-length // step) * step


def unpad(padded: bytes, floor: int, most: int) -> bytes:
    """Take the padding off; any other length or filler than the one §8 makes does not open."""
    length = int.from_bytes(padded[:8], "big")
    fits = len(padded) >= 8 and length <= min(len(padded) - 8, most)
    if not fits or len(padded) != bucket(8 + length, floor) or padded[8 + length :].strip(b"\0"):
        raise DoesNotOpen
    return padded[8 : 8 + length]


# --- §4 to §6: the password or the code, the slots, the account key ---------------------------------


@dataclass(frozen=True)
class Slot:
    """One way to unlock the account key."""

    slot_id: bytes
    kind: str
    params: bytes
    envelope: bytes = field(repr=False)

    @classmethod
    def of(cls, row: Row) -> Slot:
        """Read a row of the manifest; a password slot of any profile but 1 is refused."""
        slot = cls(
            from_id(row["slot_id"]),
            str(row["type"]),
            from_base64url(row["params"]),
            from_base64url(row["envelope"]),
        )
        if slot.kind not in {"password", "recovery", "passkey"} or len(slot.envelope) != 113:
            raise ValueError("not a slot")
        if slot.kind == "password" and slot.params != lp(b"\x01", slot.params[-16:]):
            raise Refused(Words.WEAKER)
        if slot.kind == "recovery" and slot.params:
            raise ValueError("params of another slot")
        return slot


def password_key(login: str, params: bytes, password: str) -> bytes:
    """Stretch a password with profile 1, whose numbers are written here and taken from nowhere else."""
    raw = unicodedata.normalize("NFKC", password).encode("utf-8")
    if not 1 <= len(raw) <= 1024:
        raise WrongKey(Words.LENGTH)
    salt = hashlib.sha256(labelled("pw-salt", login, params[-16:])).digest()[:16]
    root = Argon2id(salt=salt, length=32, iterations=3, lanes=1, memory_cost=65_536).derive(raw)
    return kdf(root, "key/slot-password")


ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = {ord("O"): "0", ord("I"): "1", ord("L"): "1", ord(" "): None, ord("-"): None}


def recovery_code(typed: str) -> bytes | None:
    """Read a recovery code as people type it; None where the words are something else or mistyped."""
    upper = "".join(chr(ord(one) - 32) if "a" <= one <= "z" else one for one in typed)
    symbols = upper.translate(READ_AS)
    if len(symbols) != 28 or not set(symbols) <= set(ALPHABET):
        return None
    bits = 0
    for symbol in symbols[:26]:
        bits = bits << 5 | ALPHABET.index(symbol)
    code = (bits >> 2).to_bytes(16, "big")
    check = int.from_bytes(hashlib.sha256(labelled("recovery-check", code)).digest()[:2], "big") >> 6
    fits = not bits & 3 and symbols[26:] == ALPHABET[check >> 5] + ALPHABET[check & 31]
    return code if fits else None


def account_key(manifest: Manifest, typed: str) -> bytes:
    """Open a slot with what was typed; `WrongKey` if none opens."""
    code = recovery_code(typed)
    for slot in manifest.slots:
        if slot.kind == "recovery" and code:
            key = kdf(code, "key/slot-recovery")
        elif slot.kind == "password":
            key = password_key(manifest.login, slot.params, typed)
        else:
            continue
        context = labelled("seal/slot", manifest.account_id, slot.slot_id, slot.kind, slot.params)
        try:
            return open_envelope(key, context, slot.envelope)
        except DoesNotOpen:
            continue
    raise WrongKey(Words.WRONG_KEY)


# --- §13: the archive --------------------------------------------------------------------------


@dataclass(frozen=True)
class Sealed:
    """One entry as the archive holds it; one whose row is damaged has no id and revision 0."""

    entry_id: str | None
    revision: int
    envelope: bytes = field(repr=False)

    @classmethod
    def of(cls, row: Any) -> Sealed:
        """Read a row of the manifest; one that is damaged counts as an entry that does not open."""
        try:
            from_id(row["entry_id"])
            return cls(row["entry_id"], whole(row["revision"], 1), from_base64url(row["envelope"]))
        except (KeyError, TypeError, ValueError):
            return cls(None, 0, b"")


@dataclass(frozen=True)
class Manifest:
    """What manifest.json says."""

    account_id: bytes
    login: str
    role: str
    created: str
    slots: list[Slot]
    entries: list[Sealed]


def read_manifest(raw: bytes) -> Manifest:
    """Read manifest.json; `Refused` unless it is one of version 1, whole, with nothing standing twice."""
    try:
        made = _manifest(read_json(raw))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(Words.DAMAGED_MANIFEST) from error
    kinds = [slot.kind for slot in made.slots]
    if kinds.count("recovery") > 1 or kinds.count("password") > 1:
        raise Refused(Words.TWO_SLOTS)
    ids = [entry.entry_id for entry in made.entries if entry.revision]
    if len(set(ids)) != len(ids):
        raise Refused(Words.ENTRY_TWICE)
    return made


def _manifest(fields: Row) -> Manifest:
    _like(re.compile(FORMAT), fields["format"])
    if whole(fields["v"], 1) != 1:
        raise Refused(Words.LATER)
    return Manifest(
        account_id=from_id(fields["account_id"]),
        login=_like(LOGIN, fields["login"]),
        role=_like(re.compile("patient|therapist"), fields["role"]),
        created=_like(MOMENT, fields["created"]),
        slots=[Slot.of(row) for row in _list(fields["slots"])],
        entries=[Sealed.of(row) for row in _list(fields["entries"])],
    )


def _like(form: re.Pattern[str], value: Any) -> str:
    if not isinstance(value, str) or not form.fullmatch(value):
        raise ValueError("not of the right form")
    return value


def _list(value: Any) -> list[Row]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


class Archive:
    """A .zip or the folder it was unpacked into. Only the names of §13 are ever read, and none is a path."""

    def __init__(self, path: Path) -> None:
        """Look at it; `Refused` for a ZIP that holds anything else than an archive does."""
        self._path = path
        self._zip: zipfile.ZipFile | None = None
        if not path.is_dir():
            try:
                self._zip = zipfile.ZipFile(path)
            except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
                raise Refused(Words.NO_ARCHIVE.format(name=path.name)) from error
            check_members(self._zip.infolist())

    def read(self, name: str, most: int) -> bytes | None:
        """Read one member, whole, of at most so many bytes; None where there is none."""
        try:
            return self._from_zip(name, most) if self._zip else self._from_folder(name, most)
        except (FileNotFoundError, KeyError):
            return None
        except (
            OSError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            RuntimeError,
            NotImplementedError,
        ) as error:
            raise Refused(Words.MEMBER_DAMAGED.format(name=name)) from error

    def _from_zip(self, name: str, most: int) -> bytes:
        assert self._zip is not None  # noqa: S101 (for the type checker)
        with self._zip.open(name) as member:
            return _at_most(member.read, name, most)

    def _from_folder(self, name: str, most: int) -> bytes:
        with (self._path / name).open("rb") as member:
            return _at_most(member.read, name, most)


def _at_most(read: Callable[[int], bytes], name: str, most: int) -> bytes:
    parts, size = [], 0
    while part := read(READ_AT_ONCE):
        size += len(part)
        if size > most:  # by what comes out, not by what a header says
            raise Refused(Words.MEMBER_TOO_LARGE.format(name=name))
        parts.append(part)
    return b"".join(parts)


def check_members(members: list[zipfile.ZipInfo]) -> None:
    """Refuse names that lead elsewhere, a name twice, encryption, odd compression."""
    if len(members) > MOST_MEMBERS:
        raise Refused(Words.TOO_MANY_MEMBERS)
    seen: set[str] = set()
    for member in members:
        name = member.filename
        if leads_elsewhere(name) or member.orig_filename != name:
            raise Refused(Words.MEMBER_LEADS_OUT)
        if name.lower() in seen:
            raise Refused(Words.MEMBER_TWICE.format(name=name))
        if member.flag_bits & 1 or member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise Refused(Words.MEMBER_PACKED_ODDLY.format(name=name))
        seen.add(name.lower())


def leads_elsewhere(name: str) -> bool:
    """Tell whether a name would be a path out of the archive. None is ever used as a path all the same."""
    parts = name.removesuffix("/").split("/")
    return not {"", ".", ".."}.isdisjoint(parts) or not {"\\", ":", "\0"}.isdisjoint(name)


# --- §7, §9: entries and their files ---------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """One entry, open: its payload as it is."""

    entry_id: str
    revision: int
    payload: Row


@dataclass
class Journal:
    """Everything an archive gave, and what it did not."""

    manifest: Manifest
    entries: list[Entry] = field(default_factory=list)  # oldest writing first
    people: list[str] = field(default_factory=list)
    unreadable: list[Sealed] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)  # attachment id: name here, content
    lost_files: list[str] = field(default_factory=list)


# What is in words of each kind, and how: made from the declarations in interlude/payloads/.
# Made by `python -m interlude.schema`; not to be edited.
# fmt: off
KINDS: dict[str, Row] = {'note': {'export': 'written',
          'place_in_time': 'written_at',
          'words': 'text',
          'lines': [],
          'said': {},
          'scales': {},
          'added': []},
 'check_in': {'export': 'written',
              'place_in_time': 'written_at',
              'words': 'words',
              'lines': [[('mood', 'Mood: {}')],
                        [('energy', 'Energy: {} of 5, from low to high')],
                        [('anxiety', 'Anxiety: {} of 5, from none to high')],
                        [('sleep', 'Slept: {} of 5, from badly to well')],
                        [('connection', 'Closeness to others: {} of 5, from far to near')],
                        [('feelings', 'Feelings: {}')]],
              'said': {'mood': {1: 'very low',
                                2: 'low',
                                3: 'in between',
                                4: 'good',
                                5: 'very good'}},
              'scales': {'mood': (5, False),
                         'energy': (5, True),
                         'anxiety': (5, True),
                         'sleep': (5, True),
                         'connection': (5, True)},
              'added': []},
 'appointment': {'export': 'written',
                 'place_in_time': 'starts_at',
                 'words': None,
                 'lines': [[('purpose', 'Appointment: {}'),
                            ('minutes', '{} minutes'),
                            ('cancelled', 'cancelled')]],
                 'said': {},
                 'scales': {},
                 'added': []},
 'contact': {'export': 'left_out'},
 'invite': {'export': 'left_out'},
 'settings': {'export': 'kept'},
 'retired_key': {'export': 'left_out'},
 'deleted': {'export': 'left_out'}}
# fmt: on

LEFT_OUT = {kind for kind, about in KINDS.items() if about["export"] == "left_out"}


def open_archive(archive: Archive, typed: str) -> Journal:
    """Open everything with a password or a recovery code; `WrongKey` or `Refused` where that cannot be."""
    raw = archive.read("manifest.json", LARGEST_MANIFEST)
    if raw is None:
        raise Refused(Words.NO_MANIFEST)
    manifest = read_manifest(raw)
    journal = Journal(manifest)
    payloads = _payloads(journal, account_key(manifest, typed))
    shown = [entry for entry in payloads if entry.payload["kind"] not in LEFT_OUT]
    journal.entries = sorted(shown, key=lambda entry: (_sortable(entry.payload), entry.entry_id))
    names = {str(entry.payload.get("name", "?")) for entry in payloads if entry.payload["kind"] == "contact"}
    journal.people = sorted(names)
    _open_files(archive, journal)
    return journal


def _payloads(journal: Journal, key: bytes) -> list[Entry]:
    """Open every entry. One that opens under a retired key only (a move to a new key, §12) counts as open."""
    account_id = journal.manifest.account_id
    opened, closed = _under(account_id, key, journal.manifest.entries)
    for one in list(opened):
        if (one.payload["v"], one.payload["kind"]) == (1, "retired_key") and closed:
            more, closed = _under(account_id, from_base64url(one.payload["key"]), closed)
            opened += [entry for entry in more if entry.payload["kind"] != "retired_key"]
    journal.unreadable = closed
    return opened


def _under(account_id: bytes, key: bytes, entries: list[Sealed]) -> tuple[list[Entry], list[Sealed]]:
    journal_key = kdf(key, "key/journal", account_id)
    opened, closed = [], []
    for one in entries:
        try:
            entry = (from_id(one.entry_id), one.revision.to_bytes(8, "big"))
            context = labelled("seal/entry", account_id, *entry)
            padded = open_envelope(journal_key, context, one.envelope)
            payload = read_payload(unpad(padded, 1024, MIB))
            payload.pop("ancestors", None)  # which revisions it was made of: nothing a person wrote
        except (DoesNotOpen, KeyError, TypeError, ValueError):
            closed.append(one)
        else:
            opened.append(Entry(str(one.entry_id), one.revision, payload))
    return opened, closed


def read_payload(raw: bytes) -> Row:
    """Read a payload; ValueError, KeyError or TypeError where it does not read as what it says it is.

    A later version, or a kind nobody knows yet, is kept as it is.
    """
    payload = read_json(raw)
    if not isinstance(payload["kind"], str):
        raise TypeError("kind")
    if whole(payload["v"], 1) == 1 and payload["kind"] in SHAPES:
        SHAPES[payload["kind"]](payload)
    return payload


def _text(value: Any) -> None:
    if not isinstance(value, str):
        raise TypeError("not a text")


def _is_written(payload: Row) -> None:
    _like(MOMENT, payload["written_at"])
    _text(payload["zone"])
    for item in _list(payload["attachments"]):
        _attachment(item)


def _is_note(payload: Row) -> None:
    _is_written(payload)
    _text(payload["text"])


def _is_check_in(payload: Row) -> None:
    _is_written(payload)
    about = KINDS["check_in"]
    for scale, (highest, nullable) in about["scales"].items():
        value = payload.get(scale) if scale in about["added"] else payload[scale]
        if value is not None or not nullable:
            whole(value, 1, highest)
    for feeling in _list(payload["feelings"]):
        _text(feeling)
    _text(payload["words"])


def _is_appointment(payload: Row) -> None:
    _is_written(payload)
    _like(MOMENT, payload["starts_at"])
    _text(payload["purpose"])


def _is_contact(payload: Row) -> None:
    _text(payload["name"])


def _is_nothing_of_a_journal(_payload: Row) -> None:
    raise ValueError("a kind that has no business in a journal")


def _is_retired_key(payload: Row) -> None:
    if len(from_base64url(payload["key"])) != 32:
        raise ValueError("not a key")


SHAPES: dict[str, Callable[[Row], None]] = {
    "note": _is_note,
    "check_in": _is_check_in,
    "appointment": _is_appointment,
    "contact": _is_contact,
    "retired_key": _is_retired_key,
    "hello": _is_nothing_of_a_journal,
}


def _sortable(payload: Row) -> str:
    """Return when it was written, in a form that sorts; what has no such time comes first."""
    found = MOMENT.fullmatch(str(payload.get("written_at", "")))
    return f"{found.string[:19]}.{(found.group(7) or ''):0<6}" if found else ""


def _attachment(item: Row) -> tuple[bytes, bytes, bytes]:
    key, fingerprint = from_base64url(item["key"]), from_base64url(item["hash"])
    if len(key) != 32 or len(fingerprint) != 32:
        raise ValueError("not an attachment")
    _text(item["name"])
    return from_id(item["id"]), key, fingerprint


def _open_files(archive: Archive, journal: Journal) -> None:
    for entry in journal.entries:
        for item in _attachments(entry.payload):
            sealed = archive.read(f"files/{item['id']}", LARGEST_SEALED_FILE)
            name = name_here(item)
            try:
                content = open_file(journal.manifest.account_id, item, sealed or b"")
                journal.files[item["id"]] = name, content
            except DoesNotOpen:
                journal.lost_files.append(name)


def _attachments(payload: Row) -> list[Row]:
    return _list(payload["attachments"]) if _is_in_words(payload) else []


def open_file(account_id: bytes, item: Row, sealed: bytes) -> bytes:
    """Open an attachment, whole or not at all (§9)."""
    file_id, key, fingerprint = _attachment(item)
    if not hmac.compare_digest(hashlib.sha256(sealed).digest(), fingerprint) or len(sealed) < 81:
        raise DoesNotOpen
    chunk_key, body = committed_key(key, labelled("seal/file", account_id, file_id), sealed), sealed[65:]
    starts = range(0, len(body), 65_552)
    plain = [
        decrypt(
            chunk_key,
            index.to_bytes(11, "big") + bytes([index == len(starts) - 1]),
            body[start : start + 65_552],
        )
        for index, start in enumerate(starts)
    ]
    return unpad(b"".join(plain), 65_536, 100 * MIB)


def name_here(item: Row) -> str:
    """Name a file by its id, which is no path, and the ending of its own name."""
    ending = re.search(r"\.[a-z0-9]{1,8}$", item["name"].lower(), re.ASCII)
    return f"{item['id']}{ending.group() if ending else ''}"


# --- the plain export -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """One thing that was written, in words; `facts` are lines that are not the person's own."""

    day: str
    time: str
    facts: list[str]
    words: str
    files: list[str]


def pieces(journal: Journal) -> list[Piece]:
    """Put the journal into words, oldest first; an appointment stands where it took place."""
    kept = {kind for kind, about in KINDS.items() if about["export"] == "kept"}  # nothing anybody wrote
    shown = [entry for entry in journal.entries if entry.payload["kind"] not in kept]
    dated = sorted(shown, key=lambda entry: (_sortable(_placed(entry.payload)), entry.entry_id))
    return [_piece(journal, entry) for entry in dated]


def _placed(payload: Row) -> Row:
    if not _is_in_words(payload):
        return payload
    return {**payload, "written_at": payload[KINDS[payload["kind"]]["place_in_time"]]}


def _is_in_words(payload: Row) -> bool:
    return payload["v"] == 1 and KINDS.get(payload["kind"], {}).get("export") == "written"


def _piece(journal: Journal, entry: Entry) -> Piece:
    there = _there(_placed(entry.payload))
    day = f"{there:%A}, {there.day} {there:%B %Y}" if there else Words.UNDATED
    facts, words = _said(entry.payload)
    return Piece(day, f"{there:%H:%M}" if there else "", facts, words, _names(journal, entry))


def _there(payload: Row) -> datetime | None:
    """Say a moment as the clock on the wall said it where it was written."""
    found = MOMENT.fullmatch(str(payload.get("written_at", "")))
    if not found:
        return None
    try:
        moment = datetime.strptime(found.string[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
        return moment.astimezone(_zone(payload.get("zone")))
    except (ValueError, OverflowError):
        return None


def _zone(name: Any) -> Any:
    try:
        return ZoneInfo(str(name))
    except Exception:  # noqa: BLE001 (a zone nobody knows, or no list of zones on this computer)
        return timezone.utc


def _said(payload: Row) -> tuple[list[str], str]:
    """Put the fields of a kind into the lines declared for it; the person's own words stay as they are."""
    if not _is_in_words(payload):
        return [Words.NEWER], ""
    about = KINDS[payload["kind"]]
    lines = []
    for parts in about["lines"]:
        said = [_in_words(form, payload.get(name), about["said"].get(name, {})) for name, form in parts]
        lines.append(", ".join(part for part in said if part))
    return [line for line in lines if line], str(payload[about["words"]]) if about["words"] else ""


def _in_words(form: str, value: Any, words: Row) -> str:
    if value is None or value is False or value == []:
        return ""
    return form.replace("{}", ", ".join(value) if isinstance(value, list) else str(words.get(value, value)))


def _names(journal: Journal, entry: Entry) -> list[str]:
    ids = [item["id"] for item in _attachments(entry.payload)]
    return [journal.files[one][0] for one in ids if one in journal.files]


def summary(journal: Journal) -> list[str]:
    """Say what is here and what is not, each in one sentence."""
    there = _there({"written_at": journal.manifest.created, "zone": "UTC"})
    day = f"{there.day} {there:%B %Y}" if there else ""
    form = Words.WRITTEN_BY if day else Words.WRITTEN_BY_UNDATED
    entries = plural(len(pieces(journal)), Words.ENTRIES)
    said = [form.format(login=journal.manifest.login, day=day, entries=entries)]
    if journal.people:
        said.append(Words.PEOPLE.format(names=", ".join(journal.people)))
    if lost := len(journal.unreadable):
        said.append(plural(lost, Words.LOST).format(entries=plural(lost, Words.ENTRIES)))
    if lost := len(journal.lost_files):
        said.append(plural(lost, Words.LOST_FILES).format(names=", ".join(journal.lost_files)))
    return said


def as_json(journal: Journal) -> str:
    """Write the payloads as they are, for another program."""
    fields = {
        "format": "interlude-journal",
        "v": 1,
        "login": journal.manifest.login,
        "role": journal.manifest.role,
        "created": journal.manifest.created,
        "people": journal.people,
        "entries": [
            {"entry_id": entry.entry_id, "revision": entry.revision, "payload": entry.payload}
            for entry in journal.entries
        ],
        "unreadable": [{"entry_id": one.entry_id, "revision": one.revision} for one in journal.unreadable],
    }
    return json.dumps(fields, ensure_ascii=False, indent=2) + "\n"


def as_markdown(journal: Journal) -> str:
    """Write the journal as Markdown, newest last; a person's words are quoted and are no markup."""
    parts, day = [f"# {Words.JOURNAL}", *map(_unmarked, summary(journal))], ""
    for piece in pieces(journal):
        parts += [] if piece.day == day else [f"## {piece.day}"]
        day = piece.day
        parts += [f"### {piece.time}".strip(), "\n".join(f"- {_unmarked(fact)}" for fact in piece.facts)]
        lines = re.split(r"\r\n?|\n", piece.words) if piece.words else []
        parts += ["\n".join(f"> {_unmarked(line)}" for line in lines)]
        parts += ["\n".join(f"- {name}" for name in piece.files)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _unmarked(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


STYLE = """
:root { color-scheme: light dark; --paper: #faf7f2; --ink: #2a2723; --quiet: #6b655d; }
@media (prefers-color-scheme: dark) { :root { --paper: #161513; --ink: #ece7df; --quiet: #a49c90; } }
body { background: var(--paper); color: var(--ink); margin: 0 auto; max-width: 66ch; padding: 24px 16px 48px;
  font: 18px/1.6 ui-serif, "New York", Georgia, serif; overflow-wrap: anywhere; }
h1, h2, .about { font-family: system-ui, sans-serif; }
h1 { font-size: 1.4em; } h2 { font-size: 1em; font-weight: 600; margin: 2.5em 0 .5em; }
.about { color: var(--quiet); font-size: .85em; margin: .25em 0; } article { margin-bottom: 1.5em; }
.words { white-space: pre-wrap; margin: 0; }
@media print { body { background: none; color: #000; } article { break-inside: avoid-page; } }
"""


def as_html(journal: Journal) -> str:
    """Write the journal as one page, newest last: no script, and nothing is fetched."""
    about = "".join(f'<p class="about">{_shown(one)}</p>\n' for one in summary(journal))
    articles, day = "", ""
    for piece in pieces(journal):
        articles += ("" if piece.day == day else f"<h2>{_shown(piece.day)}</h2>\n") + _article(piece)
        day = piece.day
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{Words.JOURNAL}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{Words.JOURNAL}</h1>\n{about}{articles}</body>\n</html>\n"
    )


def _article(piece: Piece) -> str:
    about = [line for line in (piece.time, *piece.facts) if line]
    body = "".join(f'<p class="about" dir="auto">{_shown(line)}</p>\n' for line in about)
    if piece.words:
        body += f'<p class="words" dir="auto">{_shown(piece.words)}</p>\n'
    for name in piece.files:
        body += f'<p class="about"><a href="files/{name}">{_shown(name)}</a></p>\n'
    return f"<article>\n{body}</article>\n"


def _shown(text: str) -> str:
    """Escape a text, and take out what would turn a line around or ring a bell; line breaks stay."""
    plain = "".join(
        one
        for one in text
        if one in "\n\t" or unicodedata.category(one) not in {"Cc", "Cf"} or one == "\u200d"
    )
    return html.escape(plain)


def write_plain(journal: Journal, folder: Path) -> None:
    """Write the plain export into a new folder that only its owner may enter; `Refused` if it is there."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError as error:
        raise Refused(Words.FOLDER_EXISTS.format(folder=folder)) from error
    texts = {
        "journal.html": as_html(journal),
        "journal.md": as_markdown(journal),
        "journal.json": as_json(journal),
    }
    for name, text in texts.items():
        _write(folder / name, text.encode("utf-8"))
    if journal.files:
        (folder / "files").mkdir(mode=0o700)
    for name, content in journal.files.values():
        _write(folder / "files" / name, content)


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


# --- the command ------------------------------------------------------------------------------------


def main(given: list[str] | None = None) -> int:
    """Run the command; returns the exit code: 0, 1 refused, 3 wrong password or code."""
    asked = _parser().parse_args(given)
    try:
        open_to(asked.archive, asked.to, lambda: _typed(asked.password_file))
    except WrongKey as error:
        return _complain(error, 3)
    except (Refused, OSError, UnicodeError) as error:
        return _complain(error, 1)
    except KeyboardInterrupt:
        return _complain(Words.STOPPED, 1)
    return 0


def open_to(path: Path, to: Path | None, ask: Callable[[], str]) -> None:
    """Open an archive and write the plain export, saying what is in it."""
    archive = Archive(path)
    folder = to or path.resolve().with_name(f"{path.resolve().stem}-open")
    if folder.exists():
        raise Refused(Words.FOLDER_EXISTS.format(folder=folder))
    journal = open_archive(archive, ask())
    write_plain(journal, folder)
    print(*summary(journal), sep="\n")
    print(Words.WRITTEN_TO.format(folder=folder))


def _typed(file: str | None) -> str:
    if file is None:
        return getpass.getpass(Words.ASKED)
    text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    return text[: -len("\n")].rstrip("\r") if text.endswith("\n") else text


def _complain(what: object, code: int) -> int:
    print(what, file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=Words.ABOUT)
    here = Path(__file__).resolve().parent
    parser.add_argument("archive", nargs="?", type=Path, default=here, help=Words.HELP_ARCHIVE)
    parser.add_argument("--to", type=Path, help=Words.HELP_TO)
    parser.add_argument("--password-file", help=Words.HELP_TYPED)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
