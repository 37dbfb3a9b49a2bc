# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bare WSGI program every figure is compared with.

The same SQLite (WAL, synchronous=FULL), the same commits and reads, the same bytes in and out;
no accounts, no checks, no framework.
"""

from __future__ import annotations

import base64
import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import orjson
from pysqlite3 import dbapi2 as sqlite

StartResponse = Callable[[str, list[tuple[str, str]]], object]
LOCAL = threading.local()
WRITER = threading.Lock()
SCHEMA = """
create table if not exists entries (
    id text primary key, revision integer, envelope blob, deleted integer, position integer, kept_at text
);
create index if not exists entries_position on entries (position);
create table if not exists logins (id blob primary key, token blob);
"""


def connection() -> Any:
    """This thread's own connection, opened once."""
    if not hasattr(LOCAL, "connection"):
        opened = sqlite.connect(os.environ["BARE_DATABASE"], isolation_level=None, timeout=10)
        opened.execute("pragma journal_mode=wal")
        opened.execute("pragma synchronous=full")
        opened.executescript(SCHEMA)
        LOCAL.connection = opened
    return LOCAL.connection


def decoded(text: str) -> bytes:
    """Base64url without padding, as on Interlude's wire."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def keep(entries: list[dict[str, Any]]) -> bytes:
    """Store all entries in one transaction, each with its position."""
    database = connection()
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    with WRITER:
        database.execute("begin immediate")
        head = database.execute("select coalesce(max(position), 0) from entries").fetchone()[0]
        rows = [
            (
                entry["entry_id"],
                entry["revision"],
                decoded(entry["envelope"]),
                entry["deleted"],
                head + place,
                now,
            )
            for place, entry in enumerate(entries, 1)
        ]
        database.executemany("insert into entries values (?, ?, ?, ?, ?, ?)", rows)
        database.execute("commit")
    return orjson.dumps([{"entry_id": row[0], "revision": row[1], "position": row[4]} for row in rows])


def pull(after: int, limit: int) -> bytes:
    """One page of the feed."""
    found = connection().execute(
        "select id, revision, envelope, deleted, position, kept_at from entries"
        " where position > ? order by position limit ?",
        (after, limit),
    )
    rows = [
        {
            "entry_id": row[0],
            "revision": row[1],
            "envelope": base64.urlsafe_b64encode(row[2]).rstrip(b"=").decode(),
            "deleted": bool(row[3]),
            "position": row[4],
            "kept_at": row[5],
        }
        for row in found
    ]
    return orjson.dumps({"entries": rows, "position": after + len(rows)})


def login(body: dict[str, Any]) -> bytes:
    """One hash and one committed row: what any login costs."""
    token = hashlib.sha256(decoded(body["auth_key"])).digest()
    with WRITER:
        connection().execute("insert into logins values (?, ?)", (os.urandom(16), token))
    return orjson.dumps({"token": token.hex()})


def answer(environ: dict[str, Any]) -> bytes:
    """Choose the action by the path."""
    path = environ["PATH_INFO"]
    if path == "/pull":
        words = dict(pair.split("=") for pair in environ["QUERY_STRING"].split("&"))
        return pull(int(words["after"]), int(words["limit"]))
    if path == "/ready":
        return b"{}"
    body = orjson.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    return login(body) if path == "/login" else keep(body["entries"])


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """WSGI."""
    body = answer(environ)
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]
