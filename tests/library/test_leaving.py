# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ana leaves: first her words are taken along, then everything goes, and her name is free again."""

import zipfile

import pytest

from interlude import Client, Note, errors
from interlude.archive import open as reader
from interlude.command_line import NO_PROBLEM, NOT_SIGNED_IN, REFUSED, main


def test_a_wrong_proof_deletes_nothing(ana, mallory):
    kept = ana.client.keep(Note("The door was blue."))

    with pytest.raises(errors.WrongPassword):
        ana.client.delete_account(mallory.told.password)

    assert [entry.entry_id for entry in ana.client.journal()] == [kept.entry_id]


def test_everything_goes_and_the_name_is_free(ana, paired, theo, server):
    ana.client.share(ana.client.keep(Note("The door was blue.")), "Theo")
    assert len(theo.client.shares()) == 1

    ana.client.delete_account(ana.told.password)

    assert theo.client.shares() == []
    with pytest.raises(errors.Locked):
        ana.client.journal()
    with Client(server.url) as other:
        with pytest.raises(errors.WrongPassword):
            other.sign_in(ana.told.login, ana.told.password)
        with pytest.raises(errors.WrongPassword):
            other.recover(ana.told.login, ana.told.recovery_code)
        other.register(ana.told.login)
        assert other.journal() == []


def test_the_code_proves_it_too(ana):
    ana.client.delete_account(ana.told.recovery_code)

    with pytest.raises(errors.Locked):
        ana.client.devices()


@pytest.mark.full_cost
def test_an_archive_outlives_the_account(ana, tmp_path):
    ana.client.keep(Note("The door was blue."))
    ana.client.export(tmp_path / "mine.zip")
    ana.client.delete_account(ana.told.password)

    journal = reader.open_archive(reader.Archive(tmp_path / "mine.zip"), ana.told.password)

    assert [entry.payload["text"] for entry in journal.entries] == ["The door was blue."]


def test_an_archive_made_in_the_middle_of_a_new_key_holds_everything(ana, tmp_path):
    ana.client.keep_many(Note(f"note {number}") for number in range(3))
    told = ana.client.rotate(ana.told.password)
    ana.client.export(tmp_path / "mine.zip")

    journal = reader.open_archive(reader.Archive(tmp_path / "mine.zip"), told.recovery_code)

    assert sorted(entry.payload["text"] for entry in journal.entries) == ["note 0", "note 1", "note 2"]
    assert journal.unreadable == []
    assert "retired" not in reader.as_json(journal)


def test_a_page_of_the_app_goes_into_an_archive_where_it_is_given(ana, tmp_path):
    (tmp_path / "open.html").write_text("<!doctype html>")

    ana.client.export(tmp_path / "mine.zip", open_html=tmp_path / "open.html")

    names = zipfile.ZipFile(tmp_path / "mine.zip").namelist()
    assert sorted(names) == ["README.txt", "manifest.json", "open.html", "open.py"]


def test_the_same_from_a_shell_and_never_by_mistake(ana, server, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("INTERLUDE_PASSWORD", ana.told.password)
    home = ["--home", str(tmp_path)]
    assert main(["sign-in", ana.told.login, "--url", server.url, *home]) == NO_PROBLEM

    assert main(["delete-account", *home]) == REFUSED
    assert "Nothing was deleted" in capsys.readouterr().err
    assert main(["delete-account", "--really", ana.told.login, *home]) == NO_PROBLEM
    assert "35 days" in capsys.readouterr().out
    assert main(["list", *home]) == NOT_SIGNED_IN
