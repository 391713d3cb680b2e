"""What was read is kept by content, and never believed when it is damaged or out of date."""

import os
import stat
from pathlib import Path

import pytest

from winnable.core.evidence import Passage
from winnable.formats import cache
from winnable.formats.profiles import load_profile
from winnable.formats.readers import load_reader

TEXT = (
    "Request for Proposals: Customer Portal. The City of Springfield seeks a portal. Proposals are due by 30 April 2027. "
    "The budget is $250,000 in total. The portal shall support single sign-on with SAML. Certification to ISO 27001 is required."
)
KEY = "a" * 64


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WINNABLE_CACHE", str(tmp_path / "cache"))


@pytest.fixture(scope="module")
def entry() -> cache.Kept:
    reading = load_reader(load_profile("liferay")).read([Passage(text=TEXT, file="rfp.txt", page=None)])
    return cache.Kept(
        reading=reading, pack={"documents": [{"file": "rfp.txt", "pages": None, "warnings": []}], "unread": [], "notes": []}
    )


def test_what_was_kept_comes_back_the_same(entry):
    assert entry.reading.facts.standards is not None
    cache.keep(KEY, entry)
    assert cache.kept(KEY) == entry


def test_nobody_else_can_read_it(entry, tmp_path):
    cache.keep(KEY, entry)
    for path in [tmp_path / "cache", *(tmp_path / "cache").iterdir()]:
        assert not stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"reading": 1}', b"\x80\x04cos\nsystem\n"])
def test_a_damaged_entry_is_as_good_as_none(damage, entry, tmp_path):
    cache.keep(KEY, entry)
    next((tmp_path / "cache").glob("*.json")).write_bytes(damage)
    assert cache.kept(KEY) is None


def test_every_part_of_the_key_counts():
    base = ([("a.pdf", b"1"), ("b.pdf", b"2")], ["liferay 1"])
    others = [
        ([("a.pdf", b"1"), ("b.pdf", b"3")], ["liferay 1"]),
        ([("a.pdf", b"1"), ("c.pdf", b"2")], ["liferay 1"]),
        ([("a.pdf", b"12"), ("b.pdf", b"")], ["liferay 1"]),
        ([("a.pdf", b"1"), ("b.pdf", b"2")], ["liferay 2"]),
        ([("a.pdf", b"1"), ("b.pdf", b"2")], ["lifer", "ay 1"]),
        ([("b.pdf", b"2"), ("a.pdf", b"1")], ["liferay 1"]),
    ]
    keys = {cache.key_of(files, parts) for files, parts in [base, *others]}
    assert len(keys) == len(others) + 1
    assert cache.key_of(*base) == cache.key_of(*base)


def test_off_keeps_nothing(entry, monkeypatch, tmp_path):
    monkeypatch.setenv("WINNABLE_CACHE", "off")
    cache.keep(KEY, entry)
    assert cache.kept(KEY) is None
    assert not (tmp_path / "cache").exists()


def test_clearing_takes_entries_and_nothing_else(entry, tmp_path):
    cache.keep(KEY, entry)
    mine = tmp_path / "cache" / "my-notes.json"
    mine.write_text("{}")
    assert cache.size()[0] == 1
    assert cache.clear() == 1
    assert cache.kept(KEY) is None
    assert mine.exists()


def test_the_longest_unused_goes_first(entry, monkeypatch, tmp_path):
    keys = [letter * 64 for letter in "abc"]
    for age, key in enumerate(keys):
        cache.keep(key, entry)
        os.utime(tmp_path / "cache" / f"{key}.json", (1000 + age, 1000 + age))
    one = (tmp_path / "cache" / f"{KEY}.json").stat().st_size
    assert cache.kept(keys[0]) is not None  # used just now
    monkeypatch.setattr(cache, "MOST_BYTES", 3 * one)
    cache.keep("d" * 64, entry)
    assert {path.stem[0] for path in (tmp_path / "cache").glob("*.json")} == {"a", "c", "d"}


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(entry, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("WINNABLE_CACHE", str(tmp_path / "file"))
    cache.keep(KEY, entry)
    assert cache.kept(KEY) is None
