"""The client library and the server know each other through PROTOCOL.md and the API, never by import."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
WEB_FRAMEWORK = {"flask", "werkzeug", "sqlalchemy", "server"}
# Cryptography in two files only, and in the reader of archives, which is one file and stands alone.
TOUCHES_CRYPTOGRAPHY = {"primitives.py", "known_answers.py", "open.py"}


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


@pytest.mark.parametrize("name", sorted(WEB_FRAMEWORK))
def test_the_library_knows_no_server_and_no_web_framework(name):
    assert imports_of("interlude", name) == []


def test_the_server_never_imports_the_library():
    assert imports_of("server", "interlude") == []


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
