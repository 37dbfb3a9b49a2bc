# SPDX-License-Identifier: AGPL-3.0-or-later
"""The layers of the server: imports point one way only, between folders and between files."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

SERVER = Path(__file__).resolve().parents[2] / "server"
PLATFORM = ("http", "storage")
FEATURES = {  # each, and the features it may import
    "accounts": set[str](),
    "journal": {"accounts"},
    "pairings": {"accounts"},
    "sharing": {"pairings", "accounts"},
}
ACCOUNTS = {  # each folder of accounts/, and the folders it may import
    "logins": set[str](),
    "proofs": {"logins"},
    "keys": {"logins", "proofs"},
    "registration": {"keys"},
    "leaving": {"logins", "proofs"},
    "passkeys": {"logins", "proofs", "keys"},
    "second_factor": {"logins", "proofs", "keys", "passkeys"},
}
BELOW_ACCOUNTS = {"models", "hashes"}  # files of accounts/ that every folder of it may import
KNOWS_FLASK = {"routes", "authentication", "commands"}  # in a feature; all else is rules, models, schemas
FLASK = {"flask", "flask_login", "flask_limiter", "flask_smorest", "flask_sqlalchemy_lite", "werkzeug"}
BANNED_NAMES = {"utils", "helpers", "common", "core", "services", "manager"}

Import = tuple[str, ...]


def files(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.rglob("*.py")) if "migrations" not in file.parts]


def imports(file: Path, server: Path = SERVER) -> Iterator[Import]:
    """Every import of a file as parts from the top: ``("server", "accounts", "models", "Login")``."""
    package = ("server", *file.relative_to(server).parent.parts)
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (tuple(name.name.split(".")) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            start = (*above, *(node.module.split(".") if node.module else ()))
            yield from ((*start, name.name) for name in node.names)


def ours(file: Path, server: Path = SERVER) -> list[Import]:
    """The imports of a file from the server itself, without the leading ``server``."""
    return [parts[1:] for parts in imports(file, server) if parts[0] == "server" and len(parts) > 1]


def named(file: Path) -> str:
    return str(file.relative_to(SERVER))


def wrong_between_features(server: Path = SERVER) -> list[tuple[Path, Import]]:
    return [
        (file, parts)
        for feature, allowed in FEATURES.items()
        for file in files(server / feature)
        for parts in ours(file, server)
        if parts[0] in FEATURES and parts[0] not in {feature, *allowed}
    ]


def wrong_inside_accounts(server: Path = SERVER) -> list[tuple[Path, Import]]:
    """Imports between the folders of accounts that point the wrong way; endpoints may import any rules."""
    wrong = []
    for folder, allowed in ACCOUNTS.items():
        may = {folder, *allowed, *BELOW_ACCOUNTS}
        for file in files(server / "accounts" / folder):
            may_here = may | {"authentication", "schemas"} if file.stem == "routes" else may
            inside = [parts for parts in ours(file, server) if parts[0] == "accounts"]
            wrong += [(file, parts) for parts in inside if len(parts) < 2 or parts[1] not in may_here]
    return wrong


def file_of(parts: Import, server: Path) -> Path | None:
    """The file an import names, or the one that holds what it names."""
    for length in (len(parts), len(parts) - 1):
        path = server.joinpath(*parts[:length])
        if length and path.with_suffix(".py").is_file():
            return path.with_suffix(".py")
        if length == len(parts) and (path / "__init__.py").is_file():
            return path / "__init__.py"
    return None


def graph(server: Path = SERVER) -> dict[Path, set[Path]]:
    """Which file imports which."""
    return {
        file: {found for parts in ours(file, server) if (found := file_of(parts, server))} - {file}
        for file in files(server)
    }


def test_a_feature_imports_only_the_features_below_it() -> None:
    assert wrong_between_features() == []


def test_the_folders_of_accounts_import_one_way_only() -> None:
    folders = {path.name for path in (SERVER / "accounts").iterdir() if (path / "__init__.py").is_file()}

    assert folders == set(ACCOUNTS), "a new folder: say which it may import"
    assert wrong_inside_accounts() == []


def test_http_and_storage_import_no_feature_and_storage_no_http() -> None:
    for folder in PLATFORM:
        for file in files(SERVER / folder):
            first = {parts[0] for parts in ours(file)}
            assert not first & set(FEATURES), named(file)
            assert folder == "http" or "http" not in first, named(file)


def test_files_at_the_top_import_no_feature() -> None:
    for file in SERVER.glob("*.py"):
        if file.name != "__init__.py":
            assert not [parts for parts in ours(file) if parts[0] in FEATURES], named(file)


def test_no_file_imports_itself_by_way_of_others() -> None:
    order = list(TopologicalSorter(graph()).static_order())

    assert order[-1] == SERVER / "__init__.py"


def inside_features() -> list[Path]:
    return [file for feature in FEATURES for file in files(SERVER / feature)]


def test_rules_know_no_flask_and_never_commit() -> None:
    for file in (file for file in inside_features() if file.stem not in KNOWS_FLASK):
        assert not [parts for parts in imports(file) if parts[0] in FLASK], named(file)
        calls = [
            node.attr
            for node in ast.walk(ast.parse(file.read_text("utf-8")))
            if isinstance(node, ast.Attribute)
        ]
        assert "commit" not in calls, named(file)


def test_rules_and_models_import_no_endpoint_and_models_no_rules() -> None:
    for file in (file for file in inside_features() if file.stem not in KNOWS_FLASK):
        found = [parts for parts in ours(file) if parts[0] in FEATURES]
        assert not [parts for parts in found if KNOWS_FLASK & set(parts)], named(file)
        if file.stem == "models":
            assert not [parts for parts in found if "rules" in parts or "schemas" in parts], named(file)


def test_routes_hold_no_permission_ifs() -> None:
    for file in (file for file in inside_features() if file.stem == "routes"):
        tree = ast.parse(file.read_text("utf-8"))
        tested = [ast.unparse(node.test) for node in ast.walk(tree) if isinstance(node, ast.If)]
        words = ("role", "scope", "me()", "_id")
        assert not [test for test in tested if any(word in test for word in words)], named(file)


def test_the_server_never_imports_the_client_library() -> None:
    for file in files(SERVER):
        assert not [parts for parts in imports(file) if parts[0] == "interlude"], named(file)


def test_each_feature_has_its_files() -> None:
    for feature in set(FEATURES) - {"accounts"}:
        assert {"models.py", "rules.py", "schemas.py", "routes.py"} <= {
            f.name for f in files(SERVER / feature)
        }
    for folder in ACCOUNTS:
        assert (SERVER / "accounts" / folder / "rules.py").is_file(), folder


def test_no_file_is_a_drawer_for_everything() -> None:
    everything = files(SERVER)

    assert not BANNED_NAMES & {name for file in everything for name in (file.stem, file.parent.name)}
    for file in everything:
        assert len(file.read_text("utf-8").splitlines()) < 350, named(file)
    for folder in {file.parent for file in everything}:
        assert len(list(folder.glob("*.py"))) <= 15, f"{folder.name} holds several ideas"


@pytest.mark.parametrize(
    "line",
    ["from ..journal.models import Entry", "from .. import journal", "import server.journal.rules"],
)
def test_a_forbidden_import_is_seen(line: str, tmp_path: Path) -> None:
    (tmp_path / "sharing").mkdir()
    (tmp_path / "sharing" / "rules.py").write_text(line)

    assert [parts[0] for _, parts in wrong_between_features(tmp_path)] == ["journal"]


@pytest.mark.parametrize(
    "line",
    ["from ..passkeys.rules import all_passkeys", "from .. import passkeys", "from ..schemas import Any"],
)
def test_a_forbidden_import_inside_accounts_is_seen(line: str, tmp_path: Path) -> None:
    (tmp_path / "accounts" / "logins").mkdir(parents=True)
    (tmp_path / "accounts" / "logins" / "rules.py").write_text(line)

    assert len(wrong_inside_accounts(tmp_path)) == 1


def test_a_circle_is_seen(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("from . import two")
    (tmp_path / "two.py").write_text("from .one import something")

    assert graph(tmp_path) == {
        tmp_path / "one.py": {tmp_path / "two.py"},
        tmp_path / "two.py": {tmp_path / "one.py"},
    }
