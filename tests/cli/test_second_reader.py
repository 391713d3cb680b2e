"""`--reader llm` end to end, against a real server: what is sent is said and agreed to, what comes back is checked."""

import json
from pathlib import Path

import pytest
from tests.sources.language_model.endpoint import Endpoint, saying

from winnable.cli import main

QUOTE = "Our dealers in forty countries order spare parts by telephone today."
TENDER = f"# Customer portal\n\nA maker of pumps seeks a portal for its dealers.\n\n{QUOTE}\n"


@pytest.fixture
def run(capsys, monkeypatch, tmp_path: Path):
    monkeypatch.setenv("WINNABLE_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    Path("rfp.md").write_text(TENDER)

    def ran(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as done:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return int(done.value.code or 0), out, err

    return ran


def configured(monkeypatch, endpoint: Endpoint) -> None:
    monkeypatch.setenv("WINNABLE_LLM_URL", endpoint.url)
    monkeypatch.setenv("WINNABLE_LLM_MODEL", "reader")


def numbers(asked):
    """The true quote for a criterion that is asked, and an invented one for another."""
    first, second = asked.questions[:2]
    kind = {"dealer_count": 40.0}.get(first)
    return [asked.item(c, kind or "present", q) for c, q in ((first, QUOTE), (second, "The buyer has picked us already."))]


def test_what_would_be_sent_is_said_before_anything_is(run, monkeypatch):
    with Endpoint(saying(numbers)) as endpoint:
        configured(monkeypatch, endpoint)
        code, _, err = run("qualify", "rfp.md", "--reader", "llm")
        assert code == 2
        assert endpoint.asked == []
    assert "Nothing was sent" in err
    for words in ("127.0.0.1", "reader", "rfp.md"):
        assert words in err


def test_an_agreed_reading_is_counted_and_invented_quotes_never_appear(run, monkeypatch):
    with Endpoint(saying(numbers)) as endpoint:
        configured(monkeypatch, endpoint)
        code, out, err = run("qualify", "rfp.md", "--reader", "llm", "--yes", "--json")
        assert code == 0, err
        assert endpoint.asked
    view = json.loads(out)
    assert any(note.startswith("language model reader at 127.0.0.1") for note in view["opportunity"]["notes"])
    assert "picked us already" not in out


def test_without_an_address_nothing_is_read_and_the_remedy_is_named(run, monkeypatch):
    for name in ("WINNABLE_LLM_URL", "WINNABLE_LLM_MODEL", "WINNABLE_LLM_KEY"):
        monkeypatch.delenv(name, raising=False)
    code, _, err = run("qualify", "rfp.md", "--reader", "llm", "--yes")
    assert code == 2
    assert "WINNABLE_LLM_URL" in err


def test_a_dead_endpoint_is_an_error_with_a_remedy(run, monkeypatch):
    with Endpoint(saying(numbers)) as endpoint:
        configured(monkeypatch, endpoint)
    code, _, err = run("qualify", "rfp.md", "--reader", "llm", "--yes")
    assert (code, err.count("Error:")) == (2, 1)
