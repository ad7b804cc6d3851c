"""Writing the pages as Markdown files, so that their folder is a complete docs folder for any builder.

Its manifest says which files are ours. Whatever else lies in the folder is neither overwritten nor removed.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeAlias

from nextcall import changes, pipeline
from nextcall.addresses import file_of
from nextcall.publish.errors import Failed, Refused
from nextcall.publish.locks import locked
from nextcall.render.failure import said_by
from nextcall.words import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nextcall.addresses.forge import Pencils
    from nextcall.pipeline import Checked, Site

    Arranged: TypeAlias = Callable[[Site, Mapping[str, bytes], Path], dict[str, bytes]]

MANIFEST = ".nextcall-manifest.json"
"""Which files in the folder are ours, with the SHA-256 of what we wrote; `pending` is what a run was about to write."""

_VERSION = 1
_UNFINISHED = ".nextcall-unfinished"
_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a run did, in paths below the folder, sorted. `kept` were changed by hand: neither updated nor removed."""

    folder: Path
    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]


def write_pages(  # noqa: PLR0913 (each by name)
    checked: Checked,
    target: Path,
    *,
    team_templates: Path | None = None,
    language: str = "en",
    directory_urls: bool = True,
    pencils: Pencils | None = None,
    with_changes: bool = True,
    arranged: Arranged | None = None,
) -> Written:
    """Write every page, our stylesheet, and the team's own pages and other files into the folder `target`.

    `with_changes`: what changed in the process has a page, where its history is known. `arranged` says what becomes of
    all that for a builder which takes more than a docs folder: of the site, the files of that folder, and `target`.

    A file is touched only when its bytes change, and removed only when it is in our manifest and unchanged since.
    Raises Refused, before anything is written, where a file of someone else's is in the way or `target` won't do. A run
    that is interrupted is completed by the next one. Raises Failed where a template is broken.
    """
    target = Path(os.path.abspath(target)).resolve()  # noqa: PTH100 (as the shell understands `..`)
    _check_folder(target, checked.loaded.root.resolve())
    try:
        site = pipeline.make_site(
            checked,
            directory_urls=directory_urls,
            team_templates=team_templates,
            language=language,
            pencils=pencils,
            history=changes.along(checked.loaded.root, catalogue(team_templates, language)) if with_changes else None,
        )
    except Exception as error:  # a team's template can raise anything
        raise Failed(said_by(error)) from error
    wanted = _docs(checked, site)
    if arranged is not None:
        wanted = arranged(site, wanted, target)
    try:
        target.mkdir(parents=True, exist_ok=True)
        with locked(target, wait=False) as ours:
            if not ours:
                message = f"another `nextcall render` is writing {target}; wait until it has ended"
                raise Refused(message)
            return _Folder(target).update(wanted)
    except OSError as error:
        message = f"{error.filename or target} can't be written: {error.strerror or error}"
        raise Refused(message) from error


def _check_folder(target: Path, playbook: Path) -> None:
    if target.exists() and not target.is_dir():
        message = f"{target} is a file; name a folder"
    elif target.is_relative_to(playbook):
        message = f"{target} lies inside the playbook {playbook}, and the pages would become a part of it; name another"
    elif playbook.is_relative_to(target):
        message = f"{target} holds the playbook, which is not meant to be published as it is; name another folder"
    else:
        return
    raise Refused(message)


def _docs(checked: Checked, site: Site) -> dict[str, bytes]:
    """Every file of a docs folder, by its path; ours, where a file of the team's has the path of a page of ours."""
    wanted: dict[str, bytes] = {}
    if checked.playbook is not None:
        files = checked.playbook.files
        for path in (*(page.path for page in files.pages), *files.others):
            try:
                wanted[path] = (checked.loaded.root / path).read_bytes()
            except OSError as error:
                message = f"{path} can't be read: {error.strerror or error}"
                raise Refused(message) from error
    wanted.update(site.assets)
    wanted.update((file_of(page.address), page.markdown.encode()) for page in site.pages)
    return wanted


class _Folder:
    """The folder as it is found, and what its manifest says."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._manifest = folder / MANIFEST
        self._unfinished = folder / _UNFINISHED
        self._files, self._pending = self._read_manifest()

    def update(self, wanted: Mapping[str, bytes]) -> Written:
        """Write what is wanted and remove what no longer is; Refused before either if someone else's is in the way."""
        wanted = dict(sorted(wanted.items()))
        found = {path: self._found(path) for path in {*wanted, *self._files, *self._pending}}
        self._refuse_foreign(wanted, found)
        new = {path: _hash(content) for path, content in wanted.items()}
        kept = {path for path, seen in found.items() if self._is_edited(path, seen, new.get(path))}
        outdated = sorted(path for path in wanted if path not in kept and found[path] != new[path])
        gone = sorted(path for path in found if path not in wanted and path not in kept)
        removed = [path for path in gone if found[path] is not None]
        of_kept = {path: self._files.get(path) or self._pending[path] for path in kept}
        files = {**new, **of_kept}
        if outdated or removed:
            there = {path: seen for path, seen in found.items() if seen is not None}
            self._write_manifest({**there, **of_kept}, {path: new[path] for path in outdated})
            for path in outdated:
                self._write(path, wanted[path])
            for path in removed:
                self._remove(path)
        self._write_manifest(files, {})
        unchanged = tuple(path for path in wanted if path not in kept and found[path] == new[path])
        return Written(
            folder=self._folder,
            written=tuple(outdated),
            unchanged=unchanged,
            removed=tuple(removed),
            kept=tuple(sorted(kept)),
        )

    def _refuse_foreign(self, wanted: Mapping[str, bytes], found: Mapping[str, str | None]) -> None:
        foreign = [
            path
            for path in wanted
            if found[path] is not None
            and path not in self._files
            and path not in self._pending
            and found[path] != _hash(wanted[path])
        ]
        if foreign:
            names = ", ".join(foreign[:_SHOWN]) + (f" and {len(foreign) - _SHOWN} more" if foreign[_SHOWN:] else "")
            message = (
                f"nextcall did not write these files in {self._folder}: {names}; move them, or name another folder"
            )
            raise Refused(message)

    def _is_edited(self, path: str, found: str | None, new: str | None) -> bool:
        """Whether a file of ours was changed by hand: it is neither what we wrote nor what we would write."""
        return found is not None and found not in (new, self._files.get(path), self._pending.get(path))

    def _found(self, path: str) -> str | None:
        """The hash of the file at a path, None where there is none. Refused where the path leads through a link."""
        file = self._folder
        for step in PurePosixPath(path).parts:
            file /= step
            if file.is_symlink():
                message = f"{file} is a link, which nextcall doesn't follow; remove it, or name another folder"
                raise Refused(message)
            if not file.is_dir() and file != self._folder / path and file.exists():
                message = f"{file} is a file where a folder is needed; move it, or name another folder"
                raise Refused(message)
        if file.is_dir():
            message = f"{file} is a folder where a file is needed; move it, or name another folder"
            raise Refused(message)
        return _hash(file.read_bytes()) if file.exists() else None

    def _write(self, path: str, content: bytes) -> None:
        """Write a whole file or nothing: what an interruption leaves is one file of a name that only we use."""
        file = self._folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        self._unfinished.unlink(missing_ok=True)
        with self._unfinished.open("xb") as unfinished:
            unfinished.write(content)
        self._unfinished.replace(file)

    def _remove(self, path: str) -> None:
        file = self._folder / path
        file.unlink(missing_ok=True)
        with suppress(OSError):  # a folder that isn't empty stays
            for folder in list(file.relative_to(self._folder).parents)[:-1]:
                (self._folder / folder).rmdir()

    def _read_manifest(self) -> tuple[dict[str, str], dict[str, str]]:
        if not self._manifest.exists():
            return {}, {}
        try:
            found = json.loads(self._manifest.read_text(encoding="utf-8"))
            version = found["version"]
            files, pending = _paths(found["files"]), _paths(found.get("pending", {}))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            message = f"{self._manifest} can't be read, so nobody knows which files are ours; name another folder"
            raise Refused(message) from error
        if version != _VERSION:
            message = f"{self._manifest} is of a version that this nextcall doesn't know; name another folder"
            raise Refused(message)
        return files, pending

    def _write_manifest(self, files: Mapping[str, str], pending: Mapping[str, str]) -> None:
        data: dict[str, object] = {"version": _VERSION, "files": dict(sorted(files.items()))}
        if pending:
            data["pending"] = dict(sorted(pending.items()))
        content = f"{json.dumps(data, indent=1, ensure_ascii=False)}\n".encode()
        if not self._manifest.exists() or self._manifest.read_bytes() != content:
            self._write(MANIFEST, content)


def _paths(found: Mapping[str, str]) -> dict[str, str]:
    """What a manifest lists; ValueError for a path that we would never write."""
    for path, hash_ in found.items():
        steps = path.split("/")
        if not isinstance(hash_, str) or {"", ".", ".."} & set(steps) or "\\" in path or ":" in steps[0]:
            raise ValueError(path)
    return dict(found)


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()
