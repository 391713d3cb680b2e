"""Makes sure that the tests of text recognition find language data; run by `make dev`.

English comes with the extra `ocr`. The other five languages are installed as root on Debian or Ubuntu, because they are in no
Python package; without them the tests in those languages are skipped, which this says. Fails only without English.
"""

import os
import shutil
import subprocess
import sys

from winnable.sources.documents import installed_languages

PACKAGES = {"en": "eng", "fr": "fra", "de": "deu", "es": "spa", "it": "ita", "nl": "nld"}


def main() -> int:
    """Find or install; 0 where English can be recognised in the end."""
    missing = wanted()
    if missing and os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        install(missing)
        missing = wanted()
    if missing:
        sys.stderr.write(
            f"No text recognition for {', '.join(missing)}. On Debian: apt-get install {' '.join(packages(missing))}\n"
        )
    return int("en" in missing)


def wanted() -> list[str]:
    """The languages without data."""
    return [language for language in PACKAGES if language not in installed_languages()]


def packages(languages: list[str]) -> list[str]:
    """Debian's packages with their data."""
    return [f"tesseract-ocr-{PACKAGES[language]}" for language in languages]


def install(languages: list[str]) -> None:
    """What a fresh Debian or Ubuntu needs; a failure shows in its output and in `main`."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", *packages(languages)]):
        if subprocess.run(command, env=quiet, stdout=sys.stderr, check=False).returncode:
            return


if __name__ == "__main__":
    sys.exit(main())
