"""Finds a Chromium for the browser tests: `$CHROMIUM`, the PATH, or Playwright's own; `--install` gets one if need be.

The one without windows, headless shell, comes first: around each page the other draws menus and buttons that nobody
sees, and takes more of the processor's time for it.

Run as a script it prints the path. It never gives up in silence: without a browser the tests fail and say what to do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

WITHOUT_WINDOWS = ("chromium-headless-shell", "chrome-headless-shell", "headless_shell")
NAMES = (*WITHOUT_WINDOWS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

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
    beside = path.parents[2].glob("chromium_headless_shell-*/*/*headless*shell")
    return next((each for each in (*sorted(beside), path) if each.is_file()), None)


def _is_light(found: Path | None) -> bool:
    """Whether there is one without windows, or one that somebody chose."""
    return found is not None and ("CHROMIUM" in os.environ or found.name in WITHOUT_WINDOWS)


def install() -> Path | None:
    """Get a browser: Playwright's, else on Debian as root the system's package; there also the one without windows."""
    if chromium() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if not _is_light(chromium()) and os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        _apt_get("update")
        _apt_get("install", "--yes", "--no-install-recommends", WITHOUT_WINDOWS[0], "fonts-noto-core")
        if chromium() is None:
            _apt_get("install", "--yes", "--no-install-recommends", "chromium", "fonts-noto-core")
    return chromium()


def _apt_get(*arguments: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "--quiet", *arguments], check=False, env=environment)  # noqa: S607 (the system's)


def main() -> None:
    """Print the browser's path, after getting one if `--install` is given."""
    found = install() if "--install" in sys.argv[1:] else chromium()
    if found is None or not found.is_file():
        sys.exit(MISSING)
    print(found)  # noqa: T201 (the script's answer)


if __name__ == "__main__":
    main()
