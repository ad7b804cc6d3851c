"""Where this nextcall was installed from, so that a team's workflow can install the same."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

_SSH = re.compile(r"(?:ssh://)?(?:[^@/]+@)?(?P<host>[^:/@]+\.[^:/@]+)[:/](?P<path>[^:].*)")
_SECONDS = 10


@dataclass(frozen=True)
class Origin:
    """The address of nextcall's repository, and the commit or tag of it that is installed."""

    address: str
    revision: str

    @property
    def is_known(self) -> bool:
        """Whether a machine can install from here, or a person has to fill it in first."""
        return self != UNKNOWN

    @property
    def host(self) -> str:
        """The host of the repository."""
        return urlsplit(self.address).hostname or ""

    @property
    def name(self) -> str:
        """The repository's path on its host: its owner and its name."""
        return urlsplit(self.address).path.strip("/").removesuffix(".git")

    @property
    def requirement(self) -> str:
        """What pip takes."""
        return f"git+{self.address}@{self.revision}"


UNKNOWN = Origin("https://git.example.com/OWNER/nextcall", "COMMIT")


def origin() -> Origin:
    """By what pip noted when it installed us: a git address, or the folder of a clone. UNKNOWN where neither says."""
    try:
        noted = json.loads(distribution("nextcall").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return UNKNOWN
    address, revision = str(noted.get("url", "")), str(noted.get("vcs_info", {}).get("commit_id", ""))
    if address.startswith("file:"):
        folder = Path(url2pathname(urlsplit(address).path))
        address, revision = _git(folder, "config", "remote.origin.url"), _git(folder, "rev-parse", "HEAD")
    public = _public(address)
    return Origin(public, revision) if public and re.fullmatch(r"[0-9a-f]{7,64}", revision) else UNKNOWN


def _public(address: str) -> str:
    """The address as anyone may have it, over https and without a name or password in it; "" where it has no host."""
    parts = urlsplit(address) if "://" in address else None
    if parts is not None and parts.scheme in ("http", "https") and "." in (parts.hostname or ""):
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{parts.hostname}{port}{parts.path.rstrip('/')}"
    ssh = _SSH.fullmatch(address) if parts is None or parts.scheme == "ssh" else None
    return f"https://{ssh['host']}/{ssh['path'].strip('/').removesuffix('.git')}" if ssh else ""


def _git(folder: Path, *arguments: str) -> str:
    """What git says of a folder; "" where it says nothing."""
    if not (folder / ".git").exists():
        return ""
    try:
        done = subprocess.run(  # noqa: S603 (our own arguments)
            ["git", "-C", str(folder), *arguments],  # noqa: S607 (the git on the PATH)
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
