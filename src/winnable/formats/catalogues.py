"""Vectors of a profile's capabilities, worked out once: those of the shipped profiles come with the package, others are kept in
the user's cache folder under a key that changes with the capabilities and the model.

`python -m winnable.formats.catalogues` writes the shipped ones anew; a test says when that is due.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

import numpy as np

import winnable
from winnable.formats.cache import cache_folder
from winnable.formats.models import MODEL, load_encoder
from winnable.formats.profiles import load_profile, shipped_profiles
from winnable.reading.encoder import SIZE, Floats
from winnable.reading.matching import Entry, catalogue_key, entries_of, text_key, vectors_of_catalogue

SHIPPED: Final = Path(winnable.__file__).parent / "models" / "catalogues.npz"


def catalogue_vectors(entries: tuple[Entry, ...]) -> Floats:
    """One row for each text of the catalogue, in float32 (texts, SIZE)."""
    return _worked_out_once(catalogue_key(entries), lambda: vectors_of_catalogue(entries, load_encoder().embed))


def sentence_vectors(sentences: tuple[str, ...]) -> Floats:
    """One row for each sentence, in float32 (sentences, SIZE)."""
    return _worked_out_once(text_key("\n".join(sentences)), lambda: load_encoder().embed(sentences))


def _worked_out_once(key: str, work_out: Callable[[], Floats]) -> Floats:
    shipped = _shipped()
    if key in shipped:
        return shipped[key]
    folder = cache_folder()
    path = folder / f"{key}-{MODEL.stat().st_size:x}.npy" if folder is not None and MODEL.is_file() else None
    vectors = _kept(path) if path is not None else None
    if vectors is None:
        vectors = work_out()
        if path is not None:
            _keep(path, vectors)
    return vectors


@cache
def _shipped() -> dict[str, Floats]:
    """By catalogue key; kept in half precision, which moves no cosine by more than a thousandth."""
    if not SHIPPED.is_file():
        return {}
    with np.load(SHIPPED, allow_pickle=False) as packed:
        return {name: packed[name].astype(np.float32) for name in packed.files}


def _kept(path: Path) -> Floats | None:
    try:
        with path.open("rb") as opened:
            vectors = np.lib.format.read_array(opened, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    sound = vectors.dtype == np.float32 and vectors.ndim == 2 and vectors.shape[1] == SIZE and bool(np.isfinite(vectors).all())
    return vectors if sound else None


def _keep(path: Path, vectors: Floats) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        out = BytesIO()
        np.save(out, vectors)
        beside.write_bytes(out.getvalue())
        beside.replace(path)


def shipped_vectors(sentences: tuple[str, ...]) -> dict[str, Floats]:
    """The vectors of all shipped profiles and of some sentences, computed by the exact model."""
    embed = load_encoder("numpy").embed
    entries = [entries_of(load_profile(name)) for name in shipped_profiles()]
    made = {catalogue_key(each): vectors_of_catalogue(each, embed) for each in entries}
    made[text_key("\n".join(sentences))] = embed(sentences)
    return {key: vectors.astype(np.float16) for key, vectors in made.items()}


if __name__ == "__main__":
    from winnable.formats.matching import load_match_words  # which needs this file

    np.savez_compressed(SHIPPED, **shipped_vectors(load_match_words().beside))  # type: ignore[arg-type]
