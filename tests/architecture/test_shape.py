"""The shape of the code: what import contracts cannot say."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

SOURCES = sorted((Path(__file__).parents[2] / "src" / "winnable").rglob("*.py"))
FORBIDDEN_STEMS = re.compile(r"utils?|common|misc|helpers?|managers?")


def test_no_file_is_a_drawer_for_odds_and_ends():
    assert [f for f in SOURCES if FORBIDDEN_STEMS.fullmatch(f.stem)] == []


@pytest.mark.parametrize("file", SOURCES, ids=lambda f: f.stem)
def test_every_module_and_public_thing_says_what_its_name_cannot(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), file
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{file.name}: {node.name}"


def test_no_function_is_longer_than_fifty_lines():
    long = [
        f"{file.name}:{node.name}"
        for file in SOURCES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 50
    ]
    assert long == []


def test_help_loads_nothing_heavy():
    code = "import sys; sys.argv=['winnable','--help']\nimport winnable.cli\n"
    code += "try:\n    winnable.cli.main()\nexcept SystemExit: pass\n"
    code += "print([m for m in ('pydantic','rich','yaml','lxml','numpy','babel','pypdfium2','jinja2') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip().endswith("[]")


def test_the_core_uses_nothing_but_the_standard_library():
    for file in SOURCES:
        if file.parent.name == "core":
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                names = (
                    [a.name for a in node.names]
                    if isinstance(node, ast.Import)
                    else [node.module or ""]
                    if isinstance(node, ast.ImportFrom)
                    else []
                )
                assert all(n.split(".")[0] == "winnable" or n.split(".")[0] in sys.stdlib_module_names for n in names), file
