"""`winnable requirements`: the ledger, the matrix, and people's changes that stay."""

import csv
import json
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from winnable.cli import main

TENDER = """\
# Request for proposals: customer portal

## 1. Purpose

Northern Grid Ltd, an electricity network operator in Norway, seeks a customer portal for 300,000 households.

## 2. Functional requirements

Users shall sign in once by single sign-on with SAML 2.0.
Editors must write and publish news articles without technical knowledge.
The portal should be offered in Norwegian and English.
The platform must print boarding passes for ferries on thermal paper rolls.

## 3. Evaluation criteria

The quality of the solution is weighted with 60 %, the price with 40 %.

## 4. Submission

Bidders must submit their proposals by 30 April 2027 as PDF.
"""


@pytest.fixture
def run(capsys, monkeypatch, tmp_path: Path):
    monkeypatch.setenv("WINNABLE_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rfp.md").write_text(TENDER)

    def ran(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as done:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return int(done.value.code or 0), out, err

    return ran


def rows(run, *arguments: object) -> list[dict]:
    code, out, err = run("requirements", *arguments, "--json")
    assert code == 0, err
    return json.loads(out)["requirements"]


def test_every_requirement_has_its_place_kind_and_answer(run):
    found = {row["text"]: row for row in rows(run, "rfp.md")}
    sso = found["Users shall sign in once by single sign-on with SAML 2.0."]
    assert (sso["kind"], sso["strength"], sso["capability"], sso["standing"]) == ("obligation", "must", "iam_saml", "placed")
    assert "security" in sso["topics"]
    assert sso["section"].endswith("2. Functional requirements")
    assert found["The portal should be offered in Norwegian and English."]["strength"] == "should"
    assert found["Bidders must submit their proposals by 30 April 2027 as PDF."]["kind"] == "submission"
    boarding = found["The platform must print boarding passes for ferries on thermal paper rolls."]
    assert boarding["standing"] != "placed"
    assert any(row["kind"] == "evaluation" for row in found.values())


def test_the_page_for_a_person_names_counts_and_quotes(run):
    code, out, _ = run("requirements", "rfp.md", "--full")
    assert code == 0
    for words in ("Obligations", "Rules of evaluation", "Single sign-on with SAML", "boarding passes"):
        assert words in " ".join(out.split())


def test_changes_in_the_matrix_stay_and_count(run, tmp_path):
    matrix = tmp_path / "matrix.xlsx"
    assert run("requirements", "rfp.md", "--matrix", matrix)[0] == 0
    book = openpyxl.load_workbook(matrix)
    sheet = book["Requirements"]
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if "boarding" in row[heads.index("Requirement")].value:
            row[heads.index("Compliance")].value = "No"
            row[heads.index("Response")].value = "Our partner prints."
    book.save(matrix)
    (tmp_path / "rfp.md").write_text(
        TENDER.replace("## 1. Purpose", "## 0. Summary\n\nThe portal must be quick.\n\n## 1. Purpose")
    )
    code, _, err = run("requirements", "rfp.md", "--matrix", matrix)
    assert (code, "1 of your changes kept" in err) == (0, True), err
    (boarding,) = [row for row in rows(run, "rfp.md", "--edits", matrix) if "boarding" in row["text"]]
    assert (boarding["support"], boarding["response"], boarding["confirmed"]) == ("not_offered", "Our partner prints.", True)


def test_what_people_settled_counts_in_the_decision(run, tmp_path):
    matrix = tmp_path / "matrix.csv"
    run("requirements", "rfp.md", "--matrix", matrix)
    with matrix.open(encoding="utf-8-sig", newline="") as opened:
        table = list(csv.DictReader(opened))
    for row in table:
        row["Compliance"] = "No"
    with matrix.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(table[0]))
        writer.writeheader()
        writer.writerows(table)
    plain = json.loads(run("qualify", "rfp.md", "--json")[1])
    edited = json.loads(run("qualify", "rfp.md", "--edits", matrix, "--json")[1])
    assert edited["coverage"]["placed"] > plain["coverage"]["placed"]
    assert edited["coverage"]["matches"]
    assert all(match["support"] == "not_offered" for match in edited["coverage"]["matches"])


def test_a_pack_in_an_archive_is_read_and_what_cannot_be_read_is_named(run, tmp_path):
    with ZipFile(tmp_path / "pack.zip", "w") as archive:
        archive.writestr("rfp.md", TENDER)
        archive.writestr("Annex B.md", "# Annex B\n\nThe supplier shall train 20 editors.")
        archive.writestr("plan.docx", b"PK\x03\x04 damaged")
    code, out, err = run("requirements", "pack.zip", "--json")
    assert code == 0, err
    view = json.loads(out)
    assert {Path(d["file"]).name for d in view["documents"]} == {"rfp.md", "Annex B.md"}
    assert [Path(entry["file"]).name for entry in view["unread"]] == ["plan.docx"]
    assert any("train 20 editors" in row["text"] for row in view["requirements"])


def test_the_second_reading_comes_from_what_was_kept(run, tmp_path):
    first = rows(run, "rfp.md")
    (entry,) = (tmp_path / "cache").glob("*.json")
    entry.write_bytes(entry.read_bytes().replace(b"boarding passes", b"landing passes "))
    assert any("landing passes" in row["text"] for row in rows(run, "rfp.md"))
    code, out, _ = run("cache", "--clear")
    assert (code, "Removed 1" in out) == (0, True)
    assert rows(run, "rfp.md") == first


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("requirements", "rfp.md", "--matrix", "rfp.md"), "name another file"),
        (("requirements", "rfp.md", "--matrix", "m.pdf"), "End the name in .xlsx, .csv or .json"),
        (("requirements", "rfp.md", "--edits", "none.xlsx"), "Check the name and the folder"),
        (("requirements", "none.pdf"), "there is no such file"),
        (("requirements",), "Missing argument"),
        (("qualify", "--edits", "m.xlsx", "--answers", "a.yaml"), "--edits needs the documents"),
    ],
)
def test_errors_say_what_to_do(run, arguments, said):
    code, _, err = run(*arguments)
    assert code == 2
    assert said in err
