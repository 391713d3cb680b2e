"""A pack is a set: which document is which, and whose word counts."""

import pytest

from winnable.core.evidence import Passage
from winnable.formats.profiles import load_profile
from winnable.formats.readers import load_reader
from winnable.reading.reading import Reader

BASE = (
    "Request for Proposals: Customer Portal. The City of Lindal seeks a portal. Proposals are due by 30 April 2027 at 2:00 p.m."
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader(load_profile("liferay"))


def pack(*documents: tuple[str, str]) -> list[Passage]:
    return [Passage(text=line, file=file, page=1) for file, text in documents for line in text.split("\n")]


ROLES = [
    ("RFP_2027-14.pdf", "Request for Proposals", "base"),
    ("Amendment_0002.pdf", "Changes", "amendment"),
    ("notice.pdf", "Addendum No. 1 to RFP 2027-14", "amendment"),
    ("21c_qa.pdf", "Vendor questions", "answers"),
    ("file7.pdf", "Questions and Answers", "answers"),
    ("reponses.pdf", "Questions / réponses aux candidats", "answers"),
    ("rectif.pdf", "Avis rectificatif n° 2", "amendment"),
    ("Bieterfragen.pdf", "Stand 3. Mai", "answers"),
    ("x.pdf", "Berichtigung der Bekanntmachung", "amendment"),
    ("consultas.pdf", "Respuestas a consultas de los licitadores", "answers"),
    ("chiarimenti.pdf", "Chiarimenti di gara", "answers"),
    ("nvi.pdf", "Nota van Inlichtingen", "answers"),
    ("Annex B.pdf", "Technical requirements", "annex"),
    ("Anlage 3.docx", "Preisblatt", "annex"),
    ("form.docx", "Declaration form", "form"),
    ("draft.pdf", "Draft RFP", "draft"),
]


@pytest.mark.parametrize(("file", "title", "role"), ROLES)
def test_roles_are_told_by_name_or_title(reader: Reader, file, title, role):
    main = ("main.pdf", BASE)
    read = reader.read(pack(main, (file, f"{title}\nSome text that says nothing of itself.")))
    assert {part.file: part.role for part in read.parts}[file] == role


def test_a_document_alone_is_the_base_whatever_it_is_called(reader: Reader):
    assert [part.role for part in reader.read(pack(("annex.pdf", BASE))).parts] == ["base"]


def test_where_nothing_is_the_base_the_annex_carries_the_request(reader: Reader):
    read = reader.read(pack(("annex A.pdf", BASE), ("amendment 1.pdf", "The page numbers were corrected.")))
    assert [part.role for part in read.parts] == ["base", "amendment"]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_latest_amendment_moves_the_date_in_whatever_order_the_files_come(reader: Reader, order):
    documents = [
        ("rfp.pdf", BASE),
        ("amendment 1.pdf", "Amendment 1\nThe deadline for proposals is extended to 14 May 2027 at 2:00 p.m."),
        ("amendment 2.pdf", "Amendment 2\nThe deadline for proposals is extended to 21 May 2027 at 2:00 p.m."),
    ]
    deadline = reader.read(pack(*(documents[i] for i in order))).facts.deadline
    assert deadline is not None
    assert str(deadline.value).startswith("2027-05-21")
    assert deadline.place.file == "amendment 2.pdf"
    earlier = {str(other.value)[:10]: other.note for other in deadline.others if "superseded" in other.note}
    assert set(earlier) == {"2027-04-30", "2027-05-14"}
    assert all("amendment 2.pdf" in note for note in earlier.values())


def test_an_amendment_that_says_nothing_of_it_leaves_the_date(reader: Reader):
    read = reader.read(pack(("rfp.pdf", BASE), ("amendment 3.pdf", "Amendment 3\nAnnex C is replaced by a new one.")))
    assert str(read.facts.deadline.value).startswith("2027-04-30")
    assert "last word" not in read.facts.deadline.note


def test_the_answer_counts_and_not_what_the_vendor_had_heard(reader: Reader):
    base = "Request for Proposals: portal. The total budget is $150,000."
    answers = "Questions and Answers\nQ1: Is the budget $124,000?\nA1: No. The total budget is $2,000,823.20."
    facts = reader.read(pack(("rfp.pdf", base), ("qa.pdf", answers))).facts
    assert facts.budget_max.value == pytest.approx(2_000_823.20)
    assert facts.budget_max.place.file == "qa.pdf"


def test_the_final_request_counts_and_not_its_draft(reader: Reader):
    draft = "Draft RFP\nProposals are due by 1 March 2027."
    facts = reader.read(pack(("draft rfp.pdf", draft), ("rfp.pdf", BASE))).facts
    assert str(facts.deadline.value).startswith("2027-04-30")


def test_what_only_an_annex_states_is_taken_from_there(reader: Reader):
    base = "Request for Proposals: portal for the City of Lindal. The schedule is in Annex A."
    facts = reader.read(pack(("rfp.pdf", base), ("annex a.pdf", "Annex A\nProposals are due by 7 June 2027."))).facts
    assert str(facts.deadline.value).startswith("2027-06-07")
    assert facts.deadline.place.file == "annex a.pdf"
