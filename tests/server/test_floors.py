"""The floors of DESIGN: imports go down only, and rooms know only the rooms below them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SERVER = Path(__file__).resolve().parents[2] / "server"
ROOMS = ("accounts", "journal", "pairings", "sharing")
MAY_ENTER = {
    "accounts": {"accounts"},
    "journal": {"journal", "accounts"},
    "pairings": {"pairings", "accounts"},
    "sharing": {"sharing", "pairings", "accounts"},
}
DOORS = {
    "routes",
    "passkey_routes",
    "second_factor_routes",
    "entry",
    "commands",
}  # what knows Flask in a room; everything else is rules, models, schemas
FLASK = {"flask", "flask_login", "flask_limiter", "flask_smorest", "flask_sqlalchemy_lite", "werkzeug"}
BANNED_NAMES = {"utils", "helpers", "common", "core", "services", "manager"}

Import = tuple[str, ...]


def files(folder: Path = SERVER) -> list[Path]:
    return [file for file in sorted(folder.rglob("*.py")) if "migrations" not in file.parts]


def imports(file: Path) -> Iterator[Import]:
    """Every import of a file as parts from the top: ``("server", "accounts", "rules")``."""
    package = ("server", *file.relative_to(SERVER).parent.parts)
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (tuple(name.name.split(".")) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            start = (*above, *(node.module.split(".") if node.module else ()))
            yield from ((*start, name.name) for name in node.names)


def room_of(parts: Import) -> str | None:
    return parts[1] if len(parts) > 1 and parts[0] == "server" and parts[1] in ROOMS else None


def named(file: Path) -> str:
    return str(file.relative_to(SERVER))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_enters_only_the_rooms_below_it(room: str) -> None:
    for file in files(SERVER / room):
        entered = {found for parts in imports(file) if (found := room_of(parts))}
        assert entered <= MAY_ENTER[room], named(file)


def test_the_ground_enters_no_room() -> None:
    for file in files():
        if file.parent == SERVER and file.name != "__init__.py":
            assert not [parts for parts in imports(file) if room_of(parts)], named(file)


def test_rules_know_no_flask_and_never_commit() -> None:
    for file in (file for room in ROOMS for file in files(SERVER / room) if file.stem not in DOORS):
        assert not [parts for parts in imports(file) if parts[0] in FLASK], named(file)
        calls = [
            node.attr
            for node in ast.walk(ast.parse(file.read_text("utf-8")))
            if isinstance(node, ast.Attribute)
        ]
        assert "commit" not in calls, named(file)


def test_rules_and_models_enter_no_door_and_models_no_rules() -> None:
    for file in (file for room in ROOMS for file in files(SERVER / room) if file.stem not in DOORS):
        ours = [parts for parts in imports(file) if room_of(parts)]
        assert not [parts for parts in ours if len(parts) > 2 and parts[2] in DOORS], named(file)
        if file.stem == "models":
            assert not [parts for parts in ours if "rules" in parts or "schemas" in parts], named(file)


def test_routes_hold_no_permission_ifs() -> None:
    for room in ROOMS:
        source = "".join(file.read_text("utf-8") for file in sorted((SERVER / room).glob("*routes.py")))
        tested = [ast.unparse(node.test) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.If)]
        assert not [
            test for test in tested if any(word in test for word in ("role", "scope", "me()", "_id"))
        ], room


def test_the_server_never_imports_the_client_library_nor_the_other_way_round() -> None:
    for file in files():
        assert not [parts for parts in imports(file) if parts[0] == "interlude"], named(file)


def test_each_room_has_its_files_and_none_is_a_drawer_for_everything() -> None:
    for room in ROOMS:
        assert {"models.py", "rules.py", "schemas.py", "routes.py"} <= {f.name for f in files(SERVER / room)}
    assert (
        not BANNED_NAMES & {file.stem for file in files()}
        | {file.parent.name for file in files()} & BANNED_NAMES
    )


def test_a_file_holds_one_idea_and_under_350_lines() -> None:
    for file in files():
        assert len(file.read_text("utf-8").splitlines()) < 350, named(file)


def test_the_reader_of_imports_sees_a_forbidden_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.server.test_floors.SERVER", tmp_path)
    (tmp_path / "sharing").mkdir()
    planted = tmp_path / "sharing" / "rules.py"
    planted.write_text(
        "from ..journal.models import Entry\nfrom .. import journal\nimport server.journal.rules\n"
    )

    assert [room_of(parts) for parts in imports(planted)] == ["journal"] * 3
