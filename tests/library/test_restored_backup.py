# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clinic restores last night's backup: what Ana's device still holds is given back."""

import shutil

import pytest

from interlude import Client, Note
from tests.running import Running


def texts(client):
    return sorted(entry.content.text for entry in client.journal())


def database(server):
    return [path for path in server.data.iterdir() if path.name.startswith("interlude.sqlite3")]


def test_nothing_a_device_holds_is_lost_when_a_backup_is_restored(tmp_path):
    backup = tmp_path / "backup"
    backup.mkdir()
    data = tmp_path / "server"
    data.mkdir()
    (data / "practice.json").write_text('{"registration": "open"}')
    with Running(data) as server, Client(server.url) as ana:
        told = ana.register("ana")
        kept, gone = ana.keep_many([Note("before the backup"), Note("deleted after it")])
        server.stop()
        for path in database(server):
            shutil.copy(path, backup)
        server.start()
        ana.edit(kept, text="edited after the backup")
        ana.delete(gone)
        ana.keep_many(Note(f"after the backup, number {number}") for number in range(5))
        held = texts(ana)

        server.stop()
        for path in database(server):
            path.unlink()
        for path in backup.iterdir():
            shutil.copy(path, data)
        server.start()

        assert texts(ana) == held
        with Client(server.url) as new_phone:
            new_phone.sign_in(told.login, told.password)
            assert texts(new_phone) == held


def put_back(server, backup):
    server.stop()
    for path in database(server):
        path.unlink()
    for path in backup.iterdir():
        shutil.copy(path, server.data)
    server.start()


@pytest.mark.parametrize("read_before", [False, True])
def test_giving_back_writes_over_nothing_another_device_wrote_after_the_restore(tmp_path, read_before):
    backup, data = tmp_path / "backup", tmp_path / "server"
    backup.mkdir()
    data.mkdir()
    (data / "practice.json").write_text('{"registration": "open"}')
    with Running(data) as server, Client(server.url) as laptop, Client(server.url) as phone:
        told = laptop.register("ana")
        kept = laptop.keep(Note("the door"))
        server.stop()
        for path in database(server):
            shutil.copy(path, backup)
        server.start()
        kept = laptop.edit(kept, text="the door was blue")
        laptop.edit(kept, text="the door was blue, I think")
        if read_before:  # else only the row itself tells that the server was set back
            texts(laptop)
        put_back(server, backup)
        phone.sign_in(told.login, told.password)
        phone.edit(kept.entry_id, text="the door, and behind it my mother")

        assert [part in texts(laptop)[0] for part in ("blue, I think", "my mother")] == [True, True]
        assert texts(phone) == texts(laptop)


def test_a_client_that_has_only_written_so_far_gives_everything_back_too(tmp_path):
    backup, data = tmp_path / "backup", tmp_path / "server"
    backup.mkdir()
    data.mkdir()
    (data / "practice.json").write_text('{"registration": "open"}')
    with Running(data) as server, Client(server.url) as ana, Client(server.url) as phone:
        told = ana.register("ana")
        server.stop()
        for path in database(server):
            shutil.copy(path, backup)
        server.start()
        ana.keep(Note("written and never read back"))
        put_back(server, backup)
        ana.journal()

        assert texts(phone.sign_in(told.login, told.password)) == ["written and never read back"]
