# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the operator decides (server/config.py), and the secret (server/secret.py)."""

import json
import stat
from pathlib import Path

import pytest

from server.config import BadConfiguration, Practice, driver_named, read_practice, read_settings
from server.secret import NoSecret, ServerSecret, make_secret


def test_without_a_word_from_the_operator_it_is_sqlite_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("DATABASE_URL", "INTERLUDE_ORIGIN", "INTERLUDE_RATE_LIMITS", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("INTERLUDE_DATA", str(tmp_path))

    settings = read_settings()

    assert settings.database_url == f"sqlite:///{tmp_path}/interlude.sqlite3"
    assert settings.origins == ("http://localhost:8000", "http://127.0.0.1:8000")
    assert settings.secret_file == tmp_path / "secret"
    assert settings.rate_limits
    assert settings.practice == Practice()


def test_the_operator_has_the_last_word(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@db/interlude")
    monkeypatch.setenv("INTERLUDE_ORIGIN", "https://a.example/,https://b.example")
    monkeypatch.setenv("INTERLUDE_RATE_LIMITS", "off")

    settings = read_settings()

    assert settings.database_url == "postgresql+psycopg://u@db/interlude"
    assert settings.origins == ("https://a.example", "https://b.example")
    assert not settings.rate_limits


def test_a_driver_that_is_named_stays() -> None:
    assert driver_named("postgresql+psycopg://x") == "postgresql+psycopg://x"
    assert driver_named("postgres://x") == "postgresql+psycopg://x"


def test_a_practice_says_whom_to_call(tmp_path: Path) -> None:
    file = tmp_path / "practice.json"
    file.write_text(json.dumps({"name": "See", "help": [{"name": "K", "number": "1", "text": "t"}]}))

    practice = read_practice(file)

    assert (practice.name, practice.registration, practice.help[0].number) == ("See", "invite", "1")


@pytest.mark.parametrize(
    "text", ["{", '{"registration": "all"}', '{"help": [{"name": "K"}]}', '{"help": [7]}', "[]"]
)
def test_a_practice_file_that_is_none_stops_the_start(tmp_path: Path, text: str) -> None:
    file = tmp_path / "practice.json"
    file.write_text(text)

    with pytest.raises(BadConfiguration):
        read_practice(file)


def test_the_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "new" / "secret"

    assert make_secret(file)
    made = file.read_bytes()
    assert not make_secret(file)

    assert (file.read_bytes(), len(made)) == (made, 32)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_secret_that_is_missing_or_short_is_no_secret(tmp_path: Path) -> None:
    short = tmp_path / "short"
    short.write_bytes(b"x" * 31)

    for file in (tmp_path / "none", short):
        with pytest.raises(NoSecret):
            ServerSecret(file).check()


def test_one_purpose_one_hash(tmp_path: Path) -> None:
    make_secret(tmp_path / "secret")
    secret = ServerSecret(tmp_path / "secret")

    hashes = {secret.keyed_hash(purpose, b"value") for purpose in ("login", "throttle")}
    assert len(hashes | {secret.unknown_salt("value")}) == 3
