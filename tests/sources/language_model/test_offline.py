"""Whoever asks for no language model never loads what could reach one."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.sources.language_model.worlds import PROFILE, passages, settings

from winnable.core.errors import LanguageModelError
from winnable.sources.language_model import ask, plan_of

COMMANDS = (
    ["--help"], ["--version"], ["qualify", "{file}"], ["qualify", "{file}", "--json"], ["qualify", "{file}", "--html", "{out}"],
    ["show"], ["check", "liferay"], ["schema", "{out}"], ["test", "liferay"], ["new", "{out}"],
)  # fmt: skip
RUN = """
import sys
from winnable.cli import main
try:
    main(sys.argv[1:])
except SystemExit as done:
    assert done.code == 0, done.code
finally:
    loaded = [name for name in ("httpx", "httpcore", "h11", "requests", "aiohttp") if name in sys.modules]
    print("LOADED", loaded, file=sys.stderr)
"""


def run(code: str, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, cwd=cwd, check=False)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_other_command_loads_an_http_client(tmp_path, command):
    file = tmp_path / "request.md"
    file.write_text("# Customer portal\n\nThe town of Lindal seeks a customer portal for 5,000 users.\n", encoding="utf-8")
    done = run(RUN, *(word.format(file=file, out=tmp_path / "out") for word in command), cwd=tmp_path)
    assert done.stderr.strip().endswith("LOADED []"), done.stderr
    assert done.returncode == 0


def test_no_module_of_any_command_loads_one():
    code = (
        "import sys\nfrom importlib import import_module\nfrom winnable.cli import _COMMANDS\n"
        "for module, *_ in _COMMANDS.values():\n    import_module(module)\nassert 'httpx' not in sys.modules"
    )
    assert run(code).returncode == 0


def test_not_even_the_source_loads_one_before_it_asks():
    code = (
        "import sys\nfrom winnable.sources.language_model import *\n"
        "from winnable.formats.profiles import load_profile\nfrom winnable.core.evidence import Passage\n"
        "given = load_settings({'WINNABLE_LLM_URL': 'https://models.example/v1', 'WINNABLE_LLM_MODEL': 'm'})\n"
        "print(plan_of([Passage(text='A portal.', file='a', page=None)], load_profile('liferay'), given).words())\n"
        "assert 'httpx' not in sys.modules"
    )
    assert run(code).returncode == 0


def test_without_the_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "httpx", None)
    given = settings("http://localhost:1/v1")
    with pytest.raises(LanguageModelError, match=r"pip install 'winnable\[llm\]'"):
        ask(plan_of(passages(), PROFILE, given), PROFILE, given)
