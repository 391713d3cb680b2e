"""Makes sure that the tests of text recognition find language data; run by `make dev`.

English comes with the extra `ocr`. The other five languages are in no Python package; where they are missing, Debian's or
Ubuntu's packages are unpacked into the virtual environment, which needs no root. Elsewhere this says what to install, and fails:
no test is skipped for want of a language.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from winnable.sources.documents import installed_languages

PACKAGES = {"en": "eng", "fr": "fra", "de": "deu", "es": "spa", "it": "ita", "nl": "nld"}
SHARE = Path(sys.prefix) / "share" / "tessdata"


def main() -> int:
    """Find or unpack; 0 where all languages can be recognised in the end."""
    missing = wanted()
    if missing and shutil.which("apt-get") and shutil.which("dpkg-deb"):
        unpack(packages(missing))
        missing = wanted()
    if missing:
        sys.stderr.write(
            f"No text recognition for {', '.join(missing)}. On Debian: apt-get install {' '.join(packages(missing))};"
            f" on a Mac: brew install tesseract-lang; or put {', '.join(f'{PACKAGES[each]}.traineddata' for each in missing)}"
            f" into {SHARE}\n"
        )
    return int(bool(missing))


def wanted() -> list[str]:
    """The languages without data."""
    return [language for language in PACKAGES if language not in installed_languages()]


def packages(languages: list[str]) -> list[str]:
    """Debian's packages with their data."""
    return [f"tesseract-ocr-{PACKAGES[language]}" for language in languages]


def unpack(names: list[str]) -> None:
    """Fetches the packages with lists of its own, as anybody may; a failure shows in its output and in `main`."""
    with tempfile.TemporaryDirectory() as folder:
        state, cache = Path(folder) / "state", Path(folder) / "cache"
        (state / "lists" / "partial").mkdir(parents=True)
        (cache / "archives" / "partial").mkdir(parents=True)
        own = ["-o", f"Dir::State={state}", "-o", f"Dir::Cache={cache}", "-o", "APT::Sandbox::User="]
        for command in (["update"], ["download", *names]):
            if subprocess.run(["apt-get", "-qq", *own, *command], cwd=folder, stdout=sys.stderr, check=False).returncode:
                return
        for package in Path(folder).glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", package, folder], stdout=sys.stderr, check=True)
        SHARE.mkdir(parents=True, exist_ok=True)
        for data in Path(folder).rglob("*.traineddata"):
            shutil.copy(data, SHARE)


if __name__ == "__main__":
    sys.exit(main())
