"""The schemas for editors are those of the classes, and agree with the loader."""

import json
import shutil
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

import winnable
from winnable.formats.schema import KINDS, schemas, text_of, write_schemas

PROFILES = Path(winnable.__file__).parent / "profiles"
BASE = Path(__file__).parent / "base"


def test_the_shipped_schemas_are_those_of_the_classes():
    shipped = {path.stem: path.read_text(encoding="utf-8") for path in (PROFILES / "schema").glob("*.json")}
    made = {kind: text_of(schema) for kind, schema in schemas().items()}
    assert shipped == made, "run: winnable schema src/winnable/profiles/schema"


@pytest.mark.parametrize("kind", KINDS)
def test_every_schema_is_one(kind: str):
    Draft202012Validator.check_schema(schemas()[kind])


def kind_of(path: Path) -> str:
    return "seller" if path.parent.name == "sellers" else path.parent.name if path.parent.name in KINDS else path.stem


@pytest.mark.parametrize("folder", [BASE, PROFILES / "_template", PROFILES / "liferay"], ids=lambda folder: folder.name)
def test_valid_files_fit_their_schema(folder: Path):
    made = schemas()
    for path in folder.rglob("*.yaml"):
        if path.name == "statements.yaml":  # about the documents behind a profile, not part of its format; tests/docs reads it
            continue
        errors = list(Draft202012Validator(made[kind_of(path)]).iter_errors(yaml.safe_load(path.read_text(encoding="utf-8"))))
        assert not errors, f"{path}: {errors[0].message}"


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("criteria", {"criteria": [], "them": "x"}),
        ("criteria", {"criteria": [{"key": "a"}]}),
        ("covers", {}),
        ("cases", {"cases": [{"key": "a", "situation": "s", "expect": ["win"]}]}),
        ("seller", {"key": "a", "lists": []}),
    ],
)
def test_what_the_loader_refuses_an_editor_underlines(kind: str, data: object):
    assert not Draft202012Validator(schemas()[kind]).is_valid(data)


def test_schemas_are_written_where_asked(tmp_path: Path):
    written = write_schemas(tmp_path / "deep" / "down")
    assert {path.stem for path in written} == set(KINDS)
    assert json.loads(written[0].read_text(encoding="utf-8"))["title"] == "Winnable: profile.yaml"
    shutil.rmtree(tmp_path / "deep")
