"""Makes the model out of the data of valid files, by one walk over the types of its fields.

What types don't say, the model's classes do: the key of a field that has another name there, and what stands for an
absent one (`complete`). Here stands what goes for many: call settings are inherited, whatever may have notes may accept
findings, and an object that says nothing equals an absent one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from nextcall.load.kinds import Kind
from nextcall.model import (
    Allow,
    Asset,
    Blocks,
    BuyingProcess,
    Call,
    Place,
    Playbook,
    Results,
    Role,
    SalesProcess,
    Side,
    Term,
    Text,
    Written,
    WrittenText,
    fields_of,
)
from nextcall.model.kept import kept, kept_while, lasting_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nextcall.load.document import Document
    from nextcall.model import Files

Data = dict[str, Any]
Step = str | int
Made = TypeVar("Made", bound=Written)
Reader = Callable[["_File", Any, Step, Place], Any]
"""Makes a value of the model out of a value, which is that at a step of an object or a list, whose place is given."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Top(Written):
    """The top of a file that holds nothing but lists of the playbook's own objects."""

    place: Place
    notes: Blocks | None = None


_WHOLES: Mapping[Kind, type[Written]] = {
    Kind.BUYING_PROCESS: BuyingProcess,
    Kind.SALES_PROCESS: SalesProcess,
    Kind.RESULTS: Results,
}
"""The kinds of files that hold one thing each, whose id is the file's name."""


class _File:
    """A file on its way into the model; remembers every text, every `allow`, and what can hold one.

    `call` holds the call settings that what is made next inherits, by default those of nobody.
    """

    def __init__(self, document: Document, call: Call | None = None) -> None:
        self.data: Data = document.data  # type: ignore[assignment]  # its schema says that it is a mapping
        self.place = Place(document.path)
        self.folder = document.path.rpartition("/")[0]
        self.written = document.written
        self.call = call or Call()
        self.texts: list[WrittenText] = []
        self.allows: list[Allow] = []
        self.holders: list[Place] = []

    def make(self, kind: type[Made], data: Data, place: Place, **given: object) -> Made:
        """An object out of its data; `given` is what the data doesn't say."""
        made = self.read(kind, data, place)
        kind.complete(made)
        return kind(**made, **given)

    def read(self, kind: type, data: Data, place: Place) -> Data:
        """The fields of an object out of its data; those declared behind its call settings inherit these."""
        around = self.call
        has, readers = _readers(kind)
        made: Data = {
            name: reader(self, data[key], key, place)
            for name, key, reader in readers
            if key in data and data[key] != {}
        }
        if has.call_settings:
            made.setdefault("call", around)
        if has.place:
            made["place"] = place
        if has.notes:
            self.holders.append(place)
            self.allows += self.each(Allow, data, "allow", place, holder=place)
        self.call = around
        return made

    def each(self, kind: type[Made], data: Data, step: str, place: Place, **given: object) -> Iterator[Made]:
        """The objects of a list."""
        for index, value in enumerate(data.get(step, ())):
            yield self.make(kind, value, place / step / index, **given)


class _Has(NamedTuple):
    """What a kind of object has besides what is read field by field."""

    call_settings: bool
    place: bool
    notes: bool


@cache
def _readers(kind: type) -> tuple[_Has, tuple[tuple[str, str, Reader], ...]]:
    """What a kind of object has; and the name of each field with the key that files have for it, and its reader."""
    found = {each.name: each for each in fields_of(kind)}
    readers = (_many(_one(each.type)) if each.many else _one(each.type) for each in found.values())
    named = tuple((each.name, each.key, reader) for each, reader in zip(found.values(), readers, strict=True))
    inherits = "call" in found and found["call"].type is Call
    return _Has(inherits, "place" in found, "notes" in found), named


def _one(kind: type) -> Reader:
    """What reads one value of a type."""
    if issubclass(kind, Text):
        return _text(kind)
    if issubclass(kind, Enum):
        return lambda _file, value, _step, _place: kind(value)
    if kind is Call:
        return _call
    if issubclass(kind, Written):
        return lambda file, value, step, place: file.make(kind, value, place / step)
    return _as_it_is


def _many(one: Reader) -> Reader:
    """What reads a list of values."""
    if one is _as_it_is:
        return lambda _file, values, _step, _place: tuple(values)

    def read(file: _File, values: list[Any], step: Step, place: Place) -> tuple[Any, ...]:
        below = place / step
        return tuple([one(file, value, index, below) for index, value in enumerate(values)])

    return read


def _text(kind: type[Text]) -> Reader:
    def read(file: _File, value: object, step: Step, place: Place) -> Text:
        text = kind(value if isinstance(value, str) else file.written((place / step).pointer), file.folder)
        file.texts.append(WrittenText(place, str(step), text))
        return text

    return read


def _call(file: _File, value: Data, _step: Step, _place: Place) -> Call:
    file.call = replace(file.call, **value)
    return file.call


def _as_it_is(_file: _File, value: object, _step: Step, _place: Place) -> object:
    return value


def results_of(name: str, document: Document) -> Results:
    """What was measured, of a valid document by its name."""
    file = _File(document)
    return file.make(Results, file.data, file.place, id=name)


@kept
def _playbook_file(document: Document) -> tuple[_File, Data]:
    """`playbook.yaml` and the playbook's own fields."""
    file = _File(document)
    return file, file.read(Playbook, file.data, file.place)


def _whole(document: Document, kind: type[Made], name: str, call: Call) -> tuple[_File, Made]:
    """A file that holds one thing; it stays the same thing as long as its document and its call settings do."""

    def make() -> tuple[_File, Made]:
        file = _File(document, call)
        made = file.make(kind, file.data, file.place, id=name)
        lasting_of(made, lasting_of(document))
        return file, made

    return kept_while(document, _whole, call, make)


def playbook_of(documents: Mapping[Kind, Mapping[str, Document]], files: Files) -> Playbook:
    """The playbook of valid documents: for each kind of file its documents by name, without `.yaml` and in order."""
    (document,) = documents[Kind.PLAYBOOK].values()
    top, own = _playbook_file(document)
    opened = {Kind.PLAYBOOK: [top]}
    whole: dict[Kind, list[Any]] = {}
    for kind, of_kind in documents.items():
        if of := _WHOLES.get(kind):
            made = [_whole(each, of, name, own["call"]) for name, each in of_kind.items()]
            opened[kind], whole[kind] = [file for file, _ in made], [thing for _, thing in made]
        elif kind is not Kind.PLAYBOOK:
            opened[kind] = [_File(each, own["call"]) for each in of_kind.values()]
    everything = [file for kind in documents for file in opened[kind]]

    def listed(kind: Kind, of: type[Made], step: str, **given: object) -> Iterator[Made]:
        for file in opened[kind]:
            yield from file.each(of, file.data, step, file.place, **given)

    for kind in (Kind.ROLES, Kind.ASSETS, Kind.GLOSSARY):
        for file in opened[kind]:
            file.read(_Top, file.data, file.place)
    return Playbook(
        **own,
        roles=tuple(role for side in Side for role in listed(Kind.ROLES, Role, f"{side}_roles", side=side)),
        assets=tuple(listed(Kind.ASSETS, Asset, "assets")),
        terms=tuple(listed(Kind.GLOSSARY, Term, "terms")),
        buying_processes=tuple(whole[Kind.BUYING_PROCESS]),
        sales_processes=tuple(whole[Kind.SALES_PROCESS]),
        results=tuple(whole[Kind.RESULTS]),
        allows=tuple(each for file in everything for each in file.allows),
        holders=frozenset(each for file in everything for each in file.holders),
        texts=tuple(each for file in everything for each in file.texts),
        files=files,
    )
