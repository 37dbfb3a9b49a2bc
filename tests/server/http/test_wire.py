# SPDX-License-Identifier: AGPL-3.0-or-later
"""What crosses the wire has one form (server/http/wire.py, server/storage/sealed.py)."""

import base64
import io
import os

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from server.http.bodies import strict_json
from server.http.problems import NotJson
from server.http.wire import from_base64url, to_base64url
from server.storage import sealed
from tests.server.people import Person, code_of, some_id


@given(st.binary(max_size=200))
def test_bytes_come_back_as_they_went(value: bytes) -> None:
    assert from_base64url(to_base64url(value)) == value


@given(st.text(alphabet="ABab01-_", max_size=9))
def test_there_is_one_way_to_write_each_value(text: str) -> None:
    try:
        value = from_base64url(text)
    except ValueError:
        return
    assert to_base64url(value) == text


@pytest.mark.parametrize(
    "text", ["A", "AB", "AAB", "AA==", "AA=", "A A", "AA\n", "+/+/", "AAAAA", "ÄÄÄÄ", "AA\x00A"]
)
def test_every_other_way_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not base64url|unused bits"):
        from_base64url(text)


def test_pythons_own_decoder_would_let_them_pass() -> None:
    assert base64.urlsafe_b64decode("AB==") == base64.urlsafe_b64decode("AA==")


@pytest.mark.parametrize(
    ("size", "rounded"),
    [
        (1, 1024),
        (1024, 1024),
        (1025, 2048),
        (2048, 2048),
        (32_769, 65_536),
        (65_536, 65_536),
        (65_537, 67_584),
        (1_048_576, 1_048_576),
        (1_048_584, 1_081_344),
    ],
)
def test_buckets_are_those_of_the_protocol(size: int, rounded: int) -> None:
    assert sealed.bucket(size, 1024) == rounded
    assert sealed.is_padded_envelope(b"\x01" * (81 + rounded))


@given(st.integers(min_value=0, max_value=1_300_000))
def test_a_length_is_allowed_exactly_when_it_is_a_bucket(size: int) -> None:
    padded = size - 81
    allowed = 1024 <= padded <= 1_081_344 and sealed.bucket(padded, 1024) == padded

    assert sealed.is_padded_envelope(b"\x01" + bytes(max(0, size - 1))) == allowed or size == 0


@pytest.mark.parametrize("version", [0, 2, 255])
def test_another_version_is_refused(version: int) -> None:
    assert not sealed.is_padded_envelope(bytes([version]) + bytes(80 + 1024))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a":1,"a":2}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":-Infinity}',
        b'\xef\xbb\xbf{"a":1}',
        '{"a":1}'.encode("utf-16"),
        b'{"a":"\xff"}',
        rb'{"a":"\ud800"}',
        b"[" * 100_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b'{"a":1}x',
        b'{"a":' + b"9" * 5000 + b"}",
    ],
)
def test_json_with_no_reading_or_several_is_none(body: bytes) -> None:
    with pytest.raises(NotJson):
        strict_json(body)


def post(app: Flask, body: bytes, **headers: str) -> tuple[int, str]:
    answer = app.test_client().post(
        "/api/prelogin", data=body, headers={"Content-Type": "application/json"} | headers
    )
    return code_of(answer)


def test_a_body_that_is_not_json_says_so(app: Flask) -> None:
    assert post(app, b"login=ana") == (415, "not_json")
    assert post(app, b'{"login":"ana","login":"bea"}') == (415, "not_json")


@pytest.mark.parametrize("body", [b"[]", b'"ana"', b"null", b"7"])
def test_json_that_is_no_object_is_refused(app: Flask, body: bytes) -> None:
    assert post(app, body) == (422, "invalid_request")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16"]
)
def test_other_types_are_not_read(app: Flask, kind: str) -> None:
    assert post(app, b'{"login":"ana"}', **{"Content-Type": kind}) == (415, "unsupported_media_type")


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "identity"])
def test_a_body_is_never_decompressed(app: Flask, coding: str) -> None:
    assert post(app, b'{"login":"ana"}', **{"Content-Encoding": coding}) == (415, "unsupported_media_type")


class Tripwire(io.RawIOBase):
    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: object) -> int:
        raise AssertionError("it was read")


class Endless(io.RawIOBase):
    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        buffer[:] = b" " * len(buffer)
        return len(buffer)


def stream(app: Flask, body: io.RawIOBase, **environ: object) -> tuple[int, str]:
    given = {"wsgi.input": body, "CONTENT_TYPE": "application/json", **environ}
    return code_of(app.test_client().post("/api/prelogin", environ_overrides=given))


def test_a_body_beyond_the_bound_is_not_read(app: Flask) -> None:
    assert stream(app, Tripwire(), CONTENT_LENGTH=str(64 * 1024 + 1)) == (413, "body_too_large")


def test_a_body_without_length_is_bounded_too(app: Flask) -> None:
    given = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}

    assert stream(app, Endless(), **given) == (413, "body_too_large")


def test_what_was_sent_is_not_repeated_in_a_problem(ana: Person) -> None:
    marked = "m4rk3d-w0rd"
    body = {
        "revision": marked,
        "envelope": marked,
        "deleted": marked,
        "attachment_ids": [marked],
        "x" * 300: 1,
    }

    answer = ana.put(f"/api/entries/{some_id()}", json=body)

    assert answer.status_code == 422
    assert marked not in answer.get_data(as_text=True)
    assert max(map(len, answer.json["errors"])) <= 64


def test_random_bytes_at_every_door_are_refused_and_nothing_falls(app: Flask, ana: Person) -> None:
    changing = [
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"POST", "PUT"}
    ]
    for method, rule in changing:
        path = "/".join(
            some_id() if end_pairing_of.startswith("<") else end_pairing_of
            for end_pairing_of in rule.split("/")
        )
        for body in (os.urandom(200), b"{}", b"[[[[", b'{"a":{"b":[{}]}}'):
            answer = ana.ask(method, path, data=body, headers={"Content-Type": "application/json"})
            assert 400 <= answer.status_code < 500, (rule, body)
