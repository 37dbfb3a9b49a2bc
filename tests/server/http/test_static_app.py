# SPDX-License-Identifier: AGPL-3.0-or-later
"""The built web app, served (server/http/static_app.py)."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.server.people import Person, code_of

ZIPPED = gzip.compress(b"export {}")


@pytest.fixture
def compressed_app(built_webapp: Path) -> Iterator[Path]:
    """The web app with what the build leaves beside its files."""
    copies = {"assets/app-1a2b.js.br": b"as brotli", "index.html.br": b"the page as brotli"}
    copies |= {"assets/app-1a2b.js.gz": ZIPPED}
    for name, content in copies.items():
        (built_webapp / name).write_bytes(content)
    yield built_webapp
    for name in copies:
        (built_webapp / name).unlink()


@pytest.mark.parametrize("path", ["/", "/i", "/enrol", "/journal/anything", "/apish", "/index.html"])
def test_every_address_of_the_app_is_its_one_page(app: Flask, built_webapp: Path, path: str) -> None:
    answer = app.test_client().get(path)

    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert answer.data == (built_webapp / "index.html").read_bytes()
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["sw.js", "manifest.webmanifest"])
def test_worker_and_manifest_are_asked_for_each_time(app: Flask, built_webapp: Path, name: str) -> None:
    answer = app.test_client().get(f"/{name}")

    assert answer.data == (built_webapp / name).read_bytes()
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.usefixtures("built_webapp")
def test_a_file_named_by_its_hash_is_kept_for_ever(app: Flask) -> None:
    answer = app.test_client().get("/assets/app-1a2b.js")

    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.mimetype == "text/javascript"


@pytest.mark.parametrize(
    ("readable", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0", None),
        ("identity", None),
        ("", None),
    ],
)
@pytest.mark.usefixtures("compressed_app")
def test_a_browser_gets_the_smallest_copy_it_can_read(app: Flask, readable: str, coding: str | None) -> None:
    answer = app.test_client().get("/assets/app-1a2b.js", headers={"Accept-Encoding": readable})

    assert answer.headers.get("Content-Encoding") == coding
    assert answer.data == {"br": b"as brotli", "gzip": ZIPPED, None: b"export {}"}[coding]
    assert (answer.mimetype, answer.headers["Vary"]) == ("text/javascript", "Accept-Encoding")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.usefixtures("compressed_app")
def test_a_copy_has_a_tag_of_its_own_and_is_not_sent_twice(app: Flask) -> None:
    client = app.test_client()
    whole, copy = (client.get("/", headers={"Accept-Encoding": coding}) for coding in ("identity", "br"))

    tags = {answer.headers["ETag"] for answer in (whole, copy)}
    headers = {"Accept-Encoding": "br", "If-None-Match": copy.headers["ETag"]}
    again = client.get("/", headers=headers)

    assert len(tags) == 2
    assert (again.status_code, again.headers["Vary"]) == (304, "Accept-Encoding")


@pytest.mark.usefixtures("compressed_app")
def test_what_has_no_copy_comes_whole(app: Flask) -> None:
    answer = app.test_client().get("/manifest.webmanifest", headers={"Accept-Encoding": "br, gzip"})

    assert answer.data == b"{}"
    assert "Content-Encoding" not in answer.headers


def test_no_answer_of_the_api_is_compressed(ana: Person, compressed_app: Path) -> None:
    ana.keep()

    answer = ana.get("/api/entries", headers={"Accept-Encoding": "br, gzip"})

    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
    assert answer.json["entries"]


@pytest.mark.usefixtures("built_webapp")
def test_a_missing_asset_is_not_the_page(app: Flask) -> None:
    assert code_of(app.test_client().get("/assets/app-old.js")) == (404, "not_found")


@pytest.mark.parametrize("path", ["/../secret", "/assets/../../secret", "/%2e%2e/secret", "//etc/passwd"])
def test_nothing_outside_the_app_is_served(app: Flask, built_webapp: Path, path: str) -> None:
    (built_webapp.parent / "planted").write_text("secret")
    answer = app.test_client().get(path.replace("secret", "planted"))

    assert b"secret" not in answer.data


def test_an_app_that_is_not_built_says_so(app_with: object, tmp_path: Path) -> None:
    app: Flask = app_with(webapp=tmp_path)  # type: ignore[operator]

    assert code_of(app.test_client().get("/")) == (503, "not_ready")
