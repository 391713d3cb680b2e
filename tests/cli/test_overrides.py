"""`winnable overrides` as a person or a program meets it: a log of decisions in, whether overriding paid out."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from winnable.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(["overrides", *map(str, arguments)])
        out, err = capsys.readouterr()
        return (end.value.code if isinstance(end.value.code, int) else 0), out, err

    return ran


def line(number: int, **more: Any) -> dict[str, Any]:
    fields = {"key": f"D{number}", "date": "2026-03-01", "person": "p1", "recommended": "walk_away", "taken": "pursue"}
    return fields | {"outcome": "won"} | more


@pytest.fixture
def log(tmp_path: Path) -> Callable[..., Path]:
    def written(*lines: dict[str, Any] | str) -> Path:
        path = tmp_path / "log.jsonl"
        texts = [text if isinstance(text, str) else json.dumps(text) for text in lines]
        path.write_text("\n".join(texts) + "\n", encoding="utf-8")
        return path

    return written


def test_all_and_each_person_with_intervals(run: Run, log):
    file = log(*(line(i) for i in range(12)), *(line(i, person="p2", outcome="lost") for i in range(12, 15)))
    code, out, _ = run(file, "--json", "--break-even", 0.3)
    found = json.loads(out)
    assert code == 0
    assert found["all"]["decisions"] == 15
    assert [(p["person"], p["says"]) for p in found["people"]] == [("p1", "beat"), ("p2", "too few to say")]
    assert found["people"][0]["against_us"]["low"] > 0.3


def test_a_person_reads_it_in_sentences_with_the_number_below_which_nothing_is_said(run: Run, log):
    code, out, _ = run(log(line(1), line(2, recommended="pursue", taken="walk_away", outcome="walked_away")), "--break-even", 0.2)
    words = " ".join(out.split())
    assert code == 0
    assert "fewer than 10 ended deals are too few to say" in words
    assert "1 of 1 won (100%" in words
    assert "1 not pursued although advised: how they would have ended, nobody knows." in words


def test_the_last_line_of_a_deal_counts(run: Run, log):
    file = log(line(1, outcome=None), line(1, outcome="lost"))
    found = json.loads(run(file, "--json", "--break-even", 0.2)[1])
    assert (found["all"]["decisions"], found["all"]["against_us"]["ended"]) == (1, 1)


def test_the_policy_of_the_profile_says_what_pays(run: Run, log):
    assert 0 < json.loads(run(log(line(1)), "--json")[1])["break_even"] < 1


def test_a_person_is_exported_whole_and_erased_by_key(run: Run, log):
    file = log(line(1), line(2, person="p2"), line(3))
    _, out, _ = run(file, "--export", "p1")
    assert [json.loads(text)["key"] for text in out.splitlines()] == ["D1", "D3"]
    code, _, err = run(file, "--erase", "p1")
    assert (code, "erased from 2 lines" in err) == (0, True)
    assert "p1" not in file.read_text(encoding="utf-8")
    assert [json.loads(text)["key"] for text in file.read_text(encoding="utf-8").splitlines()] == ["D1", "D2", "D3"]
    assert run(file, "--export", "p1")[0] == 2


def test_erasing_somebody_who_is_not_there_changes_nothing(run: Run, log):
    file = log(line(1))
    before = file.read_bytes()
    code, _, err = run(file, "--erase", "nobody")
    assert (code, "holds no line of `nobody`" in err) == (2, True)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("not json", "log.jsonl:2: This line is no decision."),
        (line(2, taken="go"), "log.jsonl:2 at taken: `go` is not one of"),
        (line(2, date="1 March"), "log.jsonl:2 at date: `1 March` is no date."),
        (line(2, email="ann@example.org"), "Unknown key `email`"),
        ({"key": "D"}, "`person` is missing"),
    ],
)
def test_a_broken_line_is_named_with_its_number_and_nothing_is_told(run: Run, log, broken, said):
    code, out, err = run(log(line(1), broken))
    assert (code, out) == (2, "")
    assert said in " ".join(err.split())


def test_an_empty_log_and_a_missing_one_are_said_plainly(run: Run, log):
    assert "holds no decision" in run(log(""))[2]
    assert "none.jsonl: It cannot be read" in run("none.jsonl")[2]


def test_export_and_erase_at_once_are_refused(run: Run, log):
    assert run(log(line(1)), "--export", "p1", "--erase", "p1")[0] == 2
