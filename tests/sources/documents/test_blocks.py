import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from winnable.sources.documents import limits
from winnable.sources.documents.blocks import Block, clean, passages_of, split


def test_a_heading_closes_its_equals_and_all_below() -> None:
    levels = [("A", 1), ("B", 2), ("C", 3), ("D", 2), ("E", 1)]
    passages = passages_of([Block(text=text, kind="heading", level=level) for text, level in levels], "f", [])
    assert [passage.section for passage in passages] == ["A", "A > B", "A > B > C", "A > D", "E"]


def test_ligatures_are_spelled_out_and_invisible_marks_go() -> None:
    assert clean("con\ufb01den\u00adtial\u200b \ufb02ow\ufffe\x07 end\u00a0\u202e") == "confidential flow end"


def test_long_text_is_split_behind_sentences() -> None:
    sentence = "The supplier shall do what is written here. "
    pieces = list(split(sentence * 300))
    assert len(pieces) == 4
    assert all(piece.endswith("here.") for piece in pieces)


@given(st.text(alphabet="ab .;\n", max_size=3_000))
@settings(deadline=None, max_examples=50)
def test_splitting_loses_no_letter_and_keeps_the_limit(text: str) -> None:
    pieces = list(split(text * 5))
    assert "".join("".join(pieces).split()) == "".join((text * 5).split())
    assert all(len(piece) <= limits.PASSAGE_CHARACTERS for piece in pieces)


def test_too_many_characters_stop_the_reading_and_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CHARACTERS", 50)
    warnings: list[str] = []
    passages = passages_of([Block(text="ten digits", page=page) for page in range(1, 100)], "f", warnings)
    assert len(passages) == 5
    assert warnings == ["the document is too long: read up to passage 5 (page 6), the rest is not read"]


def test_too_many_passages_stop_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PASSAGES", 3)
    warnings: list[str] = []
    assert len(passages_of([Block(text="a")] * 10, "f", warnings)) == 3
    assert len(warnings) == 1
