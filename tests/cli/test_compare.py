"""`winnable compare` as a person or a program meets it: what changed between two saved qualifications."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from tests.formats.views import GOOD, HOSTILE, decided, hostile, view
from tests.formats.views import voices as voices_of

from winnable.cli import main
from winnable.formats.comparison import difference_of_money, moved, points

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return (end.value.code if isinstance(end.value.code, int) else 0), out, err

    return ran


@pytest.fixture
def save(tmp_path: Path) -> Callable[[Any, str], Path]:
    def saved(data: Any, name: str) -> Path:
        path = tmp_path / name
        path.write_text(json.dumps(data), encoding="utf-8")
        return path

    return saved


def test_the_parts_sum_to_the_difference_and_the_largest_comes_first(run: Run, save):
    before, after = save(view(), "before.json"), save(decided("pursue"), "after.json")
    code, out, _ = run("compare", before, after, "--json")
    found = json.loads(out)
    assert code == 0
    chances = [change["chance"] for change in found["changes"]]
    assert sum(chances) == pytest.approx(found["difference"]["chance"], abs=1e-9)
    assert sum(c["doublings"] for c in found["changes"]) == pytest.approx(found["difference"]["doublings"], abs=1e-9)
    assert sum(c["money"] for c in found["changes"]) == pytest.approx(found["difference"]["money"], abs=1e-4)
    assert [abs(c) for c in chances] == sorted((abs(c) for c in chances), reverse=True)


def test_a_person_reads_what_changed_from_what_to_what(run: Run, save):
    code, out, _ = run("compare", save(view(), "before.json"), save(view(*voices_of(GOOD)), "after.json"))
    words = " ".join(out.split())
    assert code == 0
    assert "new evidence" in words
    assert "unknown \N{RIGHTWARDS ARROW} yes portal" in words


def test_a_stage_and_a_value_that_changed_at_once_are_not_blamed_on_the_profile(run: Run, save):
    before, after = view(), view()
    after["opportunity"] = after["opportunity"] | {"stage": "commit"}
    after["stakes"] = after["stakes"] | {"value": after["stakes"]["value"] * 2, "cost": after["stakes"]["cost"] / 2}
    for data in (before, after):
        data["stakes"] = data["stakes"] | {"cost_from": "policy"}
    code, out, _ = run("compare", save(before, "before.json"), save(after, "after.json"))
    words = " ".join(out.split())
    assert code == 0
    assert "The value changed too" in words
    assert "new version" not in words
    assert "+" in words.split("WHAT CHANGED")[1]


@pytest.mark.parametrize(("amount", "said"), [(1470.2, "+1,470"), (-1470.2, "\N{MINUS SIGN}1,470"), (0.3, "0"), (-0.3, "0")])
def test_a_difference_of_money_has_its_sign(amount, said):
    assert difference_of_money(amount, "EUR") == f"{said}\N{NO-BREAK SPACE}EUR"


@pytest.mark.parametrize(("part", "said"), [(0.0004, "under 0.1 points"), (-0.0004, "under 0.1 points"), (0.0, "no points")])
def test_what_rounds_to_nothing_has_no_sign(part, said):
    assert points(part) == said
    assert moved(part) == ""


def test_the_same_file_twice_changes_nothing(run: Run, save):
    saved = save(decided("pursue"), "same.json")
    code, out, _ = run("compare", saved, saved)
    assert (code, "Nothing changed." in out) == (0, True)


def test_the_page_holds_the_waterfall_and_every_change_and_runs_nothing(run: Run, save, tmp_path: Path):
    before, after = save(view(), "before.json"), save(hostile(HOSTILE[0]), "after.json")
    code, _, err = run("compare", before, after, "--json", "--html", tmp_path / "why.html")
    assert (code, "why.html" in err) == (0, True)
    page = HTMLParser((tmp_path / "why.html").read_text(encoding="utf-8"))
    assert page.css_first("svg.plot title").text() == "From the odds before to the odds after"
    assert page.css("script, img, link, iframe") == []
    assert HOSTILE[0] not in (tmp_path / "why.html").read_text(encoding="utf-8")


def without(data: dict[str, Any], key: str) -> dict[str, Any]:
    return {k: v for k, v in data.items() if k != key}


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("no json", "This is not a qualification that was saved."),
        ([1], "This is not a qualification that was saved."),
        (without(view(), "unsettled"), "an older version of this program saved it"),
        (without(view(), "stakes"), "`stakes` is missing"),
        (view() | {"schema_version": 2}, "is not one of 1"),
        (view() | {"known": "much"}, "at known: Must be a number, but is the text 'much'"),
        (view() | {"known": view()["known"] + 0.1}, "the file was changed after it was saved"),
        (view() | {"findings": view()["findings"][:1] * 2}, "A criterion stands here twice"),
        (view() | {"prior": view()["prior"] | {"probability": 1.0}}, "at prior.probability: It is no chance"),
        (view() | {"variance": -50.0}, "the file was changed after it was saved"),
        (view() | {"profile": {"key": "other", "name": "Other", "version": "1"}}, "not changes of one opportunity"),
    ],
)
def test_what_cannot_be_compared_is_said_plainly(run: Run, save, broken, said):
    code, out, err = run("compare", save(view(), "good.json"), save(broken, "broken.json"))
    assert (code, out) == (2, "")
    assert said in " ".join(err.split())


def test_a_file_that_is_not_there_or_not_json_is_said_plainly(run: Run, save, tmp_path: Path):
    (tmp_path / "half.json").write_text('{"schema_version": 1, "known": NaN', encoding="utf-8")
    good = save(view(), "good.json")
    assert "none.json: It cannot be read" in run("compare", good, "none.json")[2]
    assert "half.json: This is not JSON." in run("compare", "half.json", good)[2]


def test_the_page_never_overwrites_what_is_read(run: Run, save):
    saved = save(view(), "same.json")
    before = saved.read_bytes()
    assert run("compare", saved, saved, "--html", saved)[0] == 2
    assert saved.read_bytes() == before
