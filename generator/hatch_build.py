"""What package indexes show of a release: the repository's addresses, and a README whose links work there.

The address of the repository stands in no file, as the project may move: `NEXTCALL_REPOSITORY` says it when the files
of a release are built, and `NEXTCALL_REVISION` which tag or commit they are built from. Without them (a build of one's
own, an editable installation) there are no addresses, and README's links into the repository become plain text.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]]*)\]\((?P<path>(?!#)[^):]+)\)")


class ReleaseMetadata(MetadataHookInterface):
    """Fills in what `pyproject.toml` calls dynamic, but for the version."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set `readme`, and `urls` where the repository's address is known."""
        readme = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        repository = os.environ.get("NEXTCALL_REPOSITORY", "").rstrip("/")
        revision = os.environ.get("NEXTCALL_REVISION") or "HEAD"
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": _LINK.sub(lambda link: _outside(link, repository, revision), readme),
        }
        metadata["urls"] = _urls(repository, revision) if repository else {}


def _urls(repository: str, revision: str) -> dict[str, str]:
    return {
        "Source": repository,
        "Documentation": f"{repository}/blob/{revision}/README.md",
        "Changelog": f"{repository}/blob/{revision}/CHANGELOG.md",
        "Issues": f"{repository}/issues",
    }


def _outside(link: re.Match[str], repository: str, revision: str) -> str:
    """A link into the repository, as it works elsewhere; its text alone where the address isn't known."""
    image, text, path = link["image"], link["text"], link["path"]
    if not repository:
        return "" if image else text
    return f"{image}[{text}]({repository}/{'raw' if image else 'blob'}/{revision}/{path})"
