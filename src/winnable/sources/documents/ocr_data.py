"""Where tesseract's language data lies, and for which languages there is some. Nothing is fetched."""

import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from site import getuserbase

# ISO 639-1 -> tesseract's names of the languages that are tried where nothing tells which one a page is in.
_TRIED = {"en": "eng", "fr": "fra", "de": "deu", "es": "spa", "it": "ita", "nl": "nld"}
_NAMES = _TRIED | {
    "ar": "ara", "ca": "cat", "cs": "ces", "da": "dan", "el": "ell", "fi": "fin", "gl": "glg", "he": "heb", "hi": "hin",
    "hr": "hrv", "hu": "hun", "ja": "jpn", "ko": "kor", "no": "nor", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus",
    "sv": "swe", "tr": "tur", "zh": "chi_sim",
}  # fmt: skip
_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
    "C:/Program Files/Tesseract-OCR/tessdata",
)
_ENDING = ".traineddata"

# Tesseract's names of the languages in each folder that has some.
Held = dict[Path, frozenset[str]]


def installed_languages() -> tuple[str, ...]:
    """The languages (ISO 639-1) that text recognition is installed for; none where it is not."""
    held = frozenset[str]().union(*language_data().values())
    return tuple(sorted(language for language, name in _NAMES.items() if name in held))


def language_data() -> Held:
    """The languages by folder; nothing where the engine itself is not installed."""
    if not find_spec("tesserocr"):
        return {}
    held = {folder: frozenset(path.name.removesuffix(_ENDING) for path in folder.glob(f"*{_ENDING}")) for folder in _folders()}
    return {folder: names for folder, names in held.items() if names.intersection(_NAMES.values())}


def chosen(held: Held, languages: Sequence[str]) -> tuple[Path, str] | None:
    """The folder with most of these languages (ISO 639-1; all six where none is given), and their names for tesseract; None
    where there is data for none of them."""
    wanted = [_NAMES[language] for language in languages if language in _NAMES] if languages else list(_TRIED.values())
    folder = max(held, key=lambda folder: len(held[folder].intersection(wanted)), default=None)
    names = "+".join(name for name in wanted if folder is not None and name in held[folder])
    return (folder, names) if folder is not None and names else None


def _folders() -> tuple[Path, ...]:
    """Where language data may lie: where the user says, beside Python's packages, and where systems put it."""
    told = os.environ.get("TESSDATA_PREFIX", "")
    own = [Path(told), Path(told) / "tessdata"] if told else []
    packages = [Path(base) / "share" / "tessdata" for base in (sys.prefix, getuserbase())]
    return tuple(folder for folder in (*own, *packages, *map(Path, _FOLDERS)) if folder.is_dir())
