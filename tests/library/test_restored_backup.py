"""The clinic restores last night's backup: what Ana's device still holds is given back."""

import shutil

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
