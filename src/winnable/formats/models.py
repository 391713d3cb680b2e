"""Loads the embedded model that comes with the package, once: in NumPy, or faster where the extra `fast` is installed."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

import winnable
from winnable.core.errors import SourceError
from winnable.formats.onnx_model import onnx_model
from winnable.formats.vector_kind import VARIABLE, Kind, kind_of_vectors
from winnable.reading.encoder import HEADS, SIZE, Dense, Embedding, Encoder, Floats, Layer, Norm, Pooling, Weights
from winnable.reading.wordpiece import WordPiece

MODEL: Final = Path(winnable.__file__).parent / "models" / "minilm.npz"
Arrays = Mapping[str, NDArray[np.generic]]


def load_encoder(kind: Kind | None = None) -> Encoder:
    """The embedded model; SourceError where its file is missing or damaged, or where `fast` is asked for and not installed."""
    return _loaded(kind or kind_of_vectors())


@cache
def _loaded(kind: Kind) -> Encoder:
    arrays = _arrays()
    vocabulary = bytes(arrays["vocabulary"].tobytes()).decode().split("\n")
    embedding = Embedding(
        words=arrays["words"].view(np.int8),
        words_scale=arrays["words_scale"].astype(np.float32),
        positions=arrays["positions"].astype(np.float32),
        norm=_norm(arrays["norm"]),
    )
    pool = Weights(embedding=embedding, layers=_layers(arrays)).pool if kind == "numpy" else _fast(arrays, embedding)
    return Encoder(wordpiece=WordPiece(ids={word: i for i, word in enumerate(vocabulary) if word}), pool=pool)


def _fast(arrays: Arrays, embedding: Embedding) -> Pooling:
    """The same in 8 bits by onnxruntime: three to four times as quick, cosine to the other above 0.99 for every sentence."""
    try:
        import onnxruntime
    except ImportError as error:
        raise SourceError("onnxruntime", "is not installed", f"pip install 'winnable[fast]', or set {VARIABLE}=numpy") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # one reading is one thread's work; two cores read two packs
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC  # more fuses into slower kernels
    options.enable_mem_pattern = False  # a plan is kept for every shape, and shapes differ: 80 MB
    session = onnxruntime.InferenceSession(onnx_model(arrays), options, providers=["CPUExecutionProvider"])

    def pool(pieces: Sequence[Sequence[int]]) -> Floats:
        groups = [list(group) for _, group in groupby(pieces, key=len)]
        states = [embedding(group).reshape(len(group), -1, SIZE) for group in groups]
        return np.concatenate([session.run(None, {"first": first})[0].mean(axis=1) for first in states])

    return pool


def _layers(arrays: Arrays) -> tuple[Layer, ...]:
    """Weights are kept as (layer, out, in) in 8 bits with a scale for each output; here they become (in, out) in float32."""

    def dense(name: str, i: int) -> Dense:
        scaled = arrays[name][i] * arrays[f"{name}_scale"][i][:, None]
        return Dense(weights=np.ascontiguousarray(scaled.T, np.float32), bias=arrays[f"{name}_bias"][i].astype(np.float32))

    def layer(i: int) -> Layer:
        attend, narrow = dense("attend", i), dense("narrow", i)
        root = np.float32((SIZE // HEADS) ** -0.5)
        attend.weights[:, :SIZE] *= root
        attend.bias[:SIZE] *= root
        narrow.weights[...] *= np.float32(0.5)
        return Layer(
            attend=attend,
            attended=dense("attended", i),
            attended_norm=_norm(arrays["attended_norm"][i]),
            widen=dense("widen", i),
            narrow=narrow,
            narrow_norm=_norm(arrays["narrow_norm"][i]),
        )

    return tuple(layer(i) for i in range(len(arrays["attend"])))


def _norm(both: NDArray[np.generic]) -> Norm:
    factor, offset = both.astype(np.float32)
    return Norm(factor=factor, offset=offset)


def _arrays() -> dict[str, NDArray[np.generic]]:
    try:
        with np.load(MODEL, allow_pickle=False) as packed:
            return {name: packed[name] for name in packed.files}
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise SourceError(MODEL.name, "the embedded model is missing or damaged", "install winnable again") from error
