"""files → positions → schema → model, or diagnostics. Loading never raises for a user's mistake."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nextcall.diagnostics import TOP, Diagnostic, Severity, Span, in_order
from nextcall.history.tree import FolderOnDisk
from nextcall.load import parse
from nextcall.load.build import playbook_of, results_of
from nextcall.load.document import Document
from nextcall.load.faults import MANUAL, FaultId
from nextcall.load.folder import PLAYBOOK_FILE, Contents, read, survey
from nextcall.load.kinds import Kind, bundled
from nextcall.load.repository import path_in_repository
from nextcall.load.schema import misfits
from nextcall.model import Files, Misread, Place
from nextcall.model.kept import lasting_of
from nextcall.suggest import Suggestions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from nextcall.history.tree import Tree
    from nextcall.model import Playbook, Results

__all__ = [
    "MANUAL",
    "PLAYBOOK_FILE",
    "FaultId",
    "Kind",
    "Loaded",
    "bundled",
    "load",
    "nothing_before",
    "paths_of_files",
    "results_in",
    "without_garbage_collection",
]


@dataclass(frozen=True, eq=False)
class Loaded:
    """A playbook's folder as it was read. `playbook` is None where a file is not sound enough to make a model of.

    The paths of `diagnostics` and the keys of `documents` are relative to `root`; `prefix` is what makes them relative
    to the repository (else to the current folder). `contents` is what else lies there, `bytes_of` the documents as they
    were read.
    """

    root: Path
    prefix: str
    playbook: Playbook | None
    diagnostics: tuple[Diagnostic, ...]
    documents: Mapping[str, Document]
    contents: Contents
    bytes_of: Mapping[str, bytes]

    def sound_part(self) -> Playbook:
        """The playbook without the files that are not sound; its own fields are absent where playbook.yaml is not."""
        if self.playbook is not None:
            return self.playbook
        faulty = {each.path for each in self.diagnostics}
        sound = {path: document for path, document in self.documents.items() if path not in faulty}
        sound.setdefault(PLAYBOOK_FILE, Document(PLAYBOOK_FILE, "", {"title": ""}))
        return _build(sound, self.contents)

    def locate(self, place: Place) -> Span:
        """Where a place stands in its file; what is missing stands at the nearest thing around it."""
        document = self.documents.get(place.path)
        return TOP if document is None else document.locate(place.pointer)

    def line_of(self, place: Place) -> int:
        """The 1-based line of a place."""
        return self.locate(place).line

    def on_repository(self, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """The diagnostics in order, each once, with paths that are relative to the repository."""
        given = list(diagnostics)
        paths = {path: (self.prefix + path).rstrip("/") or "." for path in {each.path for each in given}}
        if any(path != known for path, known in paths.items()):
            given = [tuple.__new__(Diagnostic, (paths[each[0]], *each[1:])) for each in given]
        found = in_order(given)
        return tuple([each for each, before in zip(found, (None, *found), strict=False) if each != before])

    def source_line(self, path: str, line: int) -> str | None:
        """A line of a YAML file, by its path as diagnostics have it; None for any other file."""
        document = self.documents.get(path.removeprefix(self.prefix)) if path.startswith(self.prefix) else None
        return None if document is None else document.lines.line(line)


def load(root: Path, tree: Tree | None = None, *, prefix: str | None = None, known: Loaded | None = None) -> Loaded:
    """Read the playbook in the folder `root`, every file once.

    Another `tree` is read in its place where it is given, as that of a revision, whose `prefix` may be another, too.
    A file whose bytes are `known` keeps its document.
    """
    tree = tree or FolderOnDisk(root)
    with without_garbage_collection():
        contents = survey(tree)
        bytes_of = dict(_read_all(tree, contents))
        documents = {path: _parsed(path, content, known) for path, content in bytes_of.items()}
        diagnostics = [*contents.diagnostics, *_faults(documents, contents.claimed)]
        if PLAYBOOK_FILE not in contents.claimed:
            diagnostics += _no_playbook_file(contents)
        playbook = None if diagnostics else _build(documents, contents)
    prefix = path_in_repository(root) if prefix is None else prefix
    return Loaded(root, prefix, playbook, in_order(diagnostics), documents, contents, bytes_of)


def nothing_before(loaded: Loaded) -> Loaded:
    """What there was before there was this playbook: its own fields, none of its processes, roles, assets and terms."""
    faulty = {each.path for each in loaded.diagnostics}
    own = {path: loaded.documents[path] for path in loaded.documents.keys() & {PLAYBOOK_FILE} - faulty}
    nothing = Loaded(loaded.root, loaded.prefix, None, (), own, Contents(), {})
    return replace(nothing, playbook=nothing.sound_part())


def paths_of_files(root: Path) -> frozenset[str]:
    """The paths of the YAML files in the folder `root` that a playbook is made of, relative to it."""
    return frozenset(survey(FolderOnDisk(root)).claimed)


def results_in(path: str, content: bytes) -> Results:
    """The results that a file's content holds, by its path below the playbook; it must be sound.

    Raises:
        ValueError: It isn't.
    """
    document = parse.parse(path, content)
    wrong = [each.message for each in document.faults] or [each.message for each in misfits(document, Kind.RESULTS)]
    if wrong:
        message = f"{path} is not sound: {wrong[0]}"
        raise ValueError(message)
    return results_of(path.rpartition("/")[2].removesuffix(".yaml"), document)


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Loading and checking make many objects and no cycles: collecting in between would only double their time.

    What was made counts as old afterwards: as new, all of it would be gone through at once.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def _read_all(tree: Tree, contents: Contents) -> Iterator[tuple[str, bytes]]:
    for path in contents.claimed:
        content = read(tree, path, contents)
        if content is not None:
            yield path, content


def _parsed(path: str, content: bytes, known: Loaded | None) -> Document:
    if known is not None and known.bytes_of.get(path) == content:
        return known.documents[path]
    document = parse.parse(path, content)
    if known is not None and path in known.documents:
        lasting_of(document, lasting_of(known.documents[path]).next())
    return document


def _no_playbook_file(contents: Contents) -> Iterator[Diagnostic]:
    """What is wrong where the folder has no playbook.yaml, unless that is told already."""
    if any(diagnostic.path in {"", PLAYBOOK_FILE} for diagnostic in contents.diagnostics):
        return
    message = f"there is no {PLAYBOOK_FILE}, which gives the playbook its title"
    hint = "write one with the line `title: …`, or start with `nextcall init`"
    meant = [path for path in contents.unclaimed if path.lower() in {PLAYBOOK_FILE, "playbook.yml"}]
    if meant:
        hint = f"rename {meant[0]} to {PLAYBOOK_FILE}"
    yield Diagnostic.at(PLAYBOOK_FILE, TOP, FaultId.NO_PLAYBOOK_FILE, Severity.ERROR, message, hint=hint)


def _faults(documents: Mapping[str, Document], claimed: Mapping[str, Kind]) -> Iterator[Diagnostic]:
    suggestions = Suggestions()
    for path, document in documents.items():
        for fault in document.faults:
            span = document.lines.span(fault.start, fault.end)
            yield Diagnostic.at(path, span, fault.rule, Severity.ERROR, fault.message, hint=fault.hint)
        if not document.faults:
            for misfit in misfits(document, claimed[path], suggestions):
                span, pointer, message, hint = misfit
                yield Diagnostic.at(path, span, FaultId.SCHEMA, Severity.ERROR, message, hint=hint, pointer=pointer)


def _misread(documents: Mapping[str, Document], found: Callable[[Document], Mapping[str, str]]) -> Iterator[Misread]:
    for path, document in documents.items():
        yield from (Misread(Place(path, pointer), better) for pointer, better in found(document).items())


def _build(documents: Mapping[str, Document], contents: Contents) -> Playbook:
    of_kind: dict[Kind, dict[str, Document]] = {kind: {} for kind in Kind}
    for path, document in documents.items():
        process_id = path.rpartition("/")[2].removesuffix(".yaml")
        of_kind[contents.claimed.get(path, Kind.PLAYBOOK)][process_id] = document

    cuts = (Place(path, pointer) for path, document in documents.items() for pointer in document.cut_texts)
    files = Files(
        pages=tuple(contents.pages),
        others=tuple(contents.others),
        sources=tuple(contents.claimed),
        unclaimed=tuple(contents.unclaimed),
        cut_texts=tuple(cuts),
        split_texts=tuple(_misread(documents, lambda document: document.split_texts)),
        misread_paths=tuple(_misread(documents, lambda document: document.misread_paths)),
    )
    return playbook_of(of_kind, files)
