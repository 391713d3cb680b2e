"""Loads the embedded model, once, and only when something is to be embedded."""

from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

import winnable
from winnable.core.errors import SourceError
from winnable.reading.encoder import Encoder, encoder_of

MODEL: Final = Path(winnable.__file__).parent / "models" / "minilm.npz"


@cache
def load_encoder() -> Encoder:
    """The embedded model; SourceError where its file is missing or damaged."""
    try:
        with np.load(MODEL, allow_pickle=False) as packed:
            return encoder_of({name: packed[name] for name in packed.files})
    except (OSError, ValueError, KeyError) as error:
        raise SourceError(MODEL.name, "the embedded model is missing or damaged", "install winnable again") from error
