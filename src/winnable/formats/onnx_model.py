"""The embedded model as an ONNX graph, written here byte by byte: the extra `fast` computes it in 8 bits with onnxruntime.

Only the few message types of the ONNX format that the graph needs are written (protocol buffers: a field's number and type, then
its value). The weights are those of the packed model, in 8 bits already. The states of each piece are brought to LEVELS steps
between their own lowest and highest number, so that nothing depends on which other texts are computed with it.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from winnable.reading.encoder import HEADS, SIZE

Array = NDArray[np.generic]
HEAD: Final = SIZE // HEADS
EPSILON: Final = 1e-12
IR_VERSION, OPSET = 8, 17
MICROSOFT: Final = "com.microsoft"
LEVELS: Final = 127  # not 255: processors without 8-bit dot products add pairs of products in 16 bits, which would overflow
LOWEST_GELU: Final = -0.17  # the function's least value, rounded down
_TYPES: Final = {"float32": 1, "uint8": 2, "int8": 3, "int64": 7}


def onnx_model(arrays: Mapping[str, Array]) -> bytes:
    """The graph: first states of texts of one length in, their last `states` out, both (texts, pieces, SIZE)."""
    graph = _Graph()
    for name, values in (("heads", [0, 0, 3 * HEADS, HEAD]), ("joined", [0, 0, SIZE])):
        graph.tensor(name, np.array(values, np.int64))
    for name, value in (("levels", LEVELS), ("unit", 1), ("lowest_gelu", LOWEST_GELU), ("root", HEAD**-0.5)):
        graph.tensor(name, np.array(value, np.float32))
    graph.tensor("none", np.array(0, np.uint8))
    states = "first"
    for i in range(len(arrays["attend"])):
        states = _layer(graph, states, arrays, i)
    graph.node("Identity", states, out="states")
    return graph.model()


def _layer(graph: "_Graph", states: str, arrays: Mapping[str, Array], i: int) -> str:
    attended = _linear(graph, _attention(graph, _linear(graph, states, "attend", arrays, i)), "attended", arrays, i)
    states = _norm(graph, graph.node("Add", attended, states), f"attended_norm{i}", arrays["attended_norm"][i])
    wide = graph.node("Gelu", _linear(graph, states, "widen", arrays, i), domain=MICROSOFT)
    narrow = _linear(graph, wide, "narrow", arrays, i)
    return _norm(graph, graph.node("Add", narrow, states), f"narrow_norm{i}", arrays["narrow_norm"][i])


def _linear(graph: "_Graph", states: str, name: str, arrays: Mapping[str, Array], i: int) -> str:
    """Weights (out, in) in 8 bits with a scale for each output, and a bias.

    A state is its row's `low` plus a whole number of its row's steps; `low` adds to each output its product with the sum of the
    output's weights. After a GELU `low` is the same for all rows, and so is what it adds: it is in the bias.
    """
    matrix, scales = arrays[name][i], arrays[f"{name}_scale"][i].astype(np.float32)
    bias, sums = arrays[f"{name}_bias"][i].astype(np.float32), matrix.sum(axis=1, dtype=np.int32).astype(np.float32) * scales
    if name == "narrow":
        low = "lowest_gelu"
        added = graph.tensor(f"{name}{i}_bias", bias + np.float32(LOWEST_GELU) * sums)
    else:
        low = graph.node("ReduceMin", states, axes=(-1,), keepdims=1)
        from_low = graph.node("Mul", low, graph.tensor(f"{name}{i}_sums", sums))
        added = graph.node("Add", from_low, graph.tensor(f"{name}{i}_bias", bias))
    span = graph.node("Sub", graph.node("ReduceMax", states, axes=(-1,), keepdims=1), low)
    steps = graph.node("Mul", graph.node("Sub", states, low), graph.node("Div", "levels", span))
    weights = graph.tensor(f"{name}{i}", np.ascontiguousarray(matrix.T)), "unit", graph.tensor(f"{name}{i}_scale", scales)
    products = graph.node("MatMulIntegerToFloat", graph.node("QuantizeLinear", steps, "unit", "none"), *weights, domain=MICROSOFT)
    return graph.node("Add", graph.node("Mul", products, graph.node("Div", span, "levels")), added)


def _attention(graph: "_Graph", joined: str) -> str:
    """Scaled dot products of all heads; `joined` holds queries, keys and values side by side."""
    parts = graph.node("Transpose", graph.node("Reshape", joined, "heads"), perm=(0, 2, 1, 3))
    queries, keys, values = graph.nodes("Split", parts, count=3, axis=1)
    scores = graph.node("MatMul", graph.node("Mul", queries, "root"), graph.node("Transpose", keys, perm=(0, 1, 3, 2)))
    mixed = graph.node("MatMul", graph.node("Softmax", scores, axis=-1), values)
    return graph.node("Reshape", graph.node("Transpose", mixed, perm=(0, 2, 1, 3)), "joined")


def _norm(graph: "_Graph", states: str, name: str, weights: Array) -> str:
    scale, shift = (graph.tensor(f"{name}_{part}", weights[k].astype(np.float32)) for k, part in enumerate(("scale", "shift")))
    return graph.node("LayerNormalization", states, scale, shift, axis=-1, epsilon=EPSILON)


@dataclass(slots=True)
class _Graph:
    """Nodes and tensors as they are added, already written as messages."""

    written: list[bytes] = field(default_factory=list)
    count: int = 0

    def tensor(self, name: str, values: Array) -> str:
        dims = b"".join(_number(1, dim) for dim in values.shape)
        message = dims + _number(2, _TYPES[values.dtype.name]) + _text(8, name) + _bytes(9, values.tobytes())
        self.written.append(_bytes(5, message))
        return name

    def node(self, kind: str, *inputs: str, out: str = "", domain: str = "", **attributes: int | float | Sequence[int]) -> str:
        return self._add(kind, inputs, [out or self._name()], domain, attributes)[0]

    def nodes(self, kind: str, *inputs: str, count: int, **attributes: int | float | Sequence[int]) -> list[str]:
        return self._add(kind, inputs, [self._name() for _ in range(count)], "", attributes)

    def _name(self) -> str:
        self.count += 1
        return f"v{self.count}"

    def _add(
        self,
        kind: str,
        inputs: Iterable[str],
        outs: list[str],
        domain: str,
        attributes: Mapping[str, int | float | Sequence[int]],
    ) -> list[str]:
        names = b"".join(_text(1, name) for name in inputs) + b"".join(_text(2, name) for name in outs)
        told = b"".join(_bytes(5, _attribute(name, value)) for name, value in attributes.items())
        self.written.append(_bytes(1, names + _text(4, kind) + told + (_text(7, domain) if domain else b"")))
        return outs

    def model(self) -> bytes:
        """The whole model, graph and versions."""
        ends = b"".join(_bytes(number, _states(name)) for number, name in ((11, "first"), (12, "states")))
        graph = b"".join(self.written) + _text(2, "encoder") + ends
        versions = _bytes(8, _text(1, "") + _number(2, OPSET)) + _bytes(8, _text(1, MICROSOFT) + _number(2, 1))
        return _number(1, IR_VERSION) + _text(2, "winnable") + _bytes(7, graph) + versions


def _attribute(name: str, value: int | float | Sequence[int]) -> bytes:
    if isinstance(value, float):
        return _text(1, name) + _varint(2 << 3 | 5) + struct.pack("<f", value) + _number(20, 1)
    if isinstance(value, int):
        return _text(1, name) + _number(3, value) + _number(20, 2)
    return _text(1, name) + b"".join(_number(8, item) for item in value) + _number(20, 7)


def _states(name: str) -> bytes:
    """Name and type of an end of the graph: float32 (texts, pieces, SIZE)."""
    dims = b"".join(_bytes(1, dim) for dim in (_text(2, "texts"), _text(2, "pieces"), _number(1, SIZE)))
    return _text(1, name) + _bytes(2, _bytes(1, _number(1, 1) + _bytes(2, dims)))


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value & 0xFFFFFFFFFFFFFFFF)


def _text(number: int, text: str) -> bytes:
    return _bytes(number, text.encode())


def _bytes(number: int, data: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
