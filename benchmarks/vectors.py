"""Sentences a CPU-second that become vectors, in NumPy and with the extra `fast`, on one thread each; and how near the two are
to the published weights and to each other.

The sentences are those of the example request, or of the PDF and DOCX files in the data folder.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import process_time

import numpy as np

from setting import figure, print_setting
from winnable.core.errors import SourceError
from winnable.formats.models import load_encoder
from winnable.reading.text import sentences
from winnable.reading.wordpiece import WordPiece
from winnable.sources.documents import read_document

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "tests" / "reading" / "reference_vectors.json"
FEWEST_WORDS, MOST = 8, 600  # of a sentence; sentences
ROUNDS = 5
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def main() -> int:
    """Print the measures and their targets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of PDF and DOCX files")
    parser.add_argument("--measured", nargs=2, metavar=("KIND", "FOLDER"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measured:
        return _measure(given.measured[0], Path(given.measured[1]))
    texts = _texts(sorted(path for path in (given.data or ROOT / "examples").iterdir() if path.suffix in {".pdf", ".docx"}))
    pieces = _mean_pieces(load_encoder("numpy").wordpiece, texts)
    told = f"{len(texts)} sentences of {given.data or 'examples'}, {pieces:.1f} pieces each"
    print_setting("Sentences as vectors", told, ["numpy", "onnxruntime"])
    reference = json.loads(REFERENCE.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "texts.json").write_text(json.dumps([*texts, *reference]), "utf-8")
        speeds = {kind: _in_own_process(kind, folder) for kind in ("numpy", "fast")}
        slow, fast = (np.load(folder / f"{kind}.npy") for kind in ("numpy", "fast"))
    for kind, speed in speeds.items():
        print(f"{kind:6} {speed:6.0f} sentences a CPU-second, {speed * pieces:7.0f} pieces")
    published = np.array(list(reference.values()))
    least = {kind: (rows[len(texts) :] * published).sum(axis=1).min() for kind, rows in (("numpy", slow), ("fast", fast))}
    same = (slow[: len(texts)] * fast[: len(texts)]).sum(axis=1)
    print(f"cosine of fast to numpy: least {same.min():.4f}, mean {same.mean():.4f}\n")
    figure("numpy_sentences_per_cpu_second", speeds["numpy"], "at least", 95)
    figure("fast_sentences_per_cpu_second", speeds["fast"], "at least", 250)
    figure("numpy_cosine_to_published", float(least["numpy"]), "at least", 0.999)
    figure("fast_cosine_to_published", float(least["fast"]), "at least", 0.99)
    figure("fast_cosine_to_numpy", float(same.min()), "at least", 0.99)
    return 0


def _texts(paths: list[Path]) -> list[str]:
    """Sentences of some length, each once, from all over the documents."""
    found: dict[str, None] = {}
    for path in paths:
        try:
            passages = read_document(path, ocr=False).passages
        except SourceError as error:
            print(error, file=sys.stderr)
            continue
        spans = ((passage.text, span) for passage in passages for span in sentences(passage.text))
        found |= dict.fromkeys(text[start:end] for text, (start, end) in spans if text[start:end].count(" ") + 1 >= FEWEST_WORDS)
    step = max(1, len(found) // MOST)
    return list(found)[::step][:MOST]


def _mean_pieces(wordpiece: WordPiece, texts: list[str]) -> float:
    return float(np.mean([len(wordpiece.encode(text)) for text in texts]))


def _in_own_process(kind: str, folder: Path) -> float:
    """Sentences a CPU-second, measured by this program started anew with one thread."""
    command = [sys.executable, __file__, "--measured", kind, str(folder)]
    ended = subprocess.run(command, env=os.environ | dict.fromkeys(THREADS, "1"), capture_output=True, text=True, check=True)
    return float(ended.stdout)


def _measure(kind: str, folder: Path) -> int:
    """The median of some rounds, the model loaded and warm; its vectors are left in the folder."""
    texts = json.loads((folder / "texts.json").read_text("utf-8"))
    encoder = load_encoder("fast" if kind == "fast" else "numpy")
    np.save(folder / f"{kind}.npy", encoder.embed(texts))
    costs = []
    for _ in range(ROUNDS):
        start = process_time()
        encoder.embed(texts)
        costs.append(process_time() - start)
    print(len(texts) / float(np.median(costs)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
