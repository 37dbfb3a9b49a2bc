# SPDX-License-Identifier: AGPL-3.0-or-later
"""The description of the API: committed, complete, and readable by people."""

import json
import re

from flask import Flask

from server import cli
from server.http.guard import HEADERS


def spec(app: Flask) -> dict[str, dict[str, dict[str, dict[str, object]]]]:
    return dict(app.test_client().get("/api/openapi.json").json)


def test_the_committed_copy_is_what_the_server_says(app: Flask) -> None:
    with app.app_context():
        said = cli.openapi_json()

    assert cli.SPEC.read_bytes() == said, "run: flask --app server write-openapi"
    assert json.loads(said) == spec(app)


def test_every_endpoint_below_api_is_described(app: Flask) -> None:
    described = {
        (method.upper(), path)
        for path, methods in spec(app)["paths"].items()
        for method in methods
        if method != "parameters"  # those all methods of a path share
    }
    served = {
        (method, re.sub(r"<\w+:(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    about_the_api = {("GET", f"/api/{name}") for name in ("openapi.json", "docs", "docs.css")}

    assert described == served - about_the_api


def test_every_endpoint_says_in_a_sentence_what_it_does(app: Flask) -> None:
    for path, methods in spec(app)["paths"].items():
        for endpoint in methods.values():
            if isinstance(endpoint, dict):
                assert str(endpoint["summary"]).endswith("."), path


def test_it_is_openapi_3_1_and_closed_to_unknown_fields(app: Flask) -> None:
    told = spec(app)

    assert str(told["openapi"]).startswith("3.1")
    assert told["components"]["schemas"]["SealedEntry"]["additionalProperties"] is False


def test_what_may_be_null_says_so(app: Flask) -> None:
    schemas = spec(app)["components"]["schemas"]

    assert schemas["SealedEntry"]["properties"]["replaces"]["type"] == ["integer", "null"]
    assert schemas["Share"]["properties"]["envelope"]["type"] == ["string", "null"]
    assert schemas["Share"]["properties"]["expires_at"]["type"] == ["string", "null"]
    assert schemas["Entry"]["properties"]["envelope"]["type"] == "string"


def test_endpoints_behind_a_login_say_so(app: Flask) -> None:
    paths = spec(app)["paths"]

    assert paths["/api/entries"]["get"]["security"]
    assert "security" not in paths["/api/prelogin"]["post"]


def test_people_read_the_endpoints_under_our_own_policy(app: Flask) -> None:
    page = app.test_client().get("/api/docs")
    html = page.get_data(as_text=True)

    assert page.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
    assert "PUT /api/entries/{entry_id}" in html
    assert "Keep a sealed entry" in html
    assert not re.findall(r"<script|style=|https?://", html)
    assert app.test_client().get("/api/docs.css").mimetype == "text/css"
