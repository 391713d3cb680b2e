"""Plain data from one YAML file."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from winnable.formats.yaml_files import MOST_BYTES, named, parse_yaml, read_yaml

KEYS = st.text("abcdefgh_", min_size=1, max_size=5)
VALUES = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=12)
    | st.integers(-(10**9), 10**9)
    | st.floats(-1e6, 1e6).map(lambda number: round(number, 4))
    | st.booleans()
    | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4), st.sampled_from([None, False, True]))
def test_it_reads_what_the_library_wrote(data, flow):
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow)
    file = parse_yaml(text, "f.yaml")
    assert all("different numbers" in p.message or "true or false" in p.message for p in file.problems)
    if not file.problems:
        assert file.data == data


def test_every_value_has_its_line():
    file = parse_yaml("a: 1\nb:\n  - x\n  - {y: 2,\n     z: 3}\n", "f.yaml")
    assert {steps: line for steps, line in file.lines.items() if steps} == {
        ("a",): 1,
        ("b",): 2,
        ("b", 0): 3,
        ("b", 1): 4,
        ("b", 1, "y"): 4,
        ("b", 1, "z"): 5,
    }
    assert file.line(("b", 1, "absent")) == 4


def test_paths_name_items_by_their_keys():
    data = {"criteria": [{"key": "size", "points": [[1, 2]]}, 3]}
    assert named(data, ("criteria", 0, "points", 0, 1)) == "criteria.size.points[0][1]"
    assert named(data, ("criteria", 1)) == "criteria[1]"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-2.50", -2.5),
        (".5", 0.5),
        ("1_000", 1000),
        ("1.5e+3", 1500.0),
        ("'7'", "7"),
        ("true", True),
        ("~", None),
        ("2026-11-30", "2026-11-30"),
        ("1.0.0", "1.0.0"),
        ("nothing", "nothing"),
        (".nan", ".nan"),
    ],
)
def test_scalars_are_read_as_people_mean_them(text: str, value: object):
    file = parse_yaml(f"a: {text}", "f.yaml")
    assert (file.data, file.problems) == ({"a": value}, ())


@pytest.mark.parametrize("word", ["yes", "No", "ON", "off", "1e6", "010", "0x1F", "12:30", "0o17"])
def test_words_that_libraries_read_differently_are_told(word: str):
    (problem,) = parse_yaml(f"- ok\n- {word}\n", "f.yaml").problems
    assert (problem.line, problem.path) == (2, "[1]")
    assert word in problem.message


def test_an_alias_bomb_stays_small():
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    file = parse_yaml("\n".join(lines), "bomb.yaml")
    assert file.data["a39"] == [None, None]
    assert len(file.problems) == 40 + 78


def test_deep_nesting_is_refused_and_not_followed():
    file = parse_yaml("[" * 50_000, "deep.yaml")
    assert file.data is None
    assert "Nested too deeply" in file.problems[0].message


def test_a_type_of_its_own_is_never_made():
    file = parse_yaml("a: !!python/object/apply:os.system ['true']", "f.yaml")
    assert file.data == {"a": ["true"]}
    assert "type of its own" in file.problems[0].message


def test_files_that_are_no_text_are_told(tmp_path: Path):
    path = tmp_path / "f.yaml"
    path.write_bytes(b"a: \xff\xfe")
    assert "not UTF-8" in read_yaml(path).problems[0].message
    path.write_bytes(b"a" * (MOST_BYTES + 1))
    assert "larger than" in read_yaml(path).problems[0].message
    assert "cannot be read" in read_yaml(tmp_path / "absent.yaml").problems[0].message
    path.write_bytes(b"a: \x07")
    assert "character that YAML does not allow" in read_yaml(path).problems[0].message


def test_a_byte_order_mark_does_no_harm(tmp_path: Path):
    path = tmp_path / "f.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_yaml(path).data == {"a": 1}


@pytest.mark.parametrize("text", ['a: "x\\e[31m"', 'a: "\\u202egnp"', '"a\\u2066": 1'])
def test_signs_that_nobody_sees_never_reach_a_screen(text: str):
    file = parse_yaml(text, "f.yaml")
    assert "\x1b" not in str(file.data)
    assert "\u202e" not in str(file.data)
    assert "\u2066" not in str(file.data)
