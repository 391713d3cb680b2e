"""Makes sure that a browser is there for the tests of the HTML report; run by `make dev`.

Does nothing where `chromium` is on the path; installs it as root on Debian or Ubuntu; else says what to install and fails,
so that no one believes the report to be tested when it is not.
"""

import os
import shutil
import subprocess
import sys

PACKAGE = "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser() -> str | None:
    """Path of the first browser found."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> int:
    """Find or install; 0 only where a browser is there in the end."""
    if browser() is None and os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        install()
    if browser() is None:
        sys.stderr.write(
            f"Error: no browser for the tests of the report. Install {PACKAGE} (on Debian: apt-get install {PACKAGE}).\n"
        )
        return 1
    return 0


def install() -> None:
    """What a fresh Debian or Ubuntu needs; a failure shows in its output and in `main`."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", PACKAGE]):
        if subprocess.run(command, env=quiet, stdout=sys.stderr, check=False).returncode:
            return


if __name__ == "__main__":
    sys.exit(main())
