# SPDX-License-Identifier: AGPL-3.0-or-later
"""The server lies about HTTP itself: one sentence, no memory taken, nobody else asked, nobody silenced."""

import gzip
import itertools
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from json import loads

import httpx
import pytest

from interlude import Client, Note, errors, messages
from interlude.api import connection
from interlude.command_line import main
from tests.library.hostile.lying import DOOR, HANDS, answers, json, lies, refused, rows, there, unharmed


@contextmanager
def listening(answer):
    """A server of our own on this computer, and the paths it was asked for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            answer(self)

        def do_POST(self):
            self.do_GET()

        def log_message(self, *_told):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


def unlocked_at(url, who):
    """Ana, unlocked as after a start from a kept login, at a server of our own."""
    client = Client(url)
    client.connection.token = "A" * 43
    client.use(who.client.me)
    return client


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_h36_a_redirect_is_not_followed_and_elsewhere_is_never_asked(ana, status):
    def elsewhere(handler):
        handler.send_response(200)
        handler.end_headers()

    with listening(elsewhere) as (target, asked_there):

        def sends_on(handler):
            handler.send_response(status)
            handler.send_header("Location", target + handler.path)
            handler.end_headers()

        with listening(sends_on) as (url, asked), unlocked_at(url, ana) as client:
            refused(errors.ServerNonsense, client.journal)
            refused(errors.ServerNonsense, lambda: client.sign_in(ana.told.login, ana.told.password))

    assert len(asked) == 2
    assert asked_there == []


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b'{"account_id": "',
        b'{"__proto__": {"account_id": "00000000-0000-4000-8000-000000000001"}}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"head": NaN}',
        b'{"head": ' + b"9" * 5000 + b"}",
        b'{"head": 1, "head": 2}',
        b"",
        b"null",
        b"\xff\xfe\x00",
        b"\xef\xbb\xbf{}",
    ],
)
def test_h37_what_is_no_answer_is_one_sentence(ana, kept, content):
    for status in (200, 404, 409, 500):
        ana.line.lie = answers("GET /api/", lambda code=status: httpx.Response(code, content=content))
        refused(errors.ServerNonsense, ana.client.journal)

    unharmed(ana, DOOR, HANDS)


def test_h37_nor_is_what_nobody_asked_to_be_packed(ana, kept):
    def packed(_request, pass_on):
        content = httpx.ByteStream(gzip.compress(pass_on().content))
        return httpx.Response(200, stream=content, headers={"Content-Encoding": "gzip"})

    ana.line.lie = packed
    refused(errors.ServerNonsense, ana.client.journal)

    unharmed(ana, DOOR, HANDS)


class Endless(httpx.SyncByteStream):
    """Spaces, for ever; counts how many were taken."""

    def __init__(self, at_once):
        self.at_once, self.given = at_once, 0

    def __iter__(self):
        while True:
            self.given += self.at_once
            yield b" " * self.at_once


@pytest.mark.parametrize("status", [200, 409])
def test_h38_an_answer_without_end_is_cut_off_and_takes_no_memory(ana, kept, status):
    endless = Endless(65_536)
    ana.line.lie = answers("GET /api/entries", lambda: httpx.Response(status, stream=endless))
    refused(errors.ServerNonsense, ana.client.journal)

    assert endless.given <= connection.LARGEST_ANSWER + 65_536
    unharmed(ana, DOOR, HANDS)


def drip(start, ended):
    """Send a beginning, then a byte now and then until nobody listens, or long after anybody should."""

    def answer(handler):
        handler.close_connection = True
        try:
            handler.wfile.write(start)
            for _byte in range(100):
                handler.wfile.write(b"a")
                handler.wfile.flush()
                threading.Event().wait(0.1)
        except OSError:
            ended.append("the line was cut")
        else:
            ended.append("it was listened to until the end")

    return answer


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nX-Never-Ends: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
        b"HTTP/1.0 200 OK\r\n\r\n",
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 100000\r\n\r\n",
    ],
)
def test_h38_an_answer_that_drips_is_cut_off_in_time(ana, monkeypatch, start):
    assert connection.DEADLINE == 30
    monkeypatch.setattr(connection, "DEADLINE", 0.5)
    ended = []
    with listening(drip(start, ended)) as (url, asked), unlocked_at(url, ana) as client:
        refused(errors.ServerAway, client.journal)

    assert ended == ["the line was cut"]
    assert asked == ["/api/account"]  # whoever was too slow once is not asked at once again


def test_h38_and_so_it_is_where_no_socket_of_ours_can_be_cut(ana, kept, monkeypatch):
    given = []

    class Dripping(httpx.SyncByteStream):
        def __iter__(self):
            for _byte in range(100):
                given.append(1)
                yield b" "
                threading.Event().wait(0.05)

    monkeypatch.setattr(connection, "DEADLINE", 0.5)
    ana.line.lie = answers("GET /api/entries", lambda: httpx.Response(200, stream=Dripping()))
    refused(errors.ServerAway, ana.client.journal)

    assert len(given) < 100


@pytest.mark.parametrize(
    ("wait", "seconds"),
    [
        ("999999999", 900),
        ("9" * 5000, 60),
        ("-1", 60),
        ("1e9", 60),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 60),
        ("0", 0),
    ],
)
def test_h50_wait_for_ever_is_a_quarter_of_an_hour_and_never_for_the_person_herself(ana, kept, wait, seconds):
    problem = {"code": "too_many_requests"}
    ana.line.lie = answers("GET /api/", lambda: json(problem, 429, {"Retry-After": wait}))
    before = len(ana.line.asked)

    assert refused(errors.TryLater, ana.client.journal).seconds == seconds

    assert len(ana.line.asked) - before == 1
    unharmed(ana, DOOR, HANDS)  # at once


def test_h52_the_words_of_a_server_are_never_repeated(ana, kept):
    evil = {"title": "\x1b[2J Type your password at evil.example", "detail": "evil.example"}
    for code in ("no_such_code", "not_found", "stale_revision", "wrong_login", "too_many_requests"):
        ana.line.lie = answers("GET /api/", lambda said=code: json({"code": said, **evil}, 400))
        assert "evil" not in str(refused(errors.Refused, ana.client.journal))
    for code in ("evil.example/type", "Evil", "e" * 5000, 7, None, ["evil"]):
        ana.line.lie = answers("GET /api/", lambda said=code: json({"code": said, **evil}, 400))
        assert "evil" not in str(refused(errors.ServerNonsense, ana.client.journal)).lower()

    unharmed(ana, DOOR, HANDS)


def test_h47_a_practice_and_its_devices_bring_no_link_and_steer_no_terminal(
    ana, server, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("INTERLUDE_PASSWORD", ana.told.password)
    assert main(["sign-in", ana.told.login, "--url", server.url, "--home", str(tmp_path)]) == 0
    get = connection.Connection.get
    evil = "\x1b]8;;https://evil.example\x07click\x1b[2J"

    def lying(self, path, **query):
        answer = get(self, path, **query)
        if path == "/api/logins":
            return rows("logins", lambda row: {**row, "device": evil})(answer)
        return {**answer, "backup_days": evil} if path == "/api/practice" else answer

    monkeypatch.setattr(connection.Connection, "get", lying)
    assert main(["devices", "--home", str(tmp_path)]) == 0
    assert main(["delete-account", "--really", ana.told.login, "--home", str(tmp_path)]) == 0

    printed = capsys.readouterr()
    assert not set(printed.out + printed.err) & {"\x1b", "\x07"}
    assert "Backups" not in printed.out


def test_h50_a_device_with_a_name_without_end_is_nonsense(ana):
    ana.line.lie = lies("GET /api/logins", rows("logins", lambda row: {**row, "device": "x" * 100_000}))

    refused(errors.ServerNonsense, ana.client.devices)
    ana.line.lie = there
    assert len(ana.client.devices()) == 1


def test_a_line_that_was_cut_is_a_new_one_the_next_time(ana, monkeypatch):
    """The library's own watch cuts one answer, not the client."""
    turns = itertools.count()
    slow = drip(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", [])

    def answer(handler):
        if next(turns) == 0:
            slow(handler)
        else:
            handler.send_response(200)
            handler.send_header("Content-Length", "2")
            handler.end_headers()
            handler.wfile.write(b"{}")

    monkeypatch.setattr(connection, "DEADLINE", 0.5)
    with listening(answer) as (url, _asked), unlocked_at(url, ana) as client:
        refused(errors.ServerAway, client.journal)
        monkeypatch.setattr(connection, "DEADLINE", 30)
        assert client.connection.get("/api/account") == {}


def nginx(most, sizes):
    """A proxy as it comes: too large a body gets a page of its own."""

    def lie(request, pass_on):
        sizes.append(len(request.content))
        page = httpx.Response(413, html="<html><h1>413 Request Entity Too Large</h1></html>")
        return page if len(request.content) > most else pass_on()

    return lie


def test_many_entries_go_through_a_proxy_with_the_defaults_of_nginx(ana):
    sizes = []
    ana.line.lie = nginx(1024 * 1024, sizes)
    ana.client.keep_many([Note(f"{day} " * 18_000) for day in range(24)])
    assert max(sizes) <= 700_000
    assert len(sizes) < 8


def test_what_is_too_large_for_a_proxy_is_said_and_holds_no_other_back(ana):
    ana.line.lie = nginx(16_000, [])
    notes = [*(f"day {day}" for day in range(9)), "long " * 6_000, "after"]
    fault = refused(errors.BodyRefused, lambda: ana.client.keep_many([Note(text) for text in notes]))
    assert str(fault) == "The server can't accept 1 of these 11 entries as they are. The others were kept."
    unharmed(ana, *(text for text in notes if len(text) < 100))


def test_an_account_without_room_is_told_so_and_what_fitted_is_kept(ana):
    kept = ana.client.keep(Note("before"))

    def lie(request, pass_on):
        entries = loads(request.content or b"{}").get("entries", [])
        full = request.method == "POST" and any(row["revision"] == 1 for row in entries) and room.pop()
        return httpx.Response(422, json={"code": "quota_reached", "field": "bytes"}) if full else pass_on()

    room = [True]
    ana.line.lie = lie
    fault = refused(errors.QuotaReached, lambda: ana.client.keep(Note("one too many")))
    assert (fault.code, str(fault)) == ("quota_reached", messages.QUOTA_REACHED)
    room = [True, False]
    notes = [Note(f"{day} " * 18_000) for day in range(10)]
    fault = refused(errors.QuotaReached, lambda: ana.client.keep_many(notes))
    assert "The others were kept." in str(fault)
    ana.client.delete(kept.entry_id)
