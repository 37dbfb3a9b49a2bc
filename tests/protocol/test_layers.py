# SPDX-License-Identifier: AGPL-3.0-or-later
"""The layers of the client library, and that it and the server meet only in PROTOCOL.md and the API."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
LIBRARY = TOP / "interlude"
WEB_FRAMEWORK = {"flask", "werkzeug", "sqlalchemy", "server"}
# Cryptography in two files only, and in the reader of archives, which is one file and stands alone.
TOUCHES_CRYPTOGRAPHY = {"primitives.py", "known_answers.py", "open.py"}

# Files at the top belong to a layer too; all others to that of their folder.
AT_THE_TOP = {
    "base": {"errors", "messages", "names", "times", "strict_json"},
    "payloads": {"payloads", "schema", "merging", "domain"},
    "client": {"__init__", "client", "authentication", "account_keys", "rotation"},
    "brief": {"brief"},
}
MAY_IMPORT = {  # each layer, and the layers it may import
    "protocol": set(),
    "base": set(),
    "payloads": {"base", "protocol"},
    "api": {"base", "protocol"},
    "keys": {"base", "protocol", "api", "payloads"},
    "journal": {"base", "protocol", "api", "payloads"},
    "people": {"base", "protocol", "api", "payloads", "keys", "journal"},
    "archive": {"base", "protocol", "api", "keys"},
    "client": {"base", "protocol", "api", "payloads", "keys", "journal", "people", "archive"},
    "brief": {"base", "payloads", "people"},
    "command_line": {"base", "protocol", "api", "payloads", "keys", "journal", "archive", "client", "brief"},
    "demo": {"base", "protocol", "payloads", "keys", "journal", "people", "client", "command_line"},
}


def imported(path):
    """List the modules a file imports, in full."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def imports_of(folder, name):
    found = []
    for path in sorted((TOP / folder).rglob("*.py")):
        found += [(path.name, module) for module in imported(path) if module.split(".")[0] == name]
    return found


def named(path, library):
    """Every module or name of the library that a file imports: `("journal", "journal", "Entry")`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            package = path.relative_to(library).parent.parts
            above = package[: len(package) - node.level + 1]
            start = [*above, *(node.module.split(".") if node.module else [])]
            yield from ((*start, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module.split(".")[0] == "interlude":
            yield from ((*node.module.split(".")[1:], alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
            yield from (tuple(parts[1:]) for parts in names if parts[0] == "interlude")


def layer_of(parts):
    """The layer of a path below the library: of its folder, or, at the top, as listed above."""
    if parts[0] in MAY_IMPORT and parts[0] not in ("client", "brief"):
        return parts[0]
    return next((layer for layer, files in AT_THE_TOP.items() if parts[0] in files), "client")


def wrong_imports(library=LIBRARY):
    wrong = []
    for path in sorted(library.rglob("*.py")):
        layer = layer_of(path.relative_to(library).with_suffix("").parts)
        if path.name == "__main__.py" and layer == "demo":
            continue  # a program may import all of the library
        found = {(layer_of(parts), parts) for parts in named(path, library) if parts}
        wrong += [(path, parts) for other, parts in found if other not in {layer, *MAY_IMPORT[layer]}]
    return wrong


def graph(library=LIBRARY):
    """Which file imports which."""
    links = {}
    for path in library.rglob("*.py"):
        links[path] = set()
        for parts in named(path, library):
            candidates = [library.joinpath(*parts[:n]).with_suffix(".py") for n in range(len(parts), 0, -1)]
            packages = [library.joinpath(*parts[:n]) / "__init__.py" for n in range(len(parts), -1, -1)]
            found = next((file for file in candidates if file.is_file()), None)
            links[path] |= {found or next(file for file in packages if file.is_file())} - {path}
    return links


@pytest.mark.parametrize("name", sorted(WEB_FRAMEWORK))
def test_the_library_knows_no_server_and_no_web_framework(name):
    assert imports_of("interlude", name) == []


def test_the_server_never_imports_the_library():
    assert imports_of("server", "interlude") == []


def test_the_layers_of_the_library_import_one_way_only():
    assert wrong_imports() == []


def test_every_folder_and_file_belongs_to_a_layer():
    folders = {path.parent.name for path in LIBRARY.glob("*/__init__.py")}
    files = {path.stem for path in LIBRARY.glob("*.py")}

    assert folders <= set(MAY_IMPORT)
    assert files <= set().union(*AT_THE_TOP.values())


def test_no_file_imports_itself_by_way_of_others():
    assert len(list(TopologicalSorter(graph()).static_order())) > 50


def test_only_the_primitives_touch_the_cryptography_library():
    assert {file for file, _ in imports_of("interlude", "cryptography")} == TOUCHES_CRYPTOGRAPHY


def test_the_reader_of_archives_needs_python_and_cryptography_only():
    reader = TOP / "interlude" / "archive" / "open.py"
    needed = {module.split(".")[0] for module in imported(reader)}

    assert needed - set(sys.stdlib_module_names) == {"cryptography"}


def test_the_protocol_knows_nothing_of_http_or_of_what_is_inside_an_envelope():
    allowed = ("interlude.protocol",)
    for path in (TOP / "interlude" / "protocol").glob("*.py"):
        for module in imported(path):
            assert not module.startswith("."), path
            assert not module.startswith("httpx"), path
            assert module == "interlude" or not module.startswith("interlude") or module.startswith(allowed)


def test_only_one_file_speaks_http():
    assert {file for file, _ in imports_of("interlude", "httpx")} == {"connection.py"}


def test_importing_the_library_imports_no_web_framework():
    wanted = (
        "import interlude, interlude.command_line, sys; print(*sorted(m.split('.')[0] for m in sys.modules))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", wanted], capture_output=True, text=True, check=True, cwd=TOP
    )

    assert WEB_FRAMEWORK.isdisjoint(loaded.stdout.split())


def test_a_forbidden_import_is_seen(tmp_path):
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "rows.py").write_text("from interlude.people.people import People\n")
    (tmp_path / "journal").mkdir()
    (tmp_path / "journal" / "journal.py").write_text(
        "from ..people import sharing\nimport interlude.client\n"
    )

    assert sorted(path.name for path, _ in wrong_imports(tmp_path)) == ["journal.py", "journal.py", "rows.py"]


def test_a_circle_is_seen(tmp_path):
    (tmp_path / "one.py").write_text("from interlude import two\n")
    (tmp_path / "two.py").write_text("from interlude.one import something\n")

    assert graph(tmp_path) == {
        tmp_path / "one.py": {tmp_path / "two.py"},
        tmp_path / "two.py": {tmp_path / "one.py"},
    }
