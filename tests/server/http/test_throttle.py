# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attempts counted together by two processes of one practice, in a real Redis (server/http/throttle.py)."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest

from tests.running import Running, free_port
from tests.server.databases import REDIS
from tests.signed_up import post, register

pytestmark = pytest.mark.redis
Redis = tuple[str, "subprocess.Popen[bytes]"]


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    """A private Redis on loopback that writes nothing to a disk: its address and its process."""
    port, place = free_port(), tmp_path / "redis"
    place.mkdir()
    options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(place)]
    process = subprocess.Popen([str(REDIS), *options], stdout=(place / "log").open("wb"))
    try:
        while b"Ready to accept connections" not in (place / "log").read_bytes():
            assert process.poll() is None
            time.sleep(0.02)
        yield f"redis://127.0.0.1:{port}/0", process
    finally:
        process.kill()
        process.wait(timeout=10)


@pytest.fixture
def two_servers(redis: Redis, tmp_path: Path) -> Iterator[tuple[Running, Running]]:
    env = {"REDIS_URL": redis[0], "INTERLUDE_RATE_LIMITS": "on"}
    with Running(tmp_path / "data", env=env) as one:
        other = Running(one.data, env=env)
        other.start()
        try:
            yield one, other
        finally:
            other.kill()


def sign_in(running: Running, credentials: dict[str, str]) -> int:
    try:
        post(running, "/api/logins", {**credentials, "device": "x", "as": "token"})
    except HTTPError as refused:
        return refused.code
    return 200


def test_mallory_who_guesses_at_two_servers_is_counted_once(two_servers: tuple[Running, Running]) -> None:
    theo = register(two_servers[0], "therapist")
    wrong = theo | {"auth_key": "A" * 43}

    guesses = [sign_in(two_servers[turn % 2], wrong) for turn in range(10)]

    assert guesses == [401] * 10
    assert [sign_in(running, wrong) for running in two_servers] == [429, 429]


def test_without_redis_theo_still_signs_in_and_each_server_counts_alone(
    two_servers: tuple[Running, Running], redis: Redis
) -> None:
    theo = register(two_servers[0], "therapist")
    wrong = theo | {"auth_key": "A" * 43}

    redis[1].kill()
    redis[1].wait()

    assert [sign_in(running, theo) for running in two_servers] == [200, 200]
    assert [sign_in(two_servers[0], wrong) for _ in range(11)] == [401] * 10 + [429]
    assert sign_in(two_servers[1], wrong) == 401
