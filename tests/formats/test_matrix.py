"""The compliance matrix: written, edited in a real spreadsheet, read back, and put on top of a new reading."""

import csv
import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from winnable.core.capability import Candidate, Match, Requirement
from winnable.core.errors import InputError
from winnable.core.evidence import Place
from winnable.core.profile import Profile
from winnable.formats.matrix import COLUMNS, Matrix, write_matrix
from winnable.formats.matrix_edits import read_edits
from winnable.formats.profiles import load_profile
from winnable.reading.edits import with_edits

ENDINGS = (".xlsx", ".csv", ".json")


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profile("liferay")


def match(key: str, text: str, capability: str | None = None, *, page: int | None = 3, **more) -> Match:
    place = Place(file="rfp.pdf", page=page, section="3 > 3.1", start=0, end=len(text))
    requirement = Requirement(key=key, text=text, strength="must", place=place, number="3.1.2", topics=("security",))
    native = {"standing": "placed", "support": "native", "confidence": 0.93} if capability else {}
    rest = {"standing": "needs_review", "support": None, "confidence": 0.4} | native | more
    return Match(requirement=requirement, capability=capability, **rest)


MATCHES = (
    match("R-00000001", "Users shall sign in once.", "iam_saml"),
    match("R-00000002", "The portal shall show forms.", candidates=(Candidate(capability="iam_saml", score=0.3),)),
    match("R-00000003", '=HYPERLINK("http://evil.example","click")', page=None),
    match("R-00000004", "The system must print invoices on blue paper every Friday morning."),
)


def written(path: Path, profile: Profile, matches=MATCHES, **more) -> Path:
    write_matrix(path, Matrix(matches=matches, read={m.requirement.key: m for m in matches}, **more), profile, "A request")
    return path


def support_of(profile: Profile):
    return {c.key: c.support for c in profile.capabilities}


def change(path: Path, cells: dict[tuple[str, str], str]) -> None:
    """Change cells by ID and column, with the programs that people use."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        sheet = book["Requirements"]
        heads = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=2):
            own = row[0].value
            for (key, name), value in cells.items():
                if own == key:
                    row[heads.index(name)].value = value
        book.save(path)
        return
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as opened:
            rows = list(csv.DictReader(opened))
    else:
        rows = json.loads(path.read_text(encoding="utf-8"))
    for row in rows:
        row.update({name: value for (key, name), value in cells.items() if row["ID"] == key})
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, COLUMNS, delimiter=";")  # as a spreadsheet program of other countries saves it
            writer.writeheader()
            writer.writerows(rows)
    else:
        path.write_text(json.dumps(rows), encoding="utf-8")


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_nobody_touched_is_no_edit(ending, tmp_path, profile):
    assert read_edits(written(tmp_path / f"m{ending}", profile), profile) == ()


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_change_in_any_format_stays_through_new_readings(ending, tmp_path, profile):
    path = written(tmp_path / f"m{ending}", profile)
    name = next(c.name for c in profile.capabilities if c.key == "iam_saml")
    change(
        path,
        {
            ("R-00000001", "Strength"): "may",
            ("R-00000001", "Response"): "See chapter 4.",
            ("R-00000002", "Capability"): name,
            ("R-00000004", "Compliance"): "No",
            ("R-00000004", "Owner"): "presales",
        },
    )
    for _ in range(2):  # read, put on top, written, and read again
        edits = read_edits(path, profile)
        edited = with_edits(MATCHES, edits, support_of(profile))
        one, two, three, four = edited.matches
        assert (one.requirement.strength, one.response, one.capability, one.confirmed) == (
            "may",
            "See chapter 4.",
            "iam_saml",
            False,
        )
        assert (two.standing, two.capability, two.confirmed) == ("placed", "iam_saml", True)
        assert three == MATCHES[2]
        assert (four.support, four.owner, four.standing) == ("not_offered", "presales", "placed")
        write_matrix(path, Matrix(matches=edited.matches, read={m.requirement.key: m for m in MATCHES}), profile, "Again")


@pytest.mark.parametrize("ending", ENDINGS)
def test_nothing_that_a_person_wrote_is_lost_when_the_documents_change(ending, tmp_path, profile):
    path = written(tmp_path / f"m{ending}", profile)
    change(path, {("R-00000001", "Response"): "Yes, since 2019.", ("R-00000004", "Response"): "On red paper only."})
    reworded = match("R-00000009", "The system must print all invoices on blue paper every Friday morning.")
    edited = with_edits((MATCHES[1], reworded), read_edits(path, profile), support_of(profile))
    assert edited.matches[1].response == "On red paper only."
    assert edited.moved == (("R-00000004", "R-00000009"),)
    assert [edit.response for edit in edited.gone] == ["Yes, since 2019."]
    written(path, profile, edited.matches, gone=edited.gone)
    again = with_edits(MATCHES, read_edits(path, profile), support_of(profile))
    assert again.matches[0].response == "Yes, since 2019."  # the requirement is back, and so is the answer to it


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_row_of_ones_own_is_kept(ending, tmp_path, profile):
    path = written(tmp_path / f"m{ending}", profile)
    change(path, {("R-00000004", "ID"): "", ("R-00000004", "Requirement"): "They said on the phone: dark mode."})
    edits = read_edits(path, profile)
    edited = with_edits(MATCHES[:3], edits, support_of(profile))
    assert edited.matches[-1].requirement.text == "They said on the phone: dark mode."
    written(path, profile, edited.matches)
    assert with_edits(MATCHES[:3], read_edits(path, profile), support_of(profile)).matches[-1] == edited.matches[-1]


def test_words_of_a_document_never_become_a_formula_or_a_link(tmp_path, profile):
    path = written(tmp_path / "m.xlsx", profile)
    sheet = openpyxl.load_workbook(path)["Requirements"]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert [c.hyperlink.target for row in sheet.iter_rows() for c in row if c.hyperlink] == ["rfp.pdf"] * 3
    text = written(tmp_path / "m.csv", profile).read_text(encoding="utf-8-sig")
    cells = [cell for row in csv.reader(text.splitlines()) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


def test_the_workbook_can_be_filtered_and_lists_gaps_with_what_would_close_them(tmp_path, profile):
    gap = next(c for c in profile.capabilities if c.support == "not_offered" and c.covers)
    missing = match("R-00000005", "A gap.", gap.key, support="not_offered")
    book = openpyxl.load_workbook(BytesIO(written(tmp_path / "m.xlsx", profile, (*MATCHES, missing)).read_bytes()))
    assert book["Requirements"].auto_filter.ref
    rows = [[cell.value for cell in row] for row in book["Gaps"].iter_rows(min_row=2)]
    assert [row[2] for row in rows] == ["A gap."]
    assert rows[0][-1]


def test_wrong_cells_are_all_named_with_their_rows(tmp_path, profile):
    path = written(tmp_path / "m.csv", profile)
    change(path, {("R-00000001", "Strength"): "perhaps", ("R-00000004", "Capability"): "Single sign-on with SAMLL"})
    with pytest.raises(InputError) as caught:
        read_edits(path, profile)
    assert {p.path for p in caught.value.problems} == {"row 2, Strength", "row 5, Capability"}
    assert all(p.suggestion for p in caught.value.problems)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("m.xlsx", b"PK\x03\x04 not a workbook"),
        ("m.xlsx", b""),
        ("m.csv", b"a,b\n1,2\n"),
        ("m.csv", b""),
        ("m.json", b"{"),
        ("m.json", b"[1]"),
        ("m.pdf", b"%PDF-1.4"),
    ],
)
def test_what_is_no_matrix_is_refused_with_a_remedy(name, data, tmp_path, profile):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_edits(tmp_path / name, profile)
    assert all(p.suggestion for p in caught.value.problems)


def test_a_matrix_is_written_whole_or_not_at_all(tmp_path, profile):
    with pytest.raises(InputError):
        written(tmp_path / "m.docx", profile)
    with pytest.raises(InputError):
        written(tmp_path / "no" / "folder" / "m.xlsx", profile)
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.text(min_size=1, max_size=60).map(lambda t: f"{t} shall"), min_size=1, max_size=5, unique=True),
    st.sampled_from([".csv", ".json"]),
)
def test_any_words_come_back_as_they_were(tmp_path_factory, profile, texts, ending):
    matches = tuple(match(f"R-{i:08x}", text) for i, text in enumerate(texts))
    path = tmp_path_factory.mktemp("any") / f"m{ending}"
    assert read_edits(written(path, profile, matches), profile) == ()
    noted = tuple(replace(m, comment="seen") for m in matches)
    edits = read_edits(written(path, profile, noted), profile)
    assert {edit.key: edit.comment for edit in edits} == {m.requirement.key: "seen" for m in matches}
