"""Finds a Chromium for the browser tests: `$CHROMIUM`, the PATH, or Playwright's own; `--install` gets one if need be.

Run as a script it prints the path. It never gives up in silence: without a browser the tests fail and say what to do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

MISSING = (
    "no Chromium was found for the browser tests: install your system's package `chromium` (Debian, Ubuntu, Fedora), "
    "or set CHROMIUM to the path of one"
)


def chromium() -> Path | None:
    """The browser to use, or None where there is none."""
    said = os.environ.get("CHROMIUM")
    if said:
        return Path(said)
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    return _playwrights_own()


def _playwrights_own() -> Path | None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (only where no other browser is found)

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.is_file() else None


def install() -> Path | None:
    """Get a browser: Playwright's, else on Debian as root the system's package."""
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    found = chromium()
    if found is None and os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update"], ["install", "--yes", "--no-install-recommends", "chromium", "fonts-noto-core"]):
            subprocess.run(["apt-get", "--quiet", *arguments], check=False, env=environment)  # noqa: S607 (the system's)
        found = chromium()
    return found


def main() -> None:
    """Print the browser's path, after getting one if `--install` is given."""
    found = chromium() or (install() if "--install" in sys.argv[1:] else None)
    if found is None or not found.is_file():
        sys.exit(MISSING)
    print(found)  # noqa: T201 (the script's answer)


if __name__ == "__main__":
    main()
