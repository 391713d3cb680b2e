"""Which of the two ways computes vectors; apart from them, so that asking loads neither."""

import os
from importlib.util import find_spec
from typing import Final, Literal

VARIABLE: Final = "WINNABLE_VECTORS"  # "numpy" or "fast" for one of the two, whatever is installed
Kind = Literal["numpy", "fast"]


def kind_of_vectors() -> Kind:
    """Which of the two computes: what the environment asks for, else `fast` where it is installed."""
    asked = os.environ.get(VARIABLE, "")
    if asked in ("numpy", "fast"):
        return "fast" if asked == "fast" else "numpy"
    return "fast" if find_spec("onnxruntime") else "numpy"
