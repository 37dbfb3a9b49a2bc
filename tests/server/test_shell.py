"""The built web app, served (server/shell.py)."""

from pathlib import Path

import pytest
from flask import Flask

from tests.server.people import code_of


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
