# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ana and Theo use the command line; what it keeps on disk is no key and no password."""

import io
import json
import stat

import pytest

from interlude.command_line import AWAY, NO_PROBLEM, NOT_SIGNED_IN, REFUSED, main


@pytest.fixture
def terminal(server, tmp_path, monkeypatch, capsys):
    """Run commands as one person: terminal(ana) gives her run(…) → (exit code, out, err)."""

    def of(person):
        home = tmp_path / person.told.login

        def run(*words):
            monkeypatch.setenv("INTERLUDE_PASSWORD", person.told.password)
            code = main([*words, "--home", str(home)])
            printed = capsys.readouterr()
            return code, printed.out, printed.err

        second_step = ["--code", person.codes()] if person.told.totp_secret else []
        assert run("sign-in", person.told.login, "--url", server.url, *second_step)[0] == NO_PROBLEM
        run.home = home
        return run

    return of


def test_ana_keeps_a_note_and_a_check_in_and_lists_them(ana, terminal):
    run = terminal(ana)

    assert run("keep", "The door", "was blue.")[0] == NO_PROBLEM
    assert run("keep", "--mood", "4", "--feeling", "calm", "Better.")[0] == NO_PROBLEM
    code, out, _err = run("list")

    assert code == NO_PROBLEM
    assert "The door was blue." in out
    assert "mood good, calm" in out


def test_a_note_is_read_from_standard_input(ana, terminal, monkeypatch):
    run = terminal(ana)
    monkeypatch.setattr("sys.stdin", io.StringIO("line one\nline two\n"))

    run("keep")

    assert [entry.content.text for entry in ana.client.journal()] == ["line one\nline two\n"]


def test_json_is_one_payload_a_line(ana, terminal):
    run = terminal(ana)
    run("keep", "The door was blue.")

    (line,) = run("list", "--json")[1].splitlines()

    assert json.loads(line)["payload"]["text"] == "The door was blue."


def test_the_kept_file_is_private_and_holds_no_key_and_no_password(ana, terminal):
    run = terminal(ana)
    file = run.home / "login.json"
    kept = file.read_text()

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert ana.told.password not in kept
    assert ana.client.me.keys.account_key.hex() not in kept
    assert set(json.loads(kept)) == {"url", "login", "role", "account_id", "token", "slot", "public_key"}


def test_a_file_open_to_others_is_not_used(ana, terminal):
    run = terminal(ana)
    (run.home / "login.json").chmod(0o644)

    code, _out, err = run("list")

    assert code == NOT_SIGNED_IN
    assert "600" in err


def test_ana_shares_and_theo_reads_the_brief(ana, theo, paired, terminal):
    shared = ana.client.keep_many([])
    assert shared == []
    hers, his = terminal(ana), terminal(theo)
    entry_id = hers("keep", "The door was blue.")[1].split()[-1]
    hers("keep", "Only for me.")

    assert hers("share", entry_id, "Theo", "--days", "7")[0] == NO_PROBLEM
    code, out, _err = his("brief", "Ana R.")

    assert code == NO_PROBLEM
    assert "The door was blue." in out
    assert "Only for me." not in out
    assert ana.client.shares()[0].opened_at is not None


def test_both_print_the_same_words(ana, theo, paired, terminal):
    hers = terminal(ana)("people")[1]
    his = terminal(theo)("people")[1]

    assert hers.partition(": ")[2] == his.partition(": ")[2] != ""


def test_a_wrong_password_is_one_sentence_and_code_3(ana, terminal, monkeypatch, tmp_path):
    run = terminal(ana)
    wrong = tmp_path / "password"
    wrong.write_text("open the blue door please now\n")

    code, _out, err = run("list", "--password-file", str(wrong))

    assert code == NOT_SIGNED_IN
    assert err == "This password doesn't unlock the account.\n"


def test_a_login_ended_elsewhere_is_one_sentence(ana, terminal):
    run = terminal(ana)
    for login in ana.client.connection.get("/api/logins")["logins"]:
        if login["device"] == "Terminal":
            ana.client.connection.delete(f"/api/logins/{login['login_id']}")

    code, _out, err = run("list")

    assert code == NOT_SIGNED_IN
    assert err.count("\n") == 1


def test_signing_out_ends_the_login_and_removes_the_file(ana, terminal):
    run = terminal(ana)

    assert run("sign-out")[0] == NO_PROBLEM
    assert not (run.home / "login.json").exists()
    assert run("list")[0] == NOT_SIGNED_IN


def test_a_server_that_is_away_is_code_4(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("INTERLUDE_PASSWORD", "x")
    url = "http://127.0.0.1:9"

    assert main(["sign-in", "ana", "--url", url, "--home", str(tmp_path)]) == AWAY
    assert capsys.readouterr().err == f"{url} does not answer. Try again later.\n"


def test_http_to_another_machine_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("INTERLUDE_PASSWORD", "x")
    words = ["sign-in", "ana", "--url", "http://journal.example.org", "--home", str(tmp_path)]

    assert main(words) == REFUSED
    assert "https" in capsys.readouterr().err
